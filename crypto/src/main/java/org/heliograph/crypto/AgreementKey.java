package org.heliograph.crypto;

import java.util.Arrays;
import java.util.Optional;

/// A private Diffie-Hellman key of a suite's family, in a cell of locked memory: X25519 or X448 (RFC 7748), or ECDH
/// over
/// P-256 (SP 800-56A).
///
/// | family | private | public | shared secret |
/// |---|---|---|---|
/// | X25519 | 32 | 32 | 32 |
/// | P256 | scalar, big-endian, 32 | compressed point, 33 | x coordinate, 32 |
/// | X448 | 56 | 56 | 56 |
public final class AgreementKey implements AutoCloseable {
    /// The Diffie-Hellman function of a family. Stateless; [AgreementKey] keeps the key.
    sealed interface Scheme permits X25519, EcdhP256, X448 {
        static Scheme of(Suite suite) {
            return switch (suite) {
                case X25519, X25519_MLKEM768 -> X25519.SCHEME;
                case P256, P256_MLKEM768 -> EcdhP256.SCHEME;
                case X448, X448_MLKEM1024 -> X448.SCHEME;
            };
        }

        /// A new private encoding.
        byte[] generate(Entropy entropy);

        /// Throws [IllegalArgumentException] when `privateBytes` is no private key. The caller wipes it.
        KeyMaterial restore(byte[] privateBytes);

        /// Empty when the point is not one that an honest peer sends.
        Optional<Secret> agree(KeyMaterial key, byte[] peerPublicKey);

        boolean isValidPublicKey(byte[] publicKey);
    }

    private final Suite suite;
    private final Scheme scheme;
    private final KeyMaterial key;

    private AgreementKey(Suite suite, Scheme scheme, KeyMaterial key) {
        this.suite = suite;
        this.scheme = scheme;
        this.key = key;
    }

    public static AgreementKey generate(Suite suite, Entropy entropy) {
        return restore(suite, Scheme.of(suite).generate(entropy));
    }

    /// The key that [#reveal()] gave; wipes `privateBytes`. Throws [IllegalArgumentException] when they are no private
    /// key.
    public static AgreementKey restore(Suite suite, byte[] privateBytes) {
        var scheme = Scheme.of(suite);
        try {
            return new AgreementKey(suite, scheme, scheme.restore(privateBytes));
        } finally {
            Arrays.fill(privateBytes, (byte) 0);
        }
    }

    public Suite suite() {
        return suite;
    }

    public byte[] publicKey() {
        return key.publicKey().clone();
    }

    /// The private encoding on the heap, which the caller wipes.
    public byte[] reveal() {
        return key.secret().reveal();
    }

    /// Empty when the peer's key is of low order, not canonically encoded or not on the curve.
    public Optional<Secret> agree(byte[] peerPublicKey) {
        return peerPublicKey.length == suite.agreementKeyBytes() ? scheme.agree(key, peerPublicKey) : Optional.empty();
    }

    /// `publicKey`, of X25519, multiplied by the 32 bytes of `factor` as by a private key: what the owner of that key
    /// sees of [#blinded]. Empty when it is of low order or not canonically encoded.
    public static Optional<byte[]> blind(byte[] publicKey, Secret factor) {
        return publicKey.length == X25519.KEY_BYTES ? X25519.multiply(factor, publicKey) : Optional.empty();
    }

    /// This key, of X25519, multiplied by `factor`, which is 32 bytes and taken for a private key as well: with a key
    /// of
    /// the curve it agrees as this key and then `factor` would, at the price of one agreement.
    public AgreementKey blinded(Secret factor) {
        if (suite.family() != Suite.X25519) {
            throw new IllegalStateException("only X25519 keys can be blinded, not " + suite);
        }
        return new AgreementKey(suite, scheme, X25519.product(key.secret(), factor));
    }

    /// Whether [#agree] would take it.
    public static boolean isValidPublicKey(Suite suite, byte[] publicKey) {
        return publicKey.length == suite.agreementKeyBytes() && Scheme.of(suite).isValidPublicKey(publicKey);
    }

    @Override
    public void close() {
        key.secret().close();
    }

    @Override
    public String toString() {
        return "AgreementKey[" + suite.family() + "]";
    }
}
