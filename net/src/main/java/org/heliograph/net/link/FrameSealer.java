package org.heliograph.net.link;

import java.util.concurrent.TimeUnit;
import org.heliograph.core.wire.LinkFrame;
import org.heliograph.core.wire.Writer;
import org.heliograph.crypto.Aead;
import org.heliograph.crypto.Entropy;
import org.heliograph.crypto.Span;
import org.heliograph.net.noise.NoiseCipher;

/// Makes the bytes of one direction: every frame becomes 4,096 of them.
///
/// Renews its key by itself: after so many frames or so much time the next frame is the announcement of a new one.
final class FrameSealer implements AutoCloseable {
    /// What a frame takes on the wire.
    static final int WIRE_BYTES = 2 + LinkFrame.BYTES + Aead.TAG_BYTES;

    /// The link's own control frames, by the first byte of their packet.
    static final int KEM_KEY = 1;

    static final int KEM_CIPHERTEXT = 2;
    static final int REKEY = 3;

    private static final byte[] REKEY_FRAME = control(REKEY, new byte[0]);

    private final NoiseCipher cipher;
    private final LinkTimes times;
    private final Entropy entropy;
    private long framesLeft;
    private long rekeyAt;

    /// Takes `cipher` over.
    FrameSealer(NoiseCipher cipher, LinkTimes times, Entropy entropy) {
        this.cipher = cipher;
        this.times = times;
        this.entropy = entropy;
        startCounting();
    }

    /// A control frame of the link itself.
    static byte[] control(int op, byte[] content) {
        return LinkFrame.of(
                        LinkFrame.CTRL,
                        new Writer(1 + content.length).u8(op).bytes(content).toBytes())
                .encode();
    }

    /// How much room [#seal] may need: a new key is announced by a frame of its own.
    static int roomFor(int frames) {
        return (frames + 1) * WIRE_BYTES;
    }

    /// Writes `frame` at `at`, an announcement before it if one is due, and gives the end of what was written.
    int seal(byte[] frame, byte[] out, int at) {
        int next = at;
        if (framesLeft <= 0 || System.nanoTime() - rekeyAt >= 0) {
            next = sealOne(REKEY_FRAME, out, next);
            cipher.rekey();
            startCounting();
        }
        return sealOne(frame, out, next);
    }

    /// As [#seal], of a frame of random bytes that the other end forgets.
    int sealPadding(byte[] out, int at) {
        return seal(
                LinkFrame.of(LinkFrame.PAD, entropy.bytes(LinkFrame.PACKET_BYTES))
                        .encode(),
                out,
                at);
    }

    private int sealOne(byte[] frame, byte[] out, int at) {
        int sealed = LinkFrame.BYTES + Aead.TAG_BYTES;
        out[at] = (byte) (sealed >>> 8);
        out[at + 1] = (byte) sealed;
        cipher.seal(Span.of(frame), Span.of(out, at + 2, sealed));
        framesLeft--;
        return at + WIRE_BYTES;
    }

    private void startCounting() {
        framesLeft = times.rekeyFrames();
        rekeyAt = System.nanoTime() + TimeUnit.SECONDS.toNanos(times.rekeyAge().toSeconds());
    }

    @Override
    public void close() {
        cipher.close();
    }
}
