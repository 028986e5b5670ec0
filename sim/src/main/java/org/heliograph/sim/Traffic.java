package org.heliograph.sim;

/// What a host sent, by kind of frame.
public final class Traffic {
    /// What a frame takes on a wire.
    public static final int WIRE_BYTES = 4_096;

    private static final int KINDS = 8;

    private final long[] frames = new long[KINDS];

    void add(byte[] frame) {
        frames[Math.min(frame[0] & 0xff, KINDS - 1)]++;
    }

    public long frames() {
        long sum = 0;
        for (long count : frames) {
            sum += count;
        }
        return sum;
    }

    public long bytes() {
        return frames() * WIRE_BYTES;
    }

    /// `kind` is that of a link frame.
    public long frames(int kind) {
        return frames[kind];
    }
}
