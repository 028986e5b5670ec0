package org.heliograph.crypto;

/// ChaCha20 (RFC 8439) by libsodium: a keystream, and no word about who made what it covers. For that there is [Aead].
public final class ChaCha20 {
    public static final int KEY_BYTES = 32;
    public static final int NONCE_BYTES = 12;

    private ChaCha20() {}

    /// Covers `data` with the keystream that begins at block `counter`, or uncovers it: the same twice changes nothing.
    /// A pair of key and nonce may cover one text; the caller sees to that.
    public static void xor(Secret key, Span nonce, int counter, Span data) {
        if (key.length() != KEY_BYTES || nonce.length() != NONCE_BYTES || data.length() > Sodium.MAX_BYTES) {
            throw new IllegalArgumentException("ChaCha20 takes a key of 32, a nonce of 12 and at most "
                    + Sodium.MAX_BYTES + " bytes, not " + key.length() + ", " + nonce.length() + " and "
                    + data.length());
        }
        var bytes = key.open();
        try {
            var segment = data.segment();
            Sodium.chacha20Xor(segment, segment, nonce.segment(), counter, bytes);
        } finally {
            key.shut();
        }
    }
}
