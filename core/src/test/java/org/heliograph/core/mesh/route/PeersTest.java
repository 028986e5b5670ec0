package org.heliograph.core.mesh.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.heliograph.core.NodeId;
import org.heliograph.core.PeerFault;
import org.heliograph.core.mesh.Atlas;
import org.heliograph.core.wire.NetAddress;
import org.heliograph.core.wire.Reader;
import org.heliograph.core.wire.Writer;
import org.heliograph.testkit.Cases;
import org.junit.jupiter.api.Test;

class PeersTest {
    private static final NetAddress ADDRESS = Atlas.address(80, 1, 2, 3);

    private static NodeId node(int number) {
        return new NodeId(number, 0, 0, 1);
    }

    private static byte[] row(Peers peers) {
        var out = new Writer(100);
        peers.writeTo(out);
        return out.toBytes();
    }

    private static Peers restored(byte[] row) throws PeerFault {
        var peers = new Peers();
        var in = new Reader(row);
        peers.read(in);
        in.end();
        return peers;
    }

    @Test
    void whoWasNotSeenForLongestIsForgottenFirst() {
        var peers = new Peers();
        for (int i = 0; i < Peers.MAX + 100; i++) {
            peers.remember(node(i), ADDRESS, i == 7 ? 10_000 : i);
        }
        assertThat(peers.all())
                .hasSize(Peers.MAX)
                .noneMatch(peer -> peer.seen() < 101 && !peer.node().equals(node(7)));
        assertThat(peers.peer(node(7))).isPresent();
        assertThat(peers.peer(node(8))).isEmpty();
    }

    @Test
    void theyOutliveTheProcess() throws PeerFault {
        var peers = new Peers();
        for (int i = 0; i < Peers.MAX; i++) {
            peers.remember(node(i), ADDRESS, i);
        }
        assertThat(peers.takeChanged()).isTrue();
        assertThat(peers.takeChanged()).isFalse();
        assertThat(row(peers)).hasSizeLessThan(31_000);
        assertThat(restored(row(peers)).all()).isEqualTo(peers.all());
    }

    @Test
    void aDamagedRowIsRefusedAndNothingElseHappens() {
        var peers = new Peers();
        for (int i = 0; i < 5; i++) {
            peers.remember(node(i), ADDRESS, i);
        }
        var row = row(peers);
        for (int length = 0; length < row.length; length++) {
            var cut = Arrays.copyOf(row, length);
            assertThatThrownBy(() -> restored(cut)).isInstanceOf(PeerFault.class);
        }
        Cases.forAll(1_000, random -> {
            try {
                assertThat(restored(random.bytesUpTo(300)).all()).hasSizeLessThanOrEqualTo(Peers.MAX);
            } catch (PeerFault refused) {
                assertThat(refused.kind()).isEqualTo(PeerFault.Kind.MALFORMED);
            }
        });
    }
}
