package org.heliograph.sim.scenario;

import java.time.Duration;

/// What is run, and on how many threads, which changes nothing but the time it takes.
public record Run(Scenario scenario, int nodes, long seed, Extent extent, int threads) {
    /// How much happens: so many messages in all, and trouble for so long in virtual time. Zero leaves either to the
    /// scenario.
    public record Extent(int messages, Duration time) {
        public static final Extent USUAL = new Extent(0, Duration.ZERO);
    }

    /// The command that gives this run again.
    public String command() {
        var counted = extent.messages == 0 ? "" : " --messages " + extent.messages;
        var timed = extent.time.isZero() ? "" : " --time " + extent.time.toMinutes() + "m";
        return "helio sim " + scenario.word() + " --nodes " + nodes + " --seed " + seed + counted + timed;
    }
}
