package org.heliograph.core.delivery;

/// The place of a box: number `n` of a sending chain of a session. `session` is the caller's number for it.
public record BoxRef(long session, long chainTag, int n) {
    /// A chain has fewer numbers than this.
    public static final int MAX_NUMBERS = 4_096;

    public BoxRef {
        if (n < 0 || n >= MAX_NUMBERS) {
            throw new IllegalArgumentException("number " + n);
        }
    }
}
