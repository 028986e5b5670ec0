package org.heliograph.net;

import java.time.Duration;
import java.time.Instant;
import org.heliograph.core.Now;

/// This machine's two clocks: one that only goes forward, and the date.
///
/// A node is opened and driven by the same one, since uptimes of two do not compare.
public final class MachineClock {
    private final long start = System.nanoTime();

    public Now now() {
        return new Now(uptime(), Instant.now());
    }

    Duration uptime() {
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
