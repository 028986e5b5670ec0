package org.heliograph.sim;

import java.time.Duration;

/// How bad the network is. Real links, being TCP, never lose or repeat a frame while they live; these may, which is
/// worse.
///
/// @param loss of frames, from 0 to 1
/// @param repetition of frames, from 0 to 1
/// @param leastDelay of a frame, at least a millisecond; while it lasts hosts cannot hear of each other, and can be run
/// side by side
public record Weather(double loss, double repetition, Duration leastDelay, Duration mostDelay) {
    public static final Weather CALM = new Weather(0, 0, Duration.ofMillis(5), Duration.ofMillis(5));

    public Weather {
        if (leastDelay.toMillis() < 1 || mostDelay.compareTo(leastDelay) < 0) {
            throw new IllegalArgumentException("delays from " + leastDelay + " to " + mostDelay);
        }
    }
}
