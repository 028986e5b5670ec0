package org.heliograph.sim.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class JourneysTest {
    private static final Duration HOUR = Duration.ofHours(1);

    /// Three people: the second is with the first, then with the third, then alone.
    private static Journeys ferry() {
        var journeys = new Journeys(Duration.ofSeconds(90));
        journeys.note(Duration.ZERO, new int[] {0, 0, 1});
        journeys.note(HOUR, new int[] {0, 1, 1});
        journeys.note(HOUR.multipliedBy(2), new int[] {0, 2, 1});
        return journeys;
    }

    @Test
    void whoIsOnTheSameIslandIsReachedAtOnce() {
        assertThat(ferry().foremost(0, 1, HOUR.dividedBy(2))).contains(HOUR.dividedBy(2));
    }

    @Test
    void whoComesAndGoesCarries() {
        assertThat(ferry().foremost(0, 2, HOUR.dividedBy(2))).contains(HOUR);
    }

    @Test
    void nothingGoesBackInTime() {
        assertThat(ferry().foremost(2, 0, Duration.ZERO)).isEmpty();
        assertThat(ferry().foremost(0, 2, HOUR)).isEmpty();
    }

    @Test
    void whoPartsAtOnceHasPromisedNothing() {
        assertThat(ferry().foremost(0, 1, HOUR.minusSeconds(90))).contains(HOUR.minusSeconds(90));
        assertThat(ferry().foremost(0, 1, HOUR.minusSeconds(89))).isEmpty();
    }

    @Test
    void thereMayBeMoreIslandsThanPeople() {
        var journeys = new Journeys(Duration.ofSeconds(90));
        journeys.note(Duration.ZERO, new int[] {5, 3});
        journeys.note(HOUR, new int[] {4, 4});
        assertThat(journeys.foremost(0, 1, Duration.ZERO)).contains(HOUR);
    }
}
