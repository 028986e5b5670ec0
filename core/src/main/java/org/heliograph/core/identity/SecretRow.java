package org.heliograph.core.identity;

import java.nio.ByteBuffer;
import java.util.Arrays;

/// Rows of the store that hold secrets: a version, then each part behind its length, with no copy left on the way.
final class SecretRow {
    private static final byte VERSION = 1;

    private SecretRow() {}

    /// Joins the parts and wipes them.
    static byte[] join(byte[]... parts) {
        int length = 1;
        for (var part : parts) {
            length += 2 + part.length;
        }
        var row = ByteBuffer.allocate(length).put(VERSION);
        for (var part : parts) {
            row.putShort((short) part.length).put(part);
            Arrays.fill(part, (byte) 0);
        }
        return row.array();
    }

    /// Cuts a row that [#join] made of `count` parts.
    static byte[][] cut(byte[] row, int count) {
        var in = ByteBuffer.wrap(row);
        byte version = in.get();
        var parts = new byte[count][];
        for (int i = 0; i < count; i++) {
            parts[i] = new byte[in.getShort() & 0xffff];
            in.get(parts[i]);
        }
        if (version != VERSION || in.hasRemaining()) {
            throw new IllegalStateException("a row of another version");
        }
        return parts;
    }
}
