package org.heliograph.core.onion;

import static java.nio.charset.StandardCharsets.US_ASCII;

import org.heliograph.crypto.ChaCha20;
import org.heliograph.crypto.Hkdf;
import org.heliograph.crypto.Hmac;
import org.heliograph.crypto.Secret;
import org.heliograph.crypto.Span;

/// A block cipher whose block is a whole payload (Anderson and Biham 1996), of ChaCha20 and HMAC-SHA256: one bit
/// changed
/// anywhere, and what comes out of the other direction is noise everywhere.
///
/// It works in place, on blocks longer than [#LEFT_BYTES].
final class Lioness implements AutoCloseable {
    static final int KEY_BYTES = 32;

    /// The part that is a key for the rest in turn.
    static final int LEFT_BYTES = 32;

    private static final byte[] LABEL = "HG1/lioness".getBytes(US_ASCII);
    private static final Span NONCE = Span.of(new byte[ChaCha20.NONCE_BYTES]); // the block is in the stream's key

    private final Secret[] keys;

    /// `key` stays its owner's.
    Lioness(Secret key) {
        keys = Hkdf.expand(key, LABEL, KEY_BYTES, KEY_BYTES, KEY_BYTES, KEY_BYTES);
    }

    /// Encrypts one block under `key`, which stays its owner's.
    static void encrypt(Secret key, Span block) {
        try (var cipher = new Lioness(key)) {
            cipher.encrypt(block);
        }
    }

    static void decrypt(Secret key, Span block) {
        try (var cipher = new Lioness(key)) {
            cipher.decrypt(block);
        }
    }

    void encrypt(Span block) {
        coverRight(keys[0], block);
        coverLeft(keys[1], block);
        coverRight(keys[2], block);
        coverLeft(keys[3], block);
    }

    void decrypt(Span block) {
        coverLeft(keys[3], block);
        coverRight(keys[2], block);
        coverLeft(keys[1], block);
        coverRight(keys[0], block);
    }

    private static void coverRight(Secret key, Span block) {
        try (var streamKey = key.masked(left(block))) {
            ChaCha20.xor(streamKey, NONCE, 0, right(block));
        }
    }

    private static void coverLeft(Secret key, Span block) {
        var code = Hmac.sha256(key, right(block));
        for (int i = 0; i < LEFT_BYTES; i++) {
            block.array()[block.offset() + i] ^= code[i];
        }
    }

    private static Span left(Span block) {
        return Span.of(block.array(), block.offset(), LEFT_BYTES);
    }

    private static Span right(Span block) {
        return Span.of(block.array(), block.offset() + LEFT_BYTES, block.length() - LEFT_BYTES);
    }

    @Override
    public void close() {
        for (var key : keys) {
            key.close();
        }
    }
}
