package org.heliograph.core.mesh;

import java.time.Duration;

/// How often something may happen: once in `every` as a rule, and up to `atOnce` times in a row for whoever held back.
///
/// What was used up is one number, the uptime in milliseconds at which all of it is earned back; 0 at the start. So
/// ten thousand of these cost little.
///
/// @param atOnce at least 1
record Pace(int atOnce, Duration every) {
    boolean allows(long repaidAt, Duration uptime) {
        return uptime.toMillis() >= readyAt(repaidAt, 1);
    }

    /// What becomes of `repaidAt` when it happens now.
    long spend(long repaidAt, Duration uptime) {
        return Math.max(repaidAt, uptime.toMillis()) + every.toMillis();
    }

    /// The uptime in milliseconds from which on it may happen `left` times in a row.
    long readyAt(long repaidAt, int left) {
        return repaidAt - (atOnce - left) * every.toMillis();
    }
}
