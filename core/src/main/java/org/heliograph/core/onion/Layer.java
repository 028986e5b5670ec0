package org.heliograph.core.onion;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import org.heliograph.core.NodeId;
import org.heliograph.core.PeerFault;
import org.heliograph.core.onion.Sphinx.Opened;
import org.heliograph.core.wire.Reader;
import org.heliograph.crypto.AgreementKey;
import org.heliograph.crypto.Span;

/// The outermost layer of a packet that arrived: it is for the key it was tried with, and its header is whole.
final class Layer implements AutoCloseable {
    private final byte[] packet;
    private final byte[] alpha;
    private final LayerKeys keys;

    private Layer(byte[] packet, byte[] alpha, LayerKeys keys) {
        this.packet = packet;
        this.alpha = alpha;
        this.keys = keys;
    }

    /// Looks at the header alone, so that a forged packet costs one multiplication; changes nothing.
    static Layer of(byte[] packet, AgreementKey mixKey) throws PeerFault {
        if (packet.length != Sphinx.PACKET_BYTES) {
            throw new PeerFault(PeerFault.Kind.MALFORMED, "a packet of " + packet.length + " bytes");
        }
        var alpha = Arrays.copyOf(packet, Header.ALPHA_BYTES);
        var layer = new Layer(packet, alpha, LayerKeys.agree(mixKey, alpha, alpha));
        if (!layer.isWhole()) {
            layer.close();
            throw new PeerFault(PeerFault.Kind.FORGED, "a header that is not for this key, or was changed");
        }
        return layer;
    }

    private boolean isWhole() {
        var code = keys.code(Span.of(packet, Header.BETA_AT, Header.BETA_BYTES));
        var gamma = Arrays.copyOfRange(packet, Header.GAMMA_AT, Header.BYTES);
        return MessageDigest.isEqual(Arrays.copyOf(code, Header.GAMMA_BYTES), gamma);
    }

    /// What the same packet has whenever it comes, and no other one.
    ReplayTags.Tag tag() {
        var tag = ByteBuffer.wrap(keys.tag().reveal()); // of no use to anybody who has not the packet
        return new ReplayTags.Tag(tag.getLong(), tag.getLong());
    }

    /// Takes the layer off, in the very array that arrived: it is a forwarded packet afterwards, or of no use.
    Opened open() throws PeerFault {
        var beta = new byte[LayerKeys.STREAM_BYTES];
        System.arraycopy(packet, Header.BETA_AT, beta, 0, Header.BETA_BYTES);
        keys.cover(Span.of(beta));
        var block = new Reader(beta, 0, Header.BLOCK_BYTES);
        int type = block.u8();
        return switch (type) {
            case Header.FORWARD -> forward(block, beta);
            case Header.FINAL -> {
                Lioness.decrypt(keys.payload(), Sphinx.payload(packet));
                yield new Opened.Final(Sphinx.body(Sphinx.payload(packet)));
            }
            case Header.REPLY -> {
                block.skip(3);
                yield new Opened.Reply(
                        Sphinx.Token.read(block), Sphinx.payload(packet).copy());
            }
            default -> throw new PeerFault(PeerFault.Kind.MALFORMED, "a block of type " + type);
        };
    }

    private Opened forward(Reader block, byte[] beta) throws PeerFault {
        var delay = Sphinx.delay(block.u16());
        int keyEpoch = block.u8();
        var next = NodeId.of(block.bytes(NodeId.BYTES));
        var nextAlpha = AgreementKey.blind(alpha, keys.blind()).orElseThrow(); // it has agreed with our key before
        System.arraycopy(nextAlpha, 0, packet, 0, Header.ALPHA_BYTES);
        System.arraycopy(beta, Header.BLOCK_BYTES, packet, Header.BETA_AT, Header.BETA_BYTES);
        System.arraycopy(beta, Header.GAMMA_IN_BLOCK, packet, Header.GAMMA_AT, Header.GAMMA_BYTES);
        Lioness.decrypt(keys.payload(), Sphinx.payload(packet));
        return new Opened.Forward(new Sphinx.Packet(next, keyEpoch, packet), delay);
    }

    @Override
    public void close() {
        keys.close();
    }
}
