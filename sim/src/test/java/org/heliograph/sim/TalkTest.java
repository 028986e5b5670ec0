package org.heliograph.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class TalkTest {
    private static final long SEEDS = Long.getLong("seeds", 24);

    @Test
    void whateverTheFaultsEverythingArrivesOnceTheyStop() {
        var only = Long.getLong("seed");
        var seeds = only == null ? LongStream.range(0, SEEDS) : LongStream.of(only);
        seeds.forEach(seed -> {
            var outcome = Talk.run(seed);
            assertThat(outcome.unfinished())
                    .as("messages without an end; %s; replay with -Dseed=%d", outcome, seed)
                    .isZero();
        });
    }

    @Test
    void theSameSeedGivesTheSameRun() {
        assertThat(Talk.run(5)).isEqualTo(Talk.run(5));
        assertThat(Talk.run(5).traceHash()).isNotEqualTo(Talk.run(6).traceHash());
    }

    @Test
    void everyInvariantIsChecked() {
        var fired = new TreeSet<String>();
        for (long seed = 0; seed < 8; seed++) {
            fired.addAll(Talk.run(seed).fired());
        }
        assertThat(fired).containsExactlyInAnyOrder("I1", "I2", "I3", "I4", "I5", "I6", "I7", "I8", "I10", "I12");
    }
}
