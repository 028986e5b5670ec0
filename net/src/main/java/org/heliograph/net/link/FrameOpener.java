package org.heliograph.net.link;

import java.util.Optional;
import org.heliograph.core.PeerFault;
import org.heliograph.core.wire.LinkFrame;
import org.heliograph.crypto.Aead;
import org.heliograph.crypto.Span;
import org.heliograph.net.noise.NoiseCipher;

/// Reads the bytes of one direction back into frames, and keeps for itself what concerns only the link.
final class FrameOpener implements AutoCloseable {
    private static final int SEALED_BYTES = LinkFrame.BYTES + Aead.TAG_BYTES;

    /// Where the target and the packet start in a frame.
    private static final int TARGET_AT = 4;

    private static final int PACKET_AT = LinkFrame.BYTES - LinkFrame.PACKET_BYTES;

    private final NoiseCipher cipher;

    /// Takes `cipher` over.
    FrameOpener(NoiseCipher cipher) {
        this.cipher = cipher;
    }

    /// The next frame, from [FrameSealer#WIRE_BYTES] bytes at `at`: any frame, the link's own too.
    byte[] openAny(byte[] in, int at) throws PeerFault {
        if (((in[at] & 0xff) << 8 | (in[at + 1] & 0xff)) != SEALED_BYTES) {
            throw new PeerFault(PeerFault.Kind.MALFORMED, "a frame of another length");
        }
        var frame = new byte[LinkFrame.BYTES];
        cipher.open(Span.of(in, at + 2, SEALED_BYTES), Span.of(frame));
        return frame;
    }

    /// The next frame that is meant for the node; empty when it was padding or a new key.
    Optional<byte[]> open(byte[] in, int at) throws PeerFault {
        var frame = openAny(in, at);
        if (!forReceiver(frame)) {
            return Optional.of(frame);
        }
        if (frame[0] == LinkFrame.PAD) {
            return Optional.empty();
        }
        if (frame[0] != LinkFrame.CTRL) {
            return Optional.of(frame);
        }
        return switch (frame[PACKET_AT]) {
            case FrameSealer.REKEY -> {
                cipher.rekey();
                yield Optional.empty();
            }
            case FrameSealer.KEM_KEY, FrameSealer.KEM_CIPHERTEXT ->
                throw new PeerFault(PeerFault.Kind.OUT_OF_TURN, "a second upgrade");
            default -> Optional.of(frame);
        };
    }

    /// The content of a control frame of the link that must come now.
    static byte[] expect(int op, byte[] frame, int length) throws PeerFault {
        if (frame[0] != LinkFrame.CTRL || !forReceiver(frame) || frame[PACKET_AT] != op) {
            throw new PeerFault(PeerFault.Kind.OUT_OF_TURN, "a frame before the upgrade");
        }
        return java.util.Arrays.copyOfRange(frame, PACKET_AT + 1, PACKET_AT + 1 + length);
    }

    private static boolean forReceiver(byte[] frame) {
        for (int i = TARGET_AT; i < TARGET_AT + Long.BYTES; i++) {
            if (frame[i] != 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void close() {
        cipher.close();
    }
}
