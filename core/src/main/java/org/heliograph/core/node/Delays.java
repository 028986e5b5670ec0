package org.heliograph.core.node;

import java.nio.ByteBuffer;
import java.time.Duration;
import org.heliograph.crypto.Entropy;

/// Random waits.
final class Delays {
    private Delays() {}

    /// From a push to the next reply block that is left with its storer.
    static Duration beforeArming(Entropy entropy) {
        return exponential(Duration.ofSeconds(2), Duration.ofSeconds(10), entropy);
    }

    /// Exponentially distributed with this mean, cut at `longest`: who sees one wait learns nothing about the next.
    static Duration exponential(Duration mean, Duration longest, Entropy entropy) {
        long bits = ByteBuffer.wrap(entropy.bytes(8)).getLong() >>> 11;
        double uniform = (bits + 1) * 0x1p-53;
        long millis = (long) (-Math.log(uniform) * mean.toMillis());
        return Duration.ofMillis(Math.min(millis, longest.toMillis()));
    }
}
