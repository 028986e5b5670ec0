package org.heliograph.sim.scenario;

/// Sees how far a run has come.
@FunctionalInterface
public interface Watcher {
    /// `done` goes from 0 to 1; `now` says what happens, for people.
    void see(String now, double done);
}
