package org.heliograph.crypto;

import java.math.BigInteger;

/// The prime of a curve, to tell canonical encodings from others. Only public values are compared here: nothing takes
/// constant time.
enum Field {
    P25519(BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19))),
    P448(BigInteger.TWO.pow(448).subtract(BigInteger.TWO.pow(224)).subtract(BigInteger.ONE));

    @SuppressWarnings("ImmutableEnumChecker") // never written
    private final byte[] prime; // little-endian

    Field(BigInteger prime) {
        this.prime = reversed(prime.toByteArray());
    }

    /// Whether the little-endian number, its last byte masked with `topMask`, is below the prime. Bits outside the mask
    /// are not looked at.
    boolean isReduced(byte[] littleEndian, int topMask) {
        for (int i = littleEndian.length - 1; i >= 0; i--) {
            int digit = littleEndian[i] & (i == littleEndian.length - 1 ? topMask : 0xff);
            int limit = i < prime.length ? prime[i] & 0xff : 0;
            if (digit != limit) {
                return digit < limit;
            }
        }
        return false;
    }

    private static byte[] reversed(byte[] bytes) {
        var out = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            out[i] = bytes[bytes.length - 1 - i];
        }
        return out;
    }
}
