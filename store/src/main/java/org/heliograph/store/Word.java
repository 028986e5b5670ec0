package org.heliograph.store;

import java.nio.ByteBuffer;

/// 16 bytes as two longs: a keyed hash or a ticket.
record Word(long high, long low) {
    static final int BYTES = 16;
    static final Word ZERO = new Word(0, 0);

    static Word at(byte[] bytes, int offset) {
        var from = ByteBuffer.wrap(bytes);
        return new Word(from.getLong(offset), from.getLong(offset + 8));
    }

    void write(byte[] bytes, int offset) {
        ByteBuffer.wrap(bytes).putLong(offset, high).putLong(offset + 8, low);
    }

    /// Each half modulo 2^64, so that what is added twice does not cancel out.
    Word plus(Word other) {
        return new Word(high + other.high, low + other.low);
    }

    Word minus(Word other) {
        return new Word(high - other.high, low - other.low);
    }
}
