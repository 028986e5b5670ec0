package org.heliograph.crypto;

import java.util.Optional;

/// The Diffie-Hellman function of a family. Stateless; [AgreementKey] keeps the key.
sealed interface AgreementScheme permits X25519, EcdhP256, X448 {
    static AgreementScheme of(Suite suite) {
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
