package org.heliograph.core.node.transit;

import java.time.Duration;

/// How long to wait for an answer before the question goes another way: what answers took so far, and four times what
/// they deviate from that (RFC 6298, as TCP does).
final class Patience {
    private static final Duration FIRST = Duration.ofSeconds(8);
    private static final Duration LEAST = Duration.ofSeconds(3);

    /// For a first try, whatever answers took: who answers late on purpose must not make everybody wait.
    private static final Duration MOST_AT_FIRST = Duration.ofSeconds(15);

    private static final Duration MOST = Duration.ofMinutes(5);

    private double mean = -1;
    private double deviation;

    /// An answer to a first question took so long.
    void learn(Duration took) {
        double millis = took.toMillis();
        if (mean < 0) {
            mean = millis;
            deviation = millis / 2;
        } else {
            deviation += (Math.abs(mean - millis) - deviation) / 4;
            mean += (millis - mean) / 8;
        }
    }

    /// Doubled with each try after the first.
    Duration forTry(int tries) {
        var once = mean < 0 ? FIRST : Duration.ofMillis(Math.round(mean + 4 * deviation));
        var least = once.compareTo(LEAST) < 0 ? LEAST : once;
        var bounded = least.compareTo(MOST_AT_FIRST) < 0 ? least : MOST_AT_FIRST;
        var wait = bounded.multipliedBy(1L << (tries - 1));
        return wait.compareTo(MOST) < 0 ? wait : MOST;
    }
}
