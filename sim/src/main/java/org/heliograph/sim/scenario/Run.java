package org.heliograph.sim.scenario;

/// What is run, and on how many threads, which changes nothing but the time it takes.
///
/// @param messages that people write in all; 0 leaves it to the scenario
public record Run(Scenario scenario, int nodes, long seed, int messages, int threads) {
    /// The command that gives this run again.
    public String command() {
        var counted = messages == 0 ? "" : " --messages " + messages;
        return "helio sim " + scenario.word() + " --nodes " + nodes + " --seed " + seed + counted;
    }
}
