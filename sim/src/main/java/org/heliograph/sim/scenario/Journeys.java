package org.heliograph.sim.scenario;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Who could be reached when, had every contact carried all there was at once: the oracle of invariant I9.
///
/// A journey goes from a place to another over contacts that follow each other in time. The foremost one is found by
/// letting everybody who has the message give it to all on the same island, move by move. Who parts within the time
/// that gossip is allowed has promised nothing: of the first island only what is left of it counts.
final class Journeys {
    /// From `at` on, everybody is on the island that `islands` has for them.
    private record Era(Duration at, int[] islands) {}

    private final Duration atLeast;
    private final List<Era> eras = new ArrayList<>();

    /// Contacts shorter than `atLeast` do not count.
    Journeys(Duration atLeast) {
        this.atLeast = atLeast;
    }

    /// From `at` on, which is later than all before, everybody is there.
    void note(Duration at, int[] islands) {
        eras.add(new Era(at, islands.clone()));
    }

    /// When a message that `from` has at `since` can be with `to` at the earliest; empty if never.
    Optional<Duration> foremost(int from, int to, Duration since) {
        boolean[] has = new boolean[eras.getFirst().islands.length];
        has[from] = true;
        for (int i = 0; i < eras.size(); i++) {
            boolean isOver = i + 1 < eras.size() && eras.get(i + 1).at.compareTo(since.plus(atLeast)) < 0;
            if (!isOver) {
                share(has, eras.get(i).islands);
                if (has[to]) {
                    var start = eras.get(i).at;
                    return Optional.of(start.compareTo(since) > 0 ? start : since);
                }
            }
        }
        return Optional.empty();
    }

    private static void share(boolean[] has, int[] islands) {
        boolean[] reached = new boolean[1 + Arrays.stream(islands).max().orElse(0)];
        for (int person = 0; person < has.length; person++) {
            reached[islands[person]] |= has[person];
        }
        for (int person = 0; person < has.length; person++) {
            has[person] |= reached[islands[person]];
        }
    }
}
