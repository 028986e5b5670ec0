package org.heliograph.core;

import java.nio.ByteBuffer;
import java.util.HexFormat;

/// The name of a node in the mesh: a hash of its node key, unlinked from any identity.
///
/// 32 bytes as four longs: equal by value, ordered as unsigned bytes, and no array to copy or alias.
public record NodeId(long a, long b, long c, long d) implements Comparable<NodeId> {
    public static final int BYTES = 32;

    /// No node: what unused places hold.
    public static final NodeId ZERO = new NodeId(0, 0, 0, 0);

    /// Takes exactly [#BYTES] bytes.
    public static NodeId of(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("expected " + BYTES + " bytes, got " + bytes.length);
        }
        var in = ByteBuffer.wrap(bytes);
        return new NodeId(in.getLong(), in.getLong(), in.getLong(), in.getLong());
    }

    public byte[] toBytes() {
        return ByteBuffer.allocate(BYTES)
                .putLong(a)
                .putLong(b)
                .putLong(c)
                .putLong(d)
                .array();
    }

    /// 64 lower-case hexadecimal digits.
    public String toHex() {
        return HexFormat.of().formatHex(toBytes());
    }

    @Override
    public int compareTo(NodeId other) {
        int order = Long.compareUnsigned(a, other.a);
        order = order != 0 ? order : Long.compareUnsigned(b, other.b);
        order = order != 0 ? order : Long.compareUnsigned(c, other.c);
        return order != 0 ? order : Long.compareUnsigned(d, other.d);
    }
}
