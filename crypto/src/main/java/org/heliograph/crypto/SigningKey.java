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
    private final Suite suite;
    private final SigningScheme scheme;
    private final KeyMaterial key;

    private SigningKey(Suite suite, SigningScheme scheme, KeyMaterial key) {
        this.suite = suite;
        this.scheme = scheme;
        this.key = key;
    }

    public static SigningKey generate(Suite suite, Entropy entropy) {
        return restore(suite, SigningScheme.of(suite).generate(entropy));
    }

    /// The key that [#reveal()] gave; wipes `privateBytes`. Throws [IllegalArgumentException] when they are no private
    /// key.
    public static SigningKey restore(Suite suite, byte[] privateBytes) {
        var scheme = SigningScheme.of(suite);
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
                && SigningScheme.of(suite).verify(publicKey, message, signature);
    }

    /// Whether it encodes a point in its one canonical way, and not a point of small order.
    public static boolean isValidPublicKey(Suite suite, byte[] publicKey) {
        return publicKey.length == suite.verifyingKeyBytes()
                && SigningScheme.of(suite).isValidPublicKey(publicKey);
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
