package org.heliograph.crypto;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Objects;

/// A part of an array, so that sealing and opening need no copies. It owns nothing: whoever holds the array may change
/// it.
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record Span(byte[] array, int offset, int length) {
    public Span {
        Objects.checkFromIndexSize(offset, length, array.length);
    }

    public static Span of(byte[] array) {
        return new Span(array, 0, array.length);
    }

    public static Span of(byte[] array, int offset, int length) {
        return new Span(array, offset, length);
    }

    public byte[] copy() {
        return Arrays.copyOfRange(array, offset, offset + length);
    }

    MemorySegment segment() {
        return MemorySegment.ofArray(array).asSlice(offset, length);
    }
}
