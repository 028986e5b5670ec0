package org.heliograph.crypto;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// SHA-256 (FIPS 180-4), by the JDK because it uses the processor's instructions.
public final class Sha256 {
    public static final int BYTES = 32;

    private static final ThreadLocal<MessageDigest> DIGESTS = ThreadLocal.withInitial(Sha256::digest);

    private Sha256() {}

    /// The hash of the parts one after the other.
    public static byte[] hash(byte[]... parts) {
        var digest = DIGESTS.get();
        for (var part : parts) {
            digest.update(part);
        }
        return digest.digest();
    }

    /// How many zero bits the hash of `input` starts with: the measure of a proof of work.
    public static int leadingZeroBits(byte[] input) {
        int bits = 0;
        for (byte part : hash(input)) {
            bits += part == 0 ? 8 : Integer.numberOfLeadingZeros(part & 0xff) - 24;
            if (part != 0) {
                break;
            }
        }
        return bits;
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java runtime has no SHA-256", e);
        }
    }
}
