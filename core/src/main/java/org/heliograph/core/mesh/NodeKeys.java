package org.heliograph.core.mesh;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.heliograph.core.NodeId;
import org.heliograph.core.PeerFault;
import org.heliograph.core.wire.Reader;
import org.heliograph.core.wire.Writer;
import org.heliograph.crypto.AgreementKey;
import org.heliograph.crypto.Entropy;
import org.heliograph.crypto.Sha256;
import org.heliograph.crypto.SigningKey;
import org.heliograph.crypto.Suite;

/// The keys of a node in the mesh: an Ed25519 key that names it and an X25519 key for its links; and the solution of
/// the
/// puzzle that its network asks of a node key.
///
/// They are random and have nothing to do with any identity (`docs/protocol/links.md`).
public final class NodeKeys implements AutoCloseable {
    private static final byte[] LABEL = "HG1/nid".getBytes(StandardCharsets.US_ASCII);
    private static final int VERSION = 1;
    private static final int KEY_BYTES = 32;

    private final SigningKey nodeKey;
    private final AgreementKey linkKey;
    private final long puzzle;

    private NodeKeys(SigningKey nodeKey, AgreementKey linkKey, long puzzle) {
        this.nodeKey = nodeKey;
        this.linkKey = linkKey;
        this.puzzle = puzzle;
    }

    /// Takes as long as the puzzle does: in an open network about a second.
    public static NodeKeys generate(Network network, Entropy entropy) {
        return generate(network.admission(), entropy);
    }

    static NodeKeys generate(Admission admission, Entropy entropy) {
        var nodeKey = SigningKey.generate(Suite.X25519, entropy);
        var linkKey = AgreementKey.generate(Suite.X25519, entropy);
        return new NodeKeys(nodeKey, linkKey, admission.solve(nodeKey.publicKey()));
    }

    /// Reads what [#encode] wrote and wipes it.
    public static NodeKeys decode(byte[] encoded) throws PeerFault {
        try {
            var in = new Reader(encoded);
            if (in.u8() != VERSION) {
                throw new PeerFault(PeerFault.Kind.MALFORMED, "node keys of another version");
            }
            byte[] signing = in.bytes(KEY_BYTES);
            byte[] agreement = in.bytes(KEY_BYTES);
            long puzzle = in.u64();
            in.end();
            return new NodeKeys(
                    SigningKey.restore(Suite.X25519, signing), AgreementKey.restore(Suite.X25519, agreement), puzzle);
        } finally {
            Arrays.fill(encoded, (byte) 0);
        }
    }

    /// The private halves, for the sealed store; the caller wipes them.
    public byte[] encode() {
        byte[] signing = nodeKey.reveal();
        byte[] agreement = linkKey.reveal();
        byte[] encoded = new Writer(1 + 2 * KEY_BYTES + 8)
                .u8(VERSION)
                .bytes(signing)
                .bytes(agreement)
                .u64(puzzle)
                .drain();
        Arrays.fill(signing, (byte) 0);
        Arrays.fill(agreement, (byte) 0);
        return encoded;
    }

    /// Ed25519: signs link handshakes and node records.
    public SigningKey nodeKey() {
        return nodeKey;
    }

    /// X25519: the Noise static key.
    public AgreementKey linkKey() {
        return linkKey;
    }

    /// Solves the puzzle of its network.
    long puzzle() {
        return puzzle;
    }

    public NodeId id() {
        return idOf(nodeKey.publicKey());
    }

    /// The name of the node with this public node key: H("HG1/nid"||node key).
    public static NodeId idOf(byte[] publicNodeKey) {
        return NodeId.of(Sha256.hash(LABEL, publicNodeKey));
    }

    @Override
    public void close() {
        nodeKey.close();
        linkKey.close();
    }
}
