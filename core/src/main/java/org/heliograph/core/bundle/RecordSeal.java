package org.heliograph.core.bundle;

import java.util.Optional;
import org.heliograph.core.wire.Writer;
import org.heliograph.crypto.Aead;
import org.heliograph.crypto.Entropy;
import org.heliograph.crypto.Secret;
import org.heliograph.crypto.Span;

/// Seals and opens one record: nonce[24] || XChaCha20-Poly1305 of u8 kind || content || zeros, bound to the salt of its
/// bundle. Its place in the bundle is not bound: whoever moves or repeats records changes nothing.
record RecordSeal(Secret key, byte[] salt) {
    private static final Aead AEAD = Aead.XCHACHA20_POLY1305;

    /// What a record holds before it is sealed.
    static final int PLAIN_BYTES = Bundle.RECORD_BYTES - AEAD.nonceBytes() - Aead.TAG_BYTES;

    byte[] seal(int kind, byte[] content, Entropy entropy) {
        var plain = new Writer(PLAIN_BYTES)
                .u8(kind)
                .bytes(content)
                .padTo(PLAIN_BYTES)
                .toBytes();
        var nonce = entropy.bytes(AEAD.nonceBytes());
        return new Writer(Bundle.RECORD_BYTES)
                .bytes(nonce)
                .bytes(AEAD.seal(key, nonce, salt, plain))
                .toBytes();
    }

    /// The kind and what follows; empty for whatever was not sealed with this key and salt.
    Optional<byte[]> open(byte[] record) {
        if (record.length != Bundle.RECORD_BYTES) {
            return Optional.empty();
        }
        int cut = AEAD.nonceBytes();
        var plain = new byte[PLAIN_BYTES];
        var sealed = Span.of(record, cut, record.length - cut);
        return AEAD.open(key, Span.of(record, 0, cut), Span.of(salt), sealed, Span.of(plain))
                ? Optional.of(plain)
                : Optional.empty();
    }
}
