package org.heliograph.crypto;

import java.util.Optional;

/// Authenticated encryption with associated data. Keys have 32 bytes, tags 16 and stand at the end.
///
/// A pair of key and nonce may seal once; the caller sees to that.
public enum Aead {
    /// draft-irtf-cfrg-xchacha: a nonce of 24 bytes may be random.
    XCHACHA20_POLY1305(24),
    /// NIST SP 800-38D with a 12-byte nonce.
    AES_256_GCM(12),
    /// RFC 8439.
    CHACHA20_POLY1305(12);

    public static final int TAG_BYTES = 16;
    public static final int KEY_BYTES = 32;

    private final int nonceBytes;

    Aead(int nonceBytes) {
        this.nonceBytes = nonceBytes;
    }

    public int nonceBytes() {
        return nonceBytes;
    }

    public byte[] seal(Secret key, byte[] nonce, byte[] ad, byte[] plaintext) {
        var sealed = new byte[plaintext.length + TAG_BYTES];
        seal(key, Span.of(nonce), Span.of(ad), Span.of(plaintext), Span.of(sealed));
        return sealed;
    }

    /// Empty when `sealed` was not made with this key, nonce and associated data.
    public Optional<byte[]> open(Secret key, byte[] nonce, byte[] ad, byte[] sealed) {
        if (sealed.length < TAG_BYTES) {
            return Optional.empty();
        }
        var plaintext = new byte[sealed.length - TAG_BYTES];
        return open(key, Span.of(nonce), Span.of(ad), Span.of(sealed), Span.of(plaintext))
                ? Optional.of(plaintext)
                : Optional.empty();
    }

    /// Seals into `out`, which has 16 bytes more than `plaintext`. Both may lie in one array only if they begin at the
    /// same byte.
    public void seal(Secret key, Span nonce, Span ad, Span plaintext, Span out) {
        check(key, nonce, ad, plaintext.length());
        if (out.length() != plaintext.length() + TAG_BYTES) {
            throw new IllegalArgumentException(
                    "sealing " + plaintext.length() + " bytes needs room for 16 more, not for " + out.length());
        }
        if (this == AES_256_GCM) {
            AesGcm.seal(key, nonce, ad, plaintext, out);
            return;
        }
        var bytes = key.open();
        try {
            if (this == XCHACHA20_POLY1305) {
                Sodium.xchachaSeal(out.segment(), plaintext.segment(), ad.segment(), nonce.segment(), bytes);
            } else {
                Sodium.chachaSeal(out.segment(), plaintext.segment(), ad.segment(), nonce.segment(), bytes);
            }
        } finally {
            key.shut();
        }
    }

    /// Opens into `out`, which has 16 bytes less than `sealed`. False when it was not made with this key, nonce and
    /// associated data:
    /// then the contents of `out` are undefined. Both may lie in one array only if they begin at the same byte.
    public boolean open(Secret key, Span nonce, Span ad, Span sealed, Span out) {
        if (sealed.length() < TAG_BYTES) {
            return false;
        }
        check(key, nonce, ad, sealed.length() - TAG_BYTES);
        if (out.length() != sealed.length() - TAG_BYTES) {
            throw new IllegalArgumentException(
                    "opening " + sealed.length() + " bytes needs room for 16 fewer, not for " + out.length());
        }
        if (this == AES_256_GCM) {
            return AesGcm.open(key, nonce, ad, sealed, out);
        }
        var bytes = key.open();
        try {
            return (this == XCHACHA20_POLY1305
                            ? Sodium.xchachaOpen(out.segment(), sealed.segment(), ad.segment(), nonce.segment(), bytes)
                            : Sodium.chachaOpen(out.segment(), sealed.segment(), ad.segment(), nonce.segment(), bytes))
                    == 0;
        } finally {
            key.shut();
        }
    }

    private void check(Secret key, Span nonce, Span ad, int length) {
        if (key.length() != KEY_BYTES || nonce.length() != nonceBytes) {
            throw new IllegalArgumentException(this + " takes a key of 32 and a nonce of " + nonceBytes + " bytes, not "
                    + key.length() + " and " + nonce.length());
        }
        if (length > Sodium.MAX_BYTES || ad.length() > Sodium.MAX_BYTES) {
            throw new IllegalArgumentException("content above " + Sodium.MAX_BYTES + " bytes must be cut into pieces");
        }
    }
}
