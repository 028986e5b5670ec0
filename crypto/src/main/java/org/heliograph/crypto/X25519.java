package org.heliograph.crypto;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Optional;

/// X25519 by libsodium. A point must have the top bit clear and be below the prime: RFC 7748 would reduce others, but
/// an honest peer sends none.
final class X25519 implements AgreementKey.Scheme {
    static final X25519 SCHEME = new X25519();

    static final int KEY_BYTES = 32;

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

    /// The point multiplied by the clamped `scalar`. Empty when it is of low order or not canonical.
    static Optional<byte[]> multiply(Secret scalar, byte[] point) {
        checkLength(scalar);
        if (!isCanonical(point)) {
            return Optional.empty();
        }
        var product = new byte[KEY_BYTES];
        var bytes = scalar.open();
        try {
            int code = Sodium.x25519(MemorySegment.ofArray(product), bytes, MemorySegment.ofArray(point));
            return code == 0 ? Optional.of(product) : Optional.empty();
        } finally {
            scalar.shut();
        }
    }

    /// A private key that multiplies points of the curve as both, clamped, do one after the other.
    ///
    /// Their product p is no clamped scalar, but only its remainder modulo the order of the main group counts, since
    /// being a multiple of 8 it takes every point there, and only up to its sign, since points are known by their x.
    /// Of p / 8 modulo the order and its negative one is at least 2^251, and, but for one in 2^126, below 2^252: eight
    /// times that is a clamped scalar. Nothing here branches on a secret. (The twist has a group of another order: keys
    /// that lie there, as no honest one does, are multiplied by something else.)
    static KeyMaterial product(Secret first, Secret second) {
        checkLength(first);
        checkLength(second);
        var x = clamped(first);
        var y = clamped(second);
        var eighth = new byte[KEY_BYTES];
        var negative = new byte[KEY_BYTES];
        try {
            shiftRight3(x);
            Sodium.scalarMultiply(MemorySegment.ofArray(eighth), MemorySegment.ofArray(x), MemorySegment.ofArray(y));
            Sodium.scalarNegate(MemorySegment.ofArray(negative), MemorySegment.ofArray(eighth));
            int takeNegative = ((eighth[KEY_BYTES - 1] >> 3) & 1) - 1; // all ones when bit 251 is not set
            for (int i = 0; i < KEY_BYTES; i++) {
                eighth[i] ^= (byte) ((eighth[i] ^ negative[i]) & takeNegative);
            }
            return SCHEME.restore(shiftedLeft3(eighth));
        } finally {
            wipe(x, y, eighth, negative);
        }
    }

    private static byte[] clamped(Secret scalar) {
        var bytes = scalar.reveal(); // to be added to and shifted, byte by byte
        bytes[0] &= (byte) 0xf8;
        bytes[KEY_BYTES - 1] = (byte) ((bytes[KEY_BYTES - 1] & 0x7f) | 0x40);
        return bytes;
    }

    private static void shiftRight3(byte[] littleEndian) {
        for (int i = 0; i < KEY_BYTES; i++) {
            int above = i + 1 < KEY_BYTES ? littleEndian[i + 1] << 5 : 0;
            littleEndian[i] = (byte) (((littleEndian[i] & 0xff) >>> 3) | above);
        }
    }

    private static byte[] shiftedLeft3(byte[] littleEndian) {
        var shifted = new byte[KEY_BYTES];
        for (int i = 0; i < KEY_BYTES; i++) {
            int below = i > 0 ? (littleEndian[i - 1] & 0xff) >>> 5 : 0;
            shifted[i] = (byte) ((littleEndian[i] << 3) | below);
        }
        return shifted;
    }

    private static void wipe(byte[]... arrays) {
        for (var array : arrays) {
            Arrays.fill(array, (byte) 0);
        }
    }

    private static void checkLength(Secret scalar) {
        if (scalar.length() != KEY_BYTES) {
            throw new IllegalArgumentException("an X25519 scalar has 32 bytes, not " + scalar.length());
        }
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
