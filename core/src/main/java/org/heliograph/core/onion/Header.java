package org.heliograph.core.onion;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.heliograph.core.NodeId;
import org.heliograph.core.PeerFault;
import org.heliograph.core.onion.Sphinx.Hop;
import org.heliograph.core.wire.Writer;
import org.heliograph.crypto.AgreementKey;
import org.heliograph.crypto.Entropy;
import org.heliograph.crypto.Secret;
import org.heliograph.crypto.Span;
import org.heliograph.crypto.Suite;

/// The part of a packet that leads it along its path: alpha, beta and gamma of Sphinx (Danezis and Goldberg 2009), and
/// the keys under which its maker encrypts the payload for each hop. 328 bytes for any path.
record Header(byte[] bytes, List<Secret> payloadKeys) implements AutoCloseable {
    static final int ALPHA_BYTES = 32;
    static final int BETA_BYTES = 280;
    static final int GAMMA_BYTES = 16;
    static final int BYTES = ALPHA_BYTES + BETA_BYTES + GAMMA_BYTES;

    static final int BETA_AT = ALPHA_BYTES;
    static final int GAMMA_AT = ALPHA_BYTES + BETA_BYTES;

    /// What one hop reads: its type, a delay, the next hop with its key's epoch, the gamma of the next hop.
    static final int BLOCK_BYTES = 56;

    static final int GAMMA_IN_BLOCK = 4 + NodeId.BYTES;

    /// Types of blocks.
    static final int FORWARD = 1;

    static final int FINAL = 2;
    static final int REPLY = 3;

    /// The last block of a packet with a body for the node that opens it.
    static byte[] finalBlock() {
        return new Writer(BLOCK_BYTES).u8(FINAL).padTo(BLOCK_BYTES).toBytes();
    }

    /// The last block of an answer to the owner of the reply block with this id.
    static byte[] replyBlock(Sphinx.Token id) {
        return new Writer(BLOCK_BYTES)
                .u8(REPLY)
                .zeros(3)
                .u64(id.high())
                .u64(id.low())
                .padTo(BLOCK_BYTES)
                .toBytes();
    }

    /// A fault if a hop has a mix key that agrees with nothing: its record is to blame.
    static Header make(List<Hop> path, byte[] lastBlock, Entropy entropy) throws PeerFault {
        if (path.isEmpty() || path.size() > Sphinx.MAX_HOPS) {
            throw new IllegalArgumentException("a path of " + path.size() + " hops");
        }
        var layers = new ArrayList<LayerKeys>(path.size());
        try {
            var alpha = agree(path, layers, entropy);
            var streams = layers.stream().map(Header::stream).toList();
            var beta = lastBeta(lastBlock, streams, entropy);
            var gamma = gamma(layers.getLast(), beta);
            for (int hop = path.size() - 2; hop >= 0; hop--) {
                beta = beta(block(path.get(hop), path.get(hop + 1), gamma), beta, streams.get(hop));
                gamma = gamma(layers.get(hop), beta);
            }
            streams.forEach(stream -> Arrays.fill(stream, (byte) 0));
            var bytes = new Writer(BYTES).bytes(alpha).bytes(beta).bytes(gamma).toBytes();
            return new Header(
                    bytes, layers.stream().map(it -> it.payload().copy()).toList());
        } finally {
            layers.forEach(LayerKeys::close);
        }
    }

    /// Fills `layers` with the keys of every hop; gives the alpha of the first. Each hop will multiply alpha by its
    /// blinding factor, and so does the maker the private key behind it.
    private static byte[] agree(List<Hop> path, List<LayerKeys> layers, Entropy entropy) throws PeerFault {
        var key = AgreementKey.generate(Suite.X25519, entropy);
        try {
            var first = key.publicKey();
            for (var hop : path) {
                layers.add(LayerKeys.agree(key, hop.mixKey(), key.publicKey()));
                if (layers.size() < path.size()) {
                    var blinded = key.blinded(layers.getLast().blind());
                    key.close();
                    key = blinded;
                }
            }
            return first;
        } finally {
            key.close();
        }
    }

    private static byte[] stream(LayerKeys layer) {
        var stream = new byte[LayerKeys.STREAM_BYTES];
        layer.cover(Span.of(stream));
        return stream;
    }

    /// Behind the last block come random bytes, for zeros would tell the last hop how long the path was (Kuhn et al.
    /// 2020), and then what the hops before will have left behind each of their blocks.
    private static byte[] lastBeta(byte[] lastBlock, List<byte[]> streams, Entropy entropy) {
        var leftBehind = leftBehind(streams);
        var own = BETA_BYTES - leftBehind.length;
        var beta = new Writer(BETA_BYTES)
                .bytes(lastBlock)
                .bytes(entropy.bytes(own - BLOCK_BYTES))
                .bytes(leftBehind)
                .toBytes();
        xor(beta, 0, streams.getLast(), 0, own);
        return beta;
    }

    /// Sphinx's phi: each hop but the last moves beta up by a block, and what follows is the end of its stream.
    private static byte[] leftBehind(List<byte[]> streams) {
        var all = new byte[(streams.size() - 1) * BLOCK_BYTES];
        for (int hops = 1; hops < streams.size(); hops++) {
            int length = hops * BLOCK_BYTES;
            xor(all, 0, streams.get(hops - 1), LayerKeys.STREAM_BYTES - length, length);
        }
        return all;
    }

    private static byte[] block(Hop hop, Hop next, byte[] gamma) {
        return new Writer(BLOCK_BYTES)
                .u8(FORWARD)
                .u16(hop.ticks())
                .u8(next.keyEpoch())
                .bytes(next.node().toBytes())
                .bytes(gamma)
                .padTo(BLOCK_BYTES)
                .toBytes();
    }

    private static byte[] beta(byte[] block, byte[] nextBeta, byte[] stream) {
        var beta = Arrays.copyOf(block, BETA_BYTES);
        System.arraycopy(nextBeta, 0, beta, BLOCK_BYTES, BETA_BYTES - BLOCK_BYTES);
        xor(beta, 0, stream, 0, BETA_BYTES);
        return beta;
    }

    private static byte[] gamma(LayerKeys layer, byte[] beta) {
        return Arrays.copyOf(layer.code(Span.of(beta)), GAMMA_BYTES);
    }

    private static void xor(byte[] into, int at, byte[] from, int fromAt, int length) {
        for (int i = 0; i < length; i++) {
            into[at + i] ^= from[fromAt + i];
        }
    }

    @Override
    public void close() {
        payloadKeys.forEach(Secret::close);
    }
}
