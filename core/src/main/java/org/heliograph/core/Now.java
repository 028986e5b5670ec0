package org.heliograph.core;

import java.time.Duration;
import java.time.Instant;

/// The time of one input: `uptime` never jumps and is for waiting, `wall` may jump and is for dates.
///
/// A stored state holds no uptime: it dies with the process.
public record Now(Duration uptime, Instant wall) {
    /// Unix milliseconds of the wall clock.
    public long wallMillis() {
        return wall.toEpochMilli();
    }

    /// Unix seconds of the wall clock.
    public long wallSeconds() {
        return wall.getEpochSecond();
    }

    /// The uptime, in milliseconds, at which the wall clock shows `wallMillis` if it goes on as it does now.
    public long uptimeMillisAt(long wallMillis) {
        return uptime.toMillis() + (wallMillis - wallMillis());
    }
}
