package org.heliograph.core.wire;

import java.nio.ByteBuffer;
import org.heliograph.core.PeerFault;

/// A place in the space of 2^256 in which node records (by node id) and items (by the address of their slot) are
/// sorted.
///
/// 32 bytes as four longs: equal by value, ordered as unsigned bytes.
public record Position(long a, long b, long c, long d) implements Comparable<Position> {
    public static final int BYTES = 32;

    /// The first place; as the upper end of a range it means the end of the space.
    public static final Position ZERO = new Position(0, 0, 0, 0);

    /// Takes exactly [#BYTES] bytes.
    public static Position of(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("expected " + BYTES + " bytes, got " + bytes.length);
        }
        var in = ByteBuffer.wrap(bytes);
        return new Position(in.getLong(), in.getLong(), in.getLong(), in.getLong());
    }

    static Position read(Reader in) throws PeerFault {
        return new Position(in.u64(), in.u64(), in.u64(), in.u64());
    }

    public byte[] toBytes() {
        return ByteBuffer.allocate(BYTES)
                .putLong(a)
                .putLong(b)
                .putLong(c)
                .putLong(d)
                .array();
    }

    /// True if this place lies before `end`, where [#ZERO] is the end of the space.
    public boolean isBefore(Position end) {
        return end.equals(ZERO) || compareTo(end) < 0;
    }

    @Override
    public int compareTo(Position other) {
        int order = Long.compareUnsigned(a, other.a);
        order = order != 0 ? order : Long.compareUnsigned(b, other.b);
        order = order != 0 ? order : Long.compareUnsigned(c, other.c);
        return order != 0 ? order : Long.compareUnsigned(d, other.d);
    }
}
