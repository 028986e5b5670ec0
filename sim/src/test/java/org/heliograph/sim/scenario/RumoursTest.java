package org.heliograph.sim.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.heliograph.sim.Dice;
import org.junit.jupiter.api.Test;

class RumoursTest {
    private static final int NODES = 600;
    private static final int LINKS = 10;

    @Test
    void everyRenewedRecordComesToAll() {
        var size = new Rumours(NODES, LINKS, Dice.seeded(1)).spread();
        assertThat(size.nodes()).isEqualTo(NODES);
        assertThat(size.isReal()).isFalse();
        // Three rounds tell hardly more than the neighbours; after two comparisons each has all.
        assertThat(size.spread()).isBetween(Duration.ofSeconds(90), Duration.ofMinutes(20));
    }

    @Test
    void aNodeSendsItsKeepAlivesAndItsShareOfTheNews() {
        long idle = LINKS * 3_600 / 25 * 4_096L;
        var size = new Rumours(NODES, LINKS, Dice.seeded(1)).spread();
        long told = NODES / 12 * 4 * 4_096L; // about four tellings of each record, in frames of their own
        assertThat(size.sentPerHour()).isBetween(idle, idle + 2 * told);
    }

    @Test
    void chanceComesFromTheSeed() {
        assertThat(new Rumours(NODES, LINKS, Dice.seeded(1)).spread())
                .isEqualTo(new Rumours(NODES, LINKS, Dice.seeded(1)).spread())
                .isNotEqualTo(new Rumours(NODES, LINKS, Dice.seeded(2)).spread());
    }
}
