package org.heliograph.crypto;

import java.lang.foreign.MemorySegment;
import java.util.Optional;

/// X25519 by libsodium. A point must have the top bit clear and be below the prime: RFC 7748 would reduce others, but
/// an honest peer sends none.
final class X25519 implements AgreementKey.Scheme {
    static final X25519 SCHEME = new X25519();

    private static final int KEY_BYTES = 32;

    /// Any scalar will do to see whether a point has small order, since all clamped ones are multiples of the cofactor.
    private static final byte[] PROBE = {
        1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30,
        31, 32
    };

    private X25519() {}

    @Override
    public byte[] generate(Entropy entropy) {
        return entropy.bytes(KEY_BYTES);
    }

    @Override
    public KeyMaterial restore(byte[] scalar) {
        if (scalar.length != KEY_BYTES) {
            throw new IllegalArgumentException("an X25519 key has 32 bytes, not " + scalar.length);
        }
        var publicKey = new byte[KEY_BYTES];
        Sodium.x25519Base(MemorySegment.ofArray(publicKey), MemorySegment.ofArray(scalar));
        return new KeyMaterial(Secret.taking(scalar), publicKey);
    }

    @Override
    public Optional<Secret> agree(KeyMaterial key, byte[] peerPublicKey) {
        if (!isCanonical(peerPublicKey)) {
            return Optional.empty();
        }
        var shared = Secret.blank(KEY_BYTES);
        var scalar = key.secret().open();
        try {
            if (Sodium.x25519(shared.open(), scalar, MemorySegment.ofArray(peerPublicKey)) == 0) {
                shared.shut();
                return Optional.of(shared);
            }
        } finally {
            key.secret().shut();
        }
        shared.shut();
        shared.close();
        return Optional.empty();
    }

    @Override
    public boolean isValidPublicKey(byte[] publicKey) {
        return isCanonical(publicKey)
                && Sodium.x25519(
                                MemorySegment.ofArray(new byte[KEY_BYTES]),
                                MemorySegment.ofArray(PROBE),
                                MemorySegment.ofArray(publicKey))
                        == 0;
    }

    private static boolean isCanonical(byte[] publicKey) {
        return publicKey[KEY_BYTES - 1] >= 0 && Field.P25519.isReduced(publicKey, 0xff);
    }
}
