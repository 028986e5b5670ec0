package org.heliograph.sim.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import org.heliograph.sim.scenario.Result.Bar;
import org.heliograph.sim.scenario.Run.Extent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Each scenario in small; `helio sim` runs them in large.
class ScenarioTest {
    private static final int SEED = 1;

    @ParameterizedTest
    @CsvSource({
        "CHURN, 8, 60, 240",
        "ISLANDS, 12, 24, 300",
        "SYBIL, 12, 60, 60",
        "FLOOD, 5, 20, 1",
        "POISON, 10, 30, 5",
        "DROPPERS, 12, 60, 60",
        "SCALE, 12, 12, 20"
    })
    void whatPeopleAreOwedHolds(Scenario scenario, int nodes, int messages, int minutes) {
        var result = run(scenario, nodes, new Extent(messages, Duration.ofMinutes(minutes)));
        var tally = result.tally();
        assertThat(result.bars().stream().filter(bar -> !bar.holds()).map(Bar::toString))
                .as(result.run().command())
                .isEmpty();
        assertThat(tally.delivered()).as(result.run().command()).isGreaterThanOrEqualTo(messages);
        assertThat(tally.delay(0.95)).isGreaterThanOrEqualTo(tally.delay(0.5)).isPositive();
        assertThat(result.cost().sentBytes()).isPositive();
        assertThat(result.samples())
                .hasSizeGreaterThan(3)
                .last()
                .satisfies(last -> assertThat(last.delivered()).isEqualTo(tally.delivered()));
    }

    @Test
    void theSameCommandGivesTheSameRun() {
        var extent = new Extent(20, Duration.ofHours(2));
        var hashes = new ArrayList<String>();
        for (int threads = 1; threads <= 2; threads++) {
            hashes.add(Scenario.run(new Run(Scenario.CHURN, 6, SEED, extent, threads), (_, _) -> {})
                    .hash());
        }
        assertThat(hashes.getFirst()).isEqualTo(hashes.getLast());
        assertThat(run(Scenario.CHURN, 5, extent).hash()).isNotEqualTo(hashes.getFirst());
    }

    @Test
    void aRunTellsHowToSeeItAgain() {
        assertThat(new Run(Scenario.FLOOD, 7, 9, Extent.USUAL, 2).command())
                .isEqualTo("helio sim flood --nodes 7 --seed 9");
        assertThat(new Run(Scenario.CHURN, 7, 9, new Extent(3, Duration.ofHours(2)), 2).command())
                .isEqualTo("helio sim churn --nodes 7 --seed 9 --messages 3 --time 120m");
    }

    private static Result run(Scenario scenario, int nodes, Extent extent) {
        return Scenario.run(new Run(scenario, nodes, SEED, extent, 1), (_, _) -> {});
    }
}
