package org.heliograph.crypto;

import java.util.Arrays;

/// A private signing key of a suite's family, in a cell of locked memory or, once [#guarded()], unreadable between
/// uses:
/// Ed25519 (RFC 8032), ECDSA over P-256 with SHA-256 (FIPS 186-5), or Ed448 (RFC 8032, pure, empty context).
/// A message has at most 1 MiB.
///
/// | family | private | public | signature |
/// |---|---|---|---|
/// | X25519 | seed, 32 | 32 | 64 |
/// | P256 | scalar, big-endian, 32 | compressed point, 33 | r, s: 64 |
/// | X448 | seed, 57 | 57 | 114 |
public final class SigningKey implements AutoCloseable {
    /// The signature algorithm of a family. Stateless; [SigningKey] keeps the key.
    ///
    /// What is kept for signing may be more than the private encoding, which then is its beginning.
    sealed interface Scheme permits Ed25519, EcdsaP256, Ed448 {
        static Scheme of(Suite suite) {
            return switch (suite) {
                case X25519, X25519_MLKEM768 -> Ed25519.SCHEME;
                case P256, P256_MLKEM768 -> EcdsaP256.SCHEME;
                case X448, X448_MLKEM1024 -> Ed448.SCHEME;
            };
        }

        /// A new private encoding.
        byte[] generate(Entropy entropy);

        /// Throws [IllegalArgumentException] when `privateBytes` is no private key. The caller wipes it.
        KeyMaterial restore(byte[] privateBytes);

        int privateBytes();

        byte[] sign(KeyMaterial key, byte[] message, Entropy entropy);

        boolean verify(byte[] publicKey, byte[] message, byte[] signature);

        boolean isValidPublicKey(byte[] publicKey);
    }

    private final Suite suite;
    private final Scheme scheme;
    private final KeyMaterial key;

    private SigningKey(Suite suite, Scheme scheme, KeyMaterial key) {
        this.suite = suite;
        this.scheme = scheme;
        this.key = key;
    }

    public static SigningKey generate(Suite suite, Entropy entropy) {
        return restore(suite, Scheme.of(suite).generate(entropy));
    }

    /// The key that [#reveal()] gave; wipes `privateBytes`. Throws [IllegalArgumentException] when they are no private
    /// key.
    public static SigningKey restore(Suite suite, byte[] privateBytes) {
        var scheme = Scheme.of(suite);
        try {
            return new SigningKey(suite, scheme, scheme.restore(privateBytes));
        } finally {
            Arrays.fill(privateBytes, (byte) 0);
        }
    }

    /// This key in guarded memory, for one that is seldom used: see [Secret#guarded]. The object it was is closed.
    public SigningKey guarded() {
        return new SigningKey(suite, scheme, key.guarded());
    }

    public Suite suite() {
        return suite;
    }

    public byte[] publicKey() {
        return key.publicKey().clone();
    }

    /// The private encoding on the heap, which the caller wipes.
    public byte[] reveal() {
        var kept = key.secret().reveal();
        try {
            return Arrays.copyOf(kept, scheme.privateBytes());
        } finally {
            Arrays.fill(kept, (byte) 0);
        }
    }

    /// `entropy` feeds the nonce of ECDSA; the Edwards curves do not ask for it.
    public byte[] sign(byte[] message, Entropy entropy) {
        return scheme.sign(key, message, entropy);
    }

    /// False also for keys and signatures that are not well-formed.
    public static boolean verify(Suite suite, byte[] publicKey, byte[] message, byte[] signature) {
        return publicKey.length == suite.verifyingKeyBytes()
                && signature.length == suite.signatureBytes()
                && Scheme.of(suite).verify(publicKey, message, signature);
    }

    /// Whether it encodes a point in its one canonical way, and not a point of small order.
    public static boolean isValidPublicKey(Suite suite, byte[] publicKey) {
        return publicKey.length == suite.verifyingKeyBytes() && Scheme.of(suite).isValidPublicKey(publicKey);
    }

    @Override
    public void close() {
        key.secret().close();
    }

    @Override
    public String toString() {
        return "SigningKey[" + suite.family() + "]";
    }
}
