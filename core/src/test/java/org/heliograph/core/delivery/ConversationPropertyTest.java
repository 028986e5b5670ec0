package org.heliograph.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import org.heliograph.testkit.Case;
import org.heliograph.testkit.Cases;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ConversationPropertyTest {
    @Test
    void everyAcceptedMessageArrivesOnceOrExpiresWhateverHappensOnTheWay() {
        Cases.forAll(5_000, random -> run(random, ToyWorld.Bug.NONE));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void theChecksFindEachBug(ToyWorld.Bug bug) {
        int found = 0;
        for (int seed = 0; seed < 300 && found == 0; seed++) {
            try {
                run(new Case(seed), bug);
            } catch (AssertionError failure) {
                found++;
            }
        }
        assertThat(found).as("seeds that show %s", bug).isPositive();
    }

    private static void run(Case random, ToyWorld.Bug bug) {
        var world = new ToyWorld(random, bug);
        world.live(random.nextInt(20, 120));
        world.heal();
    }
}
