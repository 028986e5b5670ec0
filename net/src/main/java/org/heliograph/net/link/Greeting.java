package org.heliograph.net.link;

import java.time.Instant;
import org.heliograph.core.NodeId;
import org.heliograph.core.PeerFault;
import org.heliograph.core.mesh.Network;
import org.heliograph.core.mesh.NodeKeys;
import org.heliograph.core.wire.Reader;
import org.heliograph.core.wire.Writer;

/// What each end says of itself inside the handshake. Reading one proves that the node key vouches for the link key.
record Greeting(NodeId node, Instant sentAt) {
    private static final int VERSION = 1;
    private static final int NODE_KEY_BYTES = 32;
    private static final int SIGNATURE_BYTES = 64;

    /// This node's own, padded to `length`.
    static byte[] of(LinkSelf self, int length) {
        return new Writer(length)
                .u8(VERSION)
                .u8(0)
                .u16(0)
                .u64(self.clock().millis())
                .bytes(self.keys().nodeKey().publicKey())
                .bytes(self.voucher())
                .padTo(length)
                .toBytes();
    }

    /// The other end's, for the link key that its handshake proved.
    static Greeting verify(byte[] payload, Network network, byte[] linkKey) throws PeerFault {
        var in = new Reader(payload);
        if (in.u8() != VERSION) {
            throw new PeerFault(PeerFault.Kind.MALFORMED, "a link of another version");
        }
        in.skip(3); // flags of later versions
        long sentMillis = in.u64();
        var nodeKey = in.bytes(NODE_KEY_BYTES);
        if (!LinkSelf.vouched(nodeKey, network, linkKey, in.bytes(SIGNATURE_BYTES))) {
            throw new PeerFault(PeerFault.Kind.FORGED, "a node key that does not vouch for its link key");
        }
        return new Greeting(NodeKeys.idOf(nodeKey), Instant.ofEpochMilli(sentMillis));
    }
}
