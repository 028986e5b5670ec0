package org.heliograph.crypto;

import java.lang.foreign.MemorySegment;

/// Ed25519 by libsodium, whose verification refuses non-canonical encodings and points of small order. What is kept is
/// libsodium's form of the
/// secret key: seed and public key.
final class Ed25519 implements SigningKey.Scheme {
    static final Ed25519 SCHEME = new Ed25519();

    private static final int SEED_BYTES = 32;
    private static final int SECRET_KEY_BYTES = 64;
    private static final int SIGNATURE_BYTES = 64;

    private Ed25519() {}

    @Override
    public byte[] generate(Entropy entropy) {
        return entropy.bytes(SEED_BYTES);
    }

    @Override
    public int privateBytes() {
        return SEED_BYTES;
    }

    @Override
    public KeyMaterial restore(byte[] seed) {
        if (seed.length != SEED_BYTES) {
            throw new IllegalArgumentException("an Ed25519 seed has 32 bytes, not " + seed.length);
        }
        var publicKey = new byte[32];
        var secretKey = new byte[SECRET_KEY_BYTES];
        Sodium.ed25519Keypair(
                MemorySegment.ofArray(publicKey), MemorySegment.ofArray(secretKey), MemorySegment.ofArray(seed));
        return new KeyMaterial(Secret.taking(secretKey), publicKey);
    }

    @Override
    public byte[] sign(KeyMaterial key, byte[] message, Entropy entropy) {
        var signature = new byte[SIGNATURE_BYTES];
        var secretKey = key.secret().open();
        try {
            Sodium.ed25519Sign(MemorySegment.ofArray(signature), Sodium.bounded(message), secretKey);
            return signature;
        } finally {
            key.secret().shut();
        }
    }

    @Override
    public boolean verify(byte[] publicKey, byte[] message, byte[] signature) {
        return Sodium.ed25519Verify(
                        MemorySegment.ofArray(signature), Sodium.bounded(message), MemorySegment.ofArray(publicKey))
                == 0;
    }

    /// Conversion is libsodium's check that the point is on the curve and in the group of prime order; it overlooks
    /// encodings that are not canonical.
    @Override
    public boolean isValidPublicKey(byte[] publicKey) {
        return Field.P25519.isReduced(publicKey, 0x7f)
                && Sodium.ed25519ToCurve25519(MemorySegment.ofArray(new byte[32]), MemorySegment.ofArray(publicKey))
                        == 0;
    }
}
