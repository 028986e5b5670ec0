package org.heliograph.core.session;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.heliograph.crypto.Secret;

/// Secrets on their way to the encrypted store and back, with no other copy left on the heap.
final class Rows {
    private Rows() {}

    static void put(ByteBuffer row, Secret secret) {
        put(row, secret.reveal());
    }

    /// Wipes `secret`.
    static void put(ByteBuffer row, byte[] secret) {
        row.put(secret);
        Arrays.fill(secret, (byte) 0);
    }

    static Secret key(ByteBuffer row) {
        return Secret.taking(bytes(row, KeySchedule.KEY_BYTES));
    }

    static byte[] bytes(ByteBuffer row, int count) {
        var bytes = new byte[count];
        row.get(bytes);
        return bytes;
    }

    /// What has been written so far; the rest of the buffer was never used. Wipes the buffer.
    static byte[] cut(ByteBuffer row) {
        var written = new byte[row.position()];
        row.flip().get(written).clear().put(new byte[row.capacity()]);
        return written;
    }
}
