package org.heliograph.core.mesh;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.heliograph.core.NodeId;
import org.heliograph.core.PeerFault;
import org.heliograph.core.wire.NetAddress;
import org.heliograph.crypto.Entropy;
import org.heliograph.crypto.Sha256;
import org.heliograph.testkit.Case;

/// A node that issues the records a test wants.
final class Subject {
    /// What a record is to say; the rest is the same for all.
    record Saying(List<NetAddress> addresses, List<NodeId> links, int capabilities) {
        static final Saying NOTHING = new Saying(List.of(), List.of(), NodeRecord.STORES);

        static Saying at(NetAddress... addresses) {
            return new Saying(List.of(addresses), List.of(), NodeRecord.STORES | NodeRecord.DIALABLE);
        }

        static Saying linkedTo(NodeId... links) {
            return new Saying(List.of(), List.of(links), NodeRecord.STORES);
        }
    }

    private static final List<byte[]> MIX_KEYS = mixKeys("mix key");

    final NodeKeys keys;
    private final Admission admission;
    private final Entropy entropy;

    Subject(Admission admission, Case random) {
        this.admission = admission;
        this.entropy = random::nextBytes;
        this.keys = NodeKeys.generate(admission, entropy);
    }

    static Admission admission(int puzzleBits) {
        return new Admission(NetworkTag.of(Network.open("test").tag()), puzzleBits);
    }

    static List<byte[]> mixKeys(String name) {
        return IntStream.range(0, NodeRecord.MIX_KEYS)
                .mapToObj(i -> Sha256.hash((name + i).getBytes(StandardCharsets.US_ASCII)))
                .toList();
    }

    static NetAddress address(int a, int b, int c, int d) {
        return NetAddress.of(new byte[] {(byte) a, (byte) b, (byte) c, (byte) d}, 7411);
    }

    NodeId id() {
        return keys.id();
    }

    byte[] record(long sequence, long issuedSeconds) {
        return record(sequence, issuedSeconds, Saying.NOTHING);
    }

    byte[] record(long sequence, long issuedSeconds, Saying saying) {
        var claims = new NodeRecord.Claims(
                20_000, MIX_KEYS, saying.addresses(), List.of(), saying.links(), saying.capabilities(), sequence);
        return NodeRecord.issue(keys, admission, claims, issuedSeconds, entropy).bytes();
    }

    /// As [#record], with another signature of nobody's.
    byte[] forged(long sequence, long issuedSeconds) {
        var record = record(sequence, issuedSeconds);
        record[record.length - 1] ^= 1;
        return record;
    }

    NodeRecord.Unverified unverified(byte[] record) throws PeerFault {
        return NodeRecord.read(Arrays.copyOf(record, record.length), admission.network());
    }
}
