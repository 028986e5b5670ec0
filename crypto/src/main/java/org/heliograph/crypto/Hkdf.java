package org.heliograph.crypto;

import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.ShortBufferException;

/// HKDF with SHA-256 (RFC 5869). What it makes goes straight into secrets; the block it works in is wiped.
public final class Hkdf {
    /// 255 blocks.
    public static final int MAX_BYTES = 255 * Hmac.BYTES;

    private Hkdf() {}

    /// Extract and expand; the output is cut into secrets of these lengths, in this order.
    public static Secret[] derive(byte[] salt, Secret ikm, byte[] info, int... lengths) {
        try (var saltKey = saltKey(salt)) {
            return derive(saltKey, ikm, info, lengths);
        }
    }

    public static Secret[] derive(Secret salt, Secret ikm, byte[] info, int... lengths) {
        try (var prk = extract(salt, ikm)) {
            return expand(prk, info, lengths);
        }
    }

    public static Secret derive(byte[] salt, Secret ikm, byte[] info, int length) {
        try (var saltKey = saltKey(salt);
                var prk = extract(saltKey, ikm)) {
            return expand(prk, info, length);
        }
    }

    /// Expand alone; the output is cut into secrets of these lengths, in this order.
    public static Secret[] expand(Secret prk, byte[] info, int... lengths) {
        int total = 0;
        for (int length : lengths) {
            total = Math.addExact(total, length);
        }
        return cut(expandBytes(prk, info, total), lengths);
    }

    public static Secret expand(Secret prk, byte[] info, int length) {
        return Secret.taking(expandBytes(prk, info, length));
    }

    /// As [#expand], for output that is public, as an address is.
    public static byte[] expandBytes(Secret prk, byte[] info, int length) {
        if (length < 0 || length > MAX_BYTES) {
            throw new IllegalArgumentException("HKDF gives at most " + MAX_BYTES + " bytes, not " + length);
        }
        var out = new byte[length];
        var block = new byte[Hmac.BYTES];
        try {
            var mac = Hmac.keyed(prk);
            for (int at = 0, counter = 1; at < length; at += block.length, counter++) {
                if (counter > 1) {
                    mac.update(block);
                }
                mac.update(info);
                mac.update((byte) counter);
                mac.doFinal(block, 0);
                System.arraycopy(block, 0, out, at, Math.min(block.length, length - at));
            }
            return out;
        } catch (ShortBufferException e) {
            throw new IllegalStateException("an HMAC-SHA256 is not 32 bytes long", e);
        } finally {
            Arrays.fill(block, (byte) 0);
        }
    }

    static Secret extract(Secret salt, Secret ikm) {
        Mac mac = Hmac.keyed(salt);
        var bytes = ikm.reveal(); // the provider takes its message from the heap
        try {
            return Secret.taking(mac.doFinal(bytes));
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    /// No salt means a block of zeros, which is the same HMAC key as the empty one.
    private static Secret saltKey(byte[] salt) {
        return Secret.taking(salt.length == 0 ? new byte[Hmac.BYTES] : salt.clone());
    }

    private static Secret[] cut(byte[] output, int[] lengths) {
        try {
            var secrets = new Secret[lengths.length];
            int at = 0;
            for (int i = 0; i < lengths.length; i++) {
                secrets[i] = Secret.taking(Arrays.copyOfRange(output, at, at + lengths[i]));
                at += lengths[i];
            }
            return secrets;
        } finally {
            Arrays.fill(output, (byte) 0);
        }
    }
}
