package org.heliograph.store;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import org.heliograph.crypto.Entropy;
import org.heliograph.crypto.Sha256;

/// How the store key of a home is made: what it depends on, and tags that say which part is wrong when it is.
///
/// `deviceTag` and `machineTag` depend on the device key, `check` on the store key itself. The checksum at the end is
/// not keyed: it only tells damage from a wrong key.
record Header(
        boolean hasPassphrase,
        boolean isBound,
        int passes,
        long memoryBytes,
        byte[] salt,
        byte[] deviceTag,
        byte[] machineTag,
        byte[] check) {
    static final int SALT_BYTES = 16;
    static final int TAG_BYTES = 16;

    /// About 0.2 s on a laptop: the price of each guess at the passphrase.
    private static final int PASSES = 3;

    private static final long MEMORY_BYTES = 128L << 20;
    private static final int MAX_PASSES = 64;
    private static final long MAX_MEMORY_BYTES = 2L << 30;

    private static final int MAGIC = 0x48473153; // HG1S
    private static final int VERSION = 1;
    private static final int PASSPHRASE = 1;
    private static final int BOUND = 2;
    private static final int CHECKSUM_BYTES = 16;
    private static final int BYTES = 4 + 1 + 1 + 4 + 8 + SALT_BYTES + 3 * TAG_BYTES + CHECKSUM_BYTES;

    /// The header of a new home, with its tags still empty.
    static Header fresh(boolean hasPassphrase, boolean isBound, Entropy entropy) {
        var none = new byte[TAG_BYTES];
        return new Header(hasPassphrase, isBound, PASSES, MEMORY_BYTES, entropy.bytes(SALT_BYTES), none, none, none);
    }

    Header withTags(byte[] device, byte[] machine, byte[] store) {
        return new Header(hasPassphrase, isBound, passes, memoryBytes, salt, device, machine, store);
    }

    int flags() {
        return (hasPassphrase ? PASSPHRASE : 0) | (isBound ? BOUND : 0);
    }

    byte[] encode() {
        var bytes = ByteBuffer.allocate(BYTES)
                .putInt(MAGIC)
                .put((byte) VERSION)
                .put((byte) flags())
                .putInt(passes)
                .putLong(memoryBytes)
                .put(salt)
                .put(deviceTag)
                .put(machineTag)
                .put(check);
        return bytes.put(checksum(bytes.array())).array();
    }

    /// Empty when these are not the bytes that [#encode] once gave.
    static Optional<Header> decode(byte[] encoded) {
        if (encoded.length != BYTES
                || !Arrays.equals(checksum(encoded), Arrays.copyOfRange(encoded, BYTES - CHECKSUM_BYTES, BYTES))) {
            return Optional.empty();
        }
        var bytes = ByteBuffer.wrap(encoded);
        if (bytes.getInt() != MAGIC || bytes.get() != VERSION) {
            return Optional.empty();
        }
        int flags = bytes.get();
        var header = new Header(
                (flags & PASSPHRASE) != 0,
                (flags & BOUND) != 0,
                bytes.getInt(),
                bytes.getLong(),
                next(bytes, SALT_BYTES),
                next(bytes, TAG_BYTES),
                next(bytes, TAG_BYTES),
                next(bytes, TAG_BYTES));
        return header.isAffordable() ? Optional.of(header) : Optional.empty();
    }

    /// Whoever can write the header must not be able to make opening exhaust the machine.
    private boolean isAffordable() {
        return passes > 0 && passes <= MAX_PASSES && memoryBytes >= 1 << 16 && memoryBytes <= MAX_MEMORY_BYTES;
    }

    private static byte[] checksum(byte[] encoded) {
        return Arrays.copyOf(Sha256.hash(Arrays.copyOf(encoded, BYTES - CHECKSUM_BYTES)), CHECKSUM_BYTES);
    }

    private static byte[] next(ByteBuffer from, int length) {
        var bytes = new byte[length];
        from.get(bytes);
        return bytes;
    }
}
