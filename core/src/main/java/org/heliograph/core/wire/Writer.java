package org.heliograph.core.wire;

import java.util.Arrays;

/// Writes the fields of a message, front to back, into bytes that grow as needed.
///
/// A value that does not fit its field is our own mistake: [IllegalArgumentException].
public final class Writer {
    private static final byte[] NOTHING = {};

    private byte[] array;
    private int length;

    /// `capacity` is a guess that saves copies; writing past it is fine.
    public Writer(int capacity) {
        array = new byte[capacity];
    }

    public Writer u8(int value) {
        require(value >>> 8 == 0);
        int at = grow(1); // may replace the array
        array[at] = (byte) value;
        return this;
    }

    public Writer u16(int value) {
        require(value >>> 16 == 0);
        int at = grow(2);
        array[at] = (byte) (value >>> 8);
        array[at + 1] = (byte) value;
        return this;
    }

    public Writer u32(long value) {
        require(value >>> 32 == 0);
        return u16((int) (value >>> 16)).u16((int) (value & 0xffff));
    }

    public Writer u64(long value) {
        return u32(value >>> 32).u32(value & 0xffff_ffffL);
    }

    public Writer bytes(byte[] value) {
        int at = grow(value.length);
        System.arraycopy(value, 0, array, at, value.length);
        return this;
    }

    /// A u16 length and the bytes.
    public Writer lp(byte[] value) {
        return u16(value.length).bytes(value);
    }

    public Writer zeros(int count) {
        require(count >= 0);
        grow(count);
        return this;
    }

    /// Zeros up to a whole of `total` bytes.
    public Writer padTo(int total) {
        return zeros(total - length);
    }

    public byte[] toBytes() {
        return length == array.length ? array.clone() : Arrays.copyOf(array, length);
    }

    /// Hands over what was written and leaves no other copy behind, for rows that hold secrets; makes none if the
    /// capacity was guessed right. The writer is empty afterwards.
    public byte[] drain() {
        byte[] written = array;
        if (length < array.length) {
            written = Arrays.copyOf(array, length);
            Arrays.fill(array, (byte) 0);
        }
        array = NOTHING;
        length = 0;
        return written;
    }

    private int grow(int count) {
        int at = length;
        length += count;
        if (length > array.length) {
            byte[] outgrown = array;
            array = Arrays.copyOf(outgrown, Math.max(length, outgrown.length * 2));
            Arrays.fill(outgrown, (byte) 0); // it may hold secrets
        }
        return at;
    }

    private static void require(boolean fits) {
        if (!fits) {
            throw new IllegalArgumentException("value does not fit its field");
        }
    }
}
