package org.heliograph.crypto;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// Keyed BLAKE2b (RFC 7693) by libsodium: 16 to 64 bytes of output, keys of 16 to 64 bytes.
public final class Blake2b {
    private static final int MIN_BYTES = 16;
    private static final int MAX_BYTES = 64;

    private Blake2b() {}

    /// The hash of the parts one after the other.
    public static byte[] keyed(Secret key, int outBytes, byte[]... parts) {
        if (outBytes < MIN_BYTES || outBytes > MAX_BYTES || key.length() < MIN_BYTES || key.length() > MAX_BYTES) {
            throw new IllegalArgumentException(
                    "BLAKE2b takes keys and gives hashes of 16 to 64 bytes, not " + key.length() + " and " + outBytes);
        }
        var message = parts.length == 1 ? parts[0] : joined(parts);
        var out = new byte[outBytes];
        var bytes = key.open();
        try {
            Sodium.genericHash(MemorySegment.ofArray(out), Sodium.bounded(message), bytes);
            return out;
        } finally {
            key.shut();
            if (parts.length > 1) {
                Arrays.fill(message, (byte) 0);
            }
        }
    }

    private static byte[] joined(byte[][] parts) {
        int length = 0;
        for (var part : parts) {
            length = Math.addExact(length, part.length);
        }
        var all = new byte[length];
        int at = 0;
        for (var part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }
}
