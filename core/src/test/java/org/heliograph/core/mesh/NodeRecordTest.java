package org.heliograph.core.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.heliograph.core.NodeId;
import org.heliograph.core.PeerFault;
import org.heliograph.core.wire.NetAddress;
import org.heliograph.crypto.AgreementKey;
import org.heliograph.crypto.Entropy;
import org.heliograph.crypto.Suite;
import org.heliograph.testkit.Case;
import org.junit.jupiter.api.Test;

class NodeRecordTest {
    private static final long NOW = 1_790_000_000;
    private static final int PUZZLE_BITS = 8;

    private final Entropy entropy = new Case(7)::nextBytes;
    private final NetworkTag tag = NetworkTag.of(Network.open("test").tag());
    private final Admission admission = new Admission(tag, PUZZLE_BITS);
    private final NodeKeys keys = NodeKeys.generate(admission, entropy);

    private NodeRecord.Claims claims() {
        var mixKeys = new ArrayList<byte[]>();
        for (int i = 0; i < NodeRecord.MIX_KEYS; i++) {
            mixKeys.add(AgreementKey.generate(Suite.X25519, entropy).publicKey());
        }
        var addresses = List.of(
                NetAddress.of(new byte[] {(byte) 203, 0, 113, 9}, 7411),
                NetAddress.of(HexFormat.of().parseHex("20010db8000000000000000000000001"), 65_535));
        var neighbour = NodeId.of(entropy.bytes(NodeId.BYTES));
        return new NodeRecord.Claims(
                20_700,
                mixKeys,
                addresses,
                List.of(neighbour),
                List.of(neighbour, keys.id()),
                NodeRecord.STORES | NodeRecord.DIALABLE,
                1L << 40);
    }

    @Test
    void aRecordSaysWhatItsNodeClaimed() throws PeerFault {
        var claims = claims();
        var bytes = NodeRecord.issue(keys, admission, claims, NOW, entropy).bytes();
        assertThat(bytes).hasSize(NodeRecord.BYTES);
        var read = NodeRecord.verify(bytes, admission);
        assertThat(read.id()).isEqualTo(keys.id());
        assertThat(read.nodeKey()).isEqualTo(keys.nodeKey().publicKey());
        assertThat(read.linkKey()).isEqualTo(keys.linkKey().publicKey());
        assertThat(read.firstEpoch()).isEqualTo(20_700);
        for (int i = 0; i < NodeRecord.MIX_KEYS; i++) {
            assertThat(read.mixKey(20_700 + i)).isEqualTo(claims.mixKeys().get(i));
        }
        assertThat(read.covers(20_699)).isFalse();
        assertThat(read.covers(20_707)).isTrue();
        assertThat(read.covers(20_708)).isFalse();
        assertThat(read.addresses()).isEqualTo(claims.addresses());
        assertThat(read.vias()).isEqualTo(claims.vias());
        assertThat(read.links())
                .containsExactly(claims.links().getFirst().a(), keys.id().a());
        assertThat(read.can(NodeRecord.STORES)).isTrue();
        assertThat(read.can(NodeRecord.RELAYS)).isFalse();
        assertThat(read.sequence()).isEqualTo(1L << 40);
        assertThat(read.issuedSeconds()).isEqualTo(NOW);
        assertThat(read.endSeconds()).isEqualTo(NOW + 72 * 3_600);
        assertThat(read.bytes()).isEqualTo(bytes);
    }

    @Test
    void anyChangedByteIsRefused() throws PeerFault {
        var bytes = NodeRecord.issue(keys, admission, claims(), NOW, entropy).bytes();
        for (int at = 0; at < bytes.length; at++) {
            var altered = bytes.clone();
            altered[at] ^= 4;
            assertThatThrownBy(() -> NodeRecord.verify(altered, admission)).isInstanceOf(PeerFault.class);
        }
        for (int length = 0; length < bytes.length; length += 5) {
            var cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> NodeRecord.verify(cut, admission)).isInstanceOf(PeerFault.class);
        }
        var longer = Arrays.copyOf(bytes, bytes.length + 1);
        assertThatThrownBy(() -> NodeRecord.verify(longer, admission)).isInstanceOf(PeerFault.class);
    }

    @Test
    void aRecordOfAnotherNetworkIsRefused() {
        var bytes = NodeRecord.issue(keys, admission, claims(), NOW, entropy).bytes();
        var other = new Admission(NetworkTag.of(Network.open("another").tag()), 0);
        assertThatThrownBy(() -> NodeRecord.verify(bytes, other)).hasMessageContaining("OUT_OF_TURN");
    }

    @Test
    void anOpenNetworkLetsNoNodeKeyInWithoutItsPuzzle() {
        var cheap = NodeKeys.generate(new Admission(tag, 0), entropy);
        var bytes = NodeRecord.issue(cheap, admission, claims(), NOW, entropy).bytes();
        var dear = new Admission(tag, 30);
        assertThatThrownBy(() -> NodeRecord.verify(bytes, dear)).hasMessageContaining("puzzle");
    }

    @Test
    void aSubnetIsWhatOneCustomerIsGiven() {
        var one = Subject.address(203, 0, 113, 9);
        assertThat(one.subnet()).isEqualTo(Subject.address(203, 0, 113, 200).subnet());
        assertThat(one.subnet()).isNotEqualTo(Subject.address(203, 0, 112, 9).subnet());
        var six = NetAddress.of(HexFormat.of().parseHex("20010db8000000000000000000000001"), 7);
        assertThat(six.subnet())
                .isEqualTo(NetAddress.of(HexFormat.of().parseHex("20010db80000ffff0000000000000001"), 7)
                        .subnet());
        assertThat(six.subnet())
                .isNotEqualTo(NetAddress.of(HexFormat.of().parseHex("20010db8000100000000000000000001"), 7)
                        .subnet());
    }

    @Test
    void whatARecordSaysCanBeReadBeforeItIsVerified() throws PeerFault {
        var bytes = NodeRecord.issue(keys, admission, claims(), NOW, entropy).bytes();
        bytes[bytes.length - 1] ^= 1;
        var read = NodeRecord.read(bytes, tag);
        assertThat(read.id()).isEqualTo(keys.id());
        assertThat(read.sequence()).isEqualTo(1L << 40);
        assertThat(read.issuedSeconds()).isEqualTo(NOW);
        assertThat(read.endSeconds()).isEqualTo(NOW + 72 * 3_600);
        assertThat(read.addresses()).isEqualTo(claims().addresses());
        assertThatThrownBy(() -> read.verify(admission)).hasMessageContaining("FORGED");
    }
}
