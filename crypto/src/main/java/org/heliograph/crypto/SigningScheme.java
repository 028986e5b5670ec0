package org.heliograph.crypto;

/// The signature algorithm of a family. Stateless; [SigningKey] keeps the key.
///
/// What is kept for signing may be more than the private encoding, which then is its beginning.
sealed interface SigningScheme permits Ed25519, EcdsaP256, Ed448 {
    static SigningScheme of(Suite suite) {
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
