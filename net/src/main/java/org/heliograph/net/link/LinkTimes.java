package org.heliograph.net.link;

import java.time.Duration;

/// The timers and counters of links; tests shorten them.
///
/// @param dial to reach an address
/// @param handshake from the connection to a link that is up
/// @param idle after which a silent direction carries padding
/// @param dead after which a peer that sent nothing is given up: three paddings lost
/// @param rekeyFrames frames under one key of a direction
/// @param rekeyAge life of one key of a direction
record LinkTimes(Duration dial, Duration handshake, Duration idle, Duration dead, long rekeyFrames, Duration rekeyAge) {
    static final LinkTimes STANDARD = new LinkTimes(
            Duration.ofSeconds(10),
            Duration.ofSeconds(10),
            Duration.ofSeconds(25),
            Duration.ofSeconds(80),
            1L << 20,
            Duration.ofHours(1));
}
