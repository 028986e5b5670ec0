package org.heliograph.crypto;

import java.nio.ByteBuffer;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.OptionalLong;

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
        return leadingZeros(hash(input));
    }

    /// The first of `tries` numbers, counted from `from`, whose eight bytes behind `prefix` give a hash that starts
    /// with
    /// so many zero bits. Some 2^bits hashes, of which a processor makes millions in a second.
    public static OptionalLong search(byte[] prefix, int bits, long from, long tries) {
        var digest = DIGESTS.get();
        var input = ByteBuffer.allocate(prefix.length + Long.BYTES).put(prefix);
        var hash = new byte[BYTES];
        try {
            for (long i = 0; i < tries; i++) {
                digest.update(input.putLong(prefix.length, from + i).array());
                digest.digest(hash, 0, BYTES);
                if (leadingZeros(hash) >= bits) {
                    return OptionalLong.of(from + i);
                }
            }
            return OptionalLong.empty();
        } catch (DigestException e) {
            throw new IllegalStateException("a SHA-256 is not 32 bytes long", e);
        }
    }

    private static int leadingZeros(byte[] hash) {
        int bits = 0;
        for (byte part : hash) {
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
