package org.heliograph.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

@ResourceLock(Resources.SYSTEM_PROPERTIES)
class CasesTest {
    @Test
    void aFailureNamesTheSeedAndThePropertyThatReplayIt() {
        assertThatThrownBy(() ->
                        Cases.forAll(10, random -> assertThat(random.seed()).isLessThan(7)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(
                        "replay with -Dseed=7 -Dtest=CasesTest#aFailureNamesTheSeedAndThePropertyThatReplayIt")
                .hasCauseInstanceOf(AssertionError.class);
    }

    @Test
    void aSeedDecidesTheCase() {
        assertThat(new Case(3).bytes(40)).isEqualTo(new Case(3).bytes(40));
        assertThat(new Case(3).bytes(40)).isNotEqualTo(new Case(4).bytes(40));
        assertThat(new Case(3).text(40)).isEqualTo(new Case(3).text(40));
    }

    @Test
    void aGivenSeedRunsAloneAndCasesMultiply() {
        var seeds = new ArrayList<Long>();
        System.setProperty("seed", "41");
        try {
            Cases.forAll(10, random -> seeds.add(random.seed()));
        } finally {
            System.clearProperty("seed");
        }
        assertThat(seeds).containsExactly(41L);

        seeds.clear();
        System.setProperty("cases", "3");
        try {
            Cases.forAll(2, random -> seeds.add(random.seed()));
        } finally {
            System.clearProperty("cases");
        }
        assertThat(seeds).containsExactly(0L, 1L, 2L, 3L, 4L, 5L);
    }
}
