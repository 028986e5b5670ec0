package org.heliograph.net.link;

import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import org.heliograph.core.mesh.Network;
import org.heliograph.core.mesh.NodeKeys;
import org.heliograph.core.wire.Writer;
import org.heliograph.crypto.Entropy;
import org.heliograph.crypto.SigningKey;
import org.heliograph.crypto.Suite;
import org.heliograph.net.noise.NoiseProtocol;

/// What this node brings to each of its links.
///
/// @param keys stay the caller's, and open while there are links
/// @param entropy is asked by many threads at once
/// @param voucher the node key's word that the link key is this node's; the same for every link, so made once
record LinkSelf(NodeKeys keys, Network network, Entropy entropy, InstantSource clock, byte[] voucher) {
    private static final byte[] LABEL = "HG1/linkid".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] PROLOGUE = "HG1/link".getBytes(StandardCharsets.US_ASCII);

    LinkSelf(NodeKeys keys, Network network, Entropy entropy, InstantSource clock) {
        this(keys, network, entropy, clock, vouch(keys, network, entropy));
    }

    /// The Noise protocol of the network's links.
    NoiseProtocol protocol() {
        return network.isClosed() ? NoiseProtocol.CLOSED_LINK : NoiseProtocol.LINK;
    }

    byte[] prologue() {
        return new Writer(16).bytes(PROLOGUE).bytes(network.tag()).toBytes();
    }

    /// Whether `nodeKey` says in `voucher` that `linkKey` is its own.
    static boolean vouched(byte[] nodeKey, Network network, byte[] linkKey, byte[] voucher) {
        return SigningKey.verify(Suite.X25519, nodeKey, statement(network, linkKey), voucher);
    }

    private static byte[] vouch(NodeKeys keys, Network network, Entropy entropy) {
        return keys.nodeKey().sign(statement(network, keys.linkKey().publicKey()), entropy);
    }

    private static byte[] statement(Network network, byte[] linkKey) {
        return new Writer(64).bytes(LABEL).bytes(network.tag()).bytes(linkKey).toBytes();
    }
}
