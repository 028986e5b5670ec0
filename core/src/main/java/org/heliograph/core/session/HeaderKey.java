package org.heliograph.core.session;

import java.nio.ByteBuffer;
import org.heliograph.crypto.Secret;

/// What becomes of a chain's header key, derived once: a key for its headers, a key for its slots, and its public tag.
record HeaderKey(Secret encryption, Secret box, long tag) implements AutoCloseable {
    static final int ROW_BYTES = 2 * KeySchedule.KEY_BYTES + Long.BYTES;

    /// Uses `headerKey` up: nothing needs it any more.
    static HeaderKey from(Secret headerKey) {
        try (headerKey) {
            var box = KeySchedule.headerBoxKey(headerKey);
            var tag = ByteBuffer.wrap(KeySchedule.chainTag(box)).getLong();
            return new HeaderKey(KeySchedule.headerEncryptionKey(headerKey), box, tag);
        }
    }

    void write(ByteBuffer row) {
        Rows.put(row, encryption);
        Rows.put(row, box);
        row.putLong(tag);
    }

    static HeaderKey read(ByteBuffer row) {
        return new HeaderKey(Rows.key(row), Rows.key(row), row.getLong());
    }

    @Override
    public void close() {
        encryption.close();
        box.close();
    }
}
