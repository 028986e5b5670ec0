package org.heliograph.crypto;

import java.util.Arrays;
import java.util.Optional;

/// A set of algorithms that belong together. The *family* decides about signatures and agreement; a hybrid suite adds
/// ML-KEM to it.
/// Codes and sizes are those of `docs/protocol/records.md`.
public enum Suite {
    X25519(0x01, new Sizes(32, 64, 32, 32, 0, 0)),
    P256(0x02, new Sizes(33, 64, 33, 32, 0, 0)),
    X448(0x03, new Sizes(57, 114, 56, 56, 0, 0)),
    X25519_MLKEM768(0x11, new Sizes(32, 64, 32, 32, 1_184, 1_088)),
    P256_MLKEM768(0x12, new Sizes(33, 64, 33, 32, 1_184, 1_088)),
    X448_MLKEM1024(0x13, new Sizes(57, 114, 56, 56, 1_568, 1_568));

    private record Sizes(
            int verifyingKey, int signature, int agreementKey, int sharedSecret, int kemKey, int kemCiphertext) {}

    private static final int HYBRID = 0x10;

    private final int code;

    @SuppressWarnings("ImmutableEnumChecker") // never written
    private final Sizes sizes;

    Suite(int code, Sizes sizes) {
        this.code = code;
        this.sizes = sizes;
    }

    /// The byte that names it on the wire.
    public int code() {
        return code;
    }

    public static Optional<Suite> of(int code) {
        return Arrays.stream(values()).filter(suite -> suite.code == code).findFirst();
    }

    /// The classic suite of the same curves; a classic suite is its own family.
    public Suite family() {
        return switch (this) {
            case X25519, X25519_MLKEM768 -> X25519;
            case P256, P256_MLKEM768 -> P256;
            case X448, X448_MLKEM1024 -> X448;
        };
    }

    public boolean hybrid() {
        return (code & HYBRID) != 0;
    }

    /// The same curves with ML-KEM beside them; a hybrid suite is that already.
    public Suite withHybrid() {
        return switch (this) {
            case X25519, X25519_MLKEM768 -> X25519_MLKEM768;
            case P256, P256_MLKEM768 -> P256_MLKEM768;
            case X448, X448_MLKEM1024 -> X448_MLKEM1024;
        };
    }

    public Aead aead() {
        return family() == P256 ? Aead.AES_256_GCM : Aead.XCHACHA20_POLY1305;
    }

    public int verifyingKeyBytes() {
        return sizes.verifyingKey;
    }

    public int signatureBytes() {
        return sizes.signature;
    }

    public int agreementKeyBytes() {
        return sizes.agreementKey;
    }

    public int sharedSecretBytes() {
        return sizes.sharedSecret;
    }

    /// 0 in a classic suite.
    public int kemKeyBytes() {
        return sizes.kemKey;
    }

    /// 0 in a classic suite.
    public int kemCiphertextBytes() {
        return sizes.kemCiphertext;
    }
}
