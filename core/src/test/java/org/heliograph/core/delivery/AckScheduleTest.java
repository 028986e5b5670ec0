package org.heliograph.core.delivery;

import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;
import org.heliograph.core.Now;
import org.junit.jupiter.api.Test;

class AckScheduleTest {
    private static Now at(Duration uptime) {
        return new Now(uptime, Instant.EPOCH.plus(uptime));
    }

    @Test
    void overALinkItIsDueAtOnce() {
        var schedule = AckSchedule.IDLE.wanted(true, at(ofSeconds(5)), () -> 0.9);
        assertThat(schedule.isDue(at(ofSeconds(5)))).isTrue();
        assertThat(schedule.done().isIdle()).isTrue();
    }

    @Test
    void otherwiseItPausesTwoSecondsOnAverageAndTenAtMost() {
        var random = new SplittableRandom(1);
        double sum = 0;
        for (int i = 0; i < 20_000; i++) {
            var pause = AckSchedule.IDLE
                    .wanted(false, at(Duration.ZERO), random::nextDouble)
                    .dueAt();
            assertThat(pause).isLessThanOrEqualTo(ofSeconds(10));
            sum += (double) pause.toMillis();
        }
        assertThat(sum / 20_000).isBetween(1_900.0, 2_050.0);
    }

    @Test
    void moreThatWantsItDoesNotPutItOff() {
        var first = AckSchedule.IDLE.wanted(false, at(ofSeconds(1)), () -> 0.5);
        assertThat(first.wanted(false, at(ofSeconds(2)), () -> 0.99)).isEqualTo(first);
        assertThat(first.hurried(at(ofSeconds(2))).isDue(at(ofSeconds(2)))).isTrue();
    }

    @Test
    void repetitionsAreAnsweredOnceAMinute() {
        var schedule = AckSchedule.IDLE.wantedAgain(true, at(ofMinutes(5)), () -> 0.5);
        assertThat(schedule.isDue(at(ofMinutes(5)))).isTrue();
        var next = schedule.done().wantedAgain(true, at(ofMinutes(5).plusSeconds(1)), () -> 0.5);
        assertThat(next.dueAt()).isEqualTo(ofMinutes(6));
    }
}
