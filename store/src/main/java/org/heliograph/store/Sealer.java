package org.heliograph.store;

import java.util.Arrays;
import org.heliograph.crypto.Aead;
import org.heliograph.crypto.Entropy;
import org.heliograph.crypto.Secret;
import org.heliograph.crypto.Span;

/// Seals what goes to the disk with XChaCha20-Poly1305: a random nonce of 24 bytes, the ciphertext, the tag of 16.
///
/// Both ways work in place, on arrays that have room for nonce and tag around the plaintext.
final class Sealer {
    static final int BEFORE = Aead.XCHACHA20_POLY1305.nonceBytes();
    static final int AROUND = BEFORE + Aead.TAG_BYTES;

    /// The sizes a plaintext can have, so that a size says little about what is in it. Three rows of 1,216 and two of
    /// 1,856 just fill a page of the file, and one of 3,328, which holds a box and what is known of it, has a page to
    /// itself; above that it is steps of 4,096.
    private static final int[] SMALL_SIZES = {64, 128, 256, 512, 1_216, 1_856, 3_328};

    private static final int STEP = 4_096;
    private static final int MAX = 255 * STEP;

    /// One system call for many nonces.
    private static final int POOL_BYTES = 4_096;

    private final Entropy entropy;
    private final byte[] pool = new byte[POOL_BYTES];
    private int used = POOL_BYTES;

    /// Boxes of the small sizes, to be used again and again.
    private final byte[][] boxes = new byte[SMALL_SIZES.length][];

    Sealer(Entropy entropy) {
        this.entropy = entropy;
        Arrays.setAll(boxes, i -> new byte[SMALL_SIZES[i] + AROUND]);
    }

    /// A box with room for `length` bytes and zeros behind them, the caller's until the next call. More must be cut
    /// into
    /// several rows.
    byte[] box(int length) {
        if (length > MAX) {
            throw new IllegalArgumentException("a row of " + length + " bytes is above " + MAX);
        }
        for (int i = 0; i < SMALL_SIZES.length; i++) {
            if (length <= SMALL_SIZES[i]) {
                var box = boxes[i];
                Arrays.fill(box, BEFORE + length, box.length, (byte) 0);
                return box;
            }
        }
        return new byte[Math.ceilDiv(length, STEP) * STEP + AROUND];
    }

    /// Seals what stands in `box` from [#BEFORE] on, 16 bytes short of its end.
    void seal(Secret key, Span ad, byte[] box) {
        System.arraycopy(pool, draw(BEFORE), box, 0, BEFORE);
        Aead.XCHACHA20_POLY1305.seal(
                key,
                Span.of(box, 0, BEFORE),
                ad,
                Span.of(box, BEFORE, box.length - AROUND),
                Span.of(box, BEFORE, box.length - BEFORE));
    }

    /// Opens `box`: its plaintext then begins at [#BEFORE]. False when it was not sealed with this key and data.
    static boolean open(Secret key, Span ad, byte[] box) {
        return box.length >= AROUND
                && Aead.XCHACHA20_POLY1305.open(
                        key,
                        Span.of(box, 0, BEFORE),
                        ad,
                        Span.of(box, BEFORE, box.length - BEFORE),
                        Span.of(box, BEFORE, box.length - AROUND));
    }

    /// A fresh random word: it names one version of one row for ever.
    Word ticket() {
        return Word.at(pool, draw(Word.BYTES));
    }

    private int draw(int bytes) {
        if (used + bytes > POOL_BYTES) {
            entropy.fill(pool);
            used = 0;
        }
        int at = used;
        used += bytes;
        return at;
    }
}
