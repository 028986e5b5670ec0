package org.heliograph.sim.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.LongStream;
import org.heliograph.sim.scenario.Result.Bar;
import org.heliograph.sim.scenario.Run.Extent;
import org.junit.jupiter.api.Test;

/// Invariant I9 over random schedules of contacts: each seed has people move between islands in another way. More with
/// -Dschedules=N, one alone with -Dseed=S.
class IslandsTest {
    private static final long SCHEDULES = Long.getLong("schedules", 4);

    @Test
    void nothingIsLaterThanTheForemostJourneyAllows() {
        var only = Long.getLong("seed");
        var seeds = only == null ? LongStream.range(0, SCHEDULES) : LongStream.of(only);
        seeds.forEach(seed -> {
            int nodes = 3 + (int) (seed % 6);
            var run = new Run(Scenario.ISLANDS, nodes, seed, new Extent(3 * nodes, Duration.ofHours(4)), 1);
            var result = Scenario.run(run, (_, _) -> {});
            assertThat(result.bars().stream().filter(bar -> !bar.holds()).map(Bar::toString))
                    .as("replay with -Dseed=%d or %s", seed, run.command())
                    .isEmpty();
        });
    }
}
