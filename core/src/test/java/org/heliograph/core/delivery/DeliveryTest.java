package org.heliograph.core.delivery;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.heliograph.core.Now;
import org.heliograph.core.delivery.Delivery.Input;
import org.heliograph.core.delivery.Transmission.Way;
import org.heliograph.testkit.Cases;
import org.junit.jupiter.api.Test;

class DeliveryTest {
    private static final Duration START = ofHours(5);

    private Delivery state = new Delivery.Ready(0, 0);
    private Duration uptime = START;

    private List<Way> on(Input input) {
        var step = Delivery.on(state, input, new Now(uptime, Instant.EPOCH.plus(uptime)), () -> 0.5);
        state = step.next();
        return step.ways();
    }

    private void waitUntilDue() {
        uptime = state.dueAt();
    }

    @Test
    void withoutALinkABoxIsDepositedAtOnceAndThenEverMoreRarely() {
        var times = new ArrayList<Duration>();
        for (int i = 0; i < 7; i++) {
            assertThat(on(Input.DUE)).containsExactly(Way.DEPOSIT);
            times.add(uptime.minus(START));
            waitUntilDue();
        }
        assertThat(times)
                .containsExactly(
                        Duration.ZERO,
                        ofSeconds(30),
                        ofSeconds(30).plusHours(1),
                        ofSeconds(30).plusHours(7),
                        ofSeconds(30).plusHours(31),
                        ofSeconds(30).plusHours(55),
                        ofSeconds(30).plusHours(79));
    }

    @Test
    void overALinkItIsDepositedOnlyWhenNoAnswerComes() {
        assertThat(on(Input.DUE_ON_LINK)).containsExactly(Way.DIRECT);
        waitUntilDue();
        assertThat(uptime).isEqualTo(START.plusSeconds(2));
        assertThat(on(Input.DUE_ON_LINK)).containsExactly(Way.DEPOSIT);
        waitUntilDue();
        assertThat(on(Input.DUE_ON_LINK)).containsExactly(Way.DIRECT, Way.DEPOSIT);
    }

    @Test
    void aLinkThatBreaksOrComesMakesItDue() {
        on(Input.DUE_ON_LINK);
        assertThat(on(Input.LINK_LOST)).isEmpty();
        assertThat(state.dueAt()).isZero();
        assertThat(on(Input.DUE)).containsExactly(Way.DEPOSIT);
        on(Input.LINK_PROVEN);
        assertThat(on(Input.DUE_ON_LINK)).containsExactly(Way.DIRECT);
    }

    @Test
    void aGapIsFilledSoonerOverALink() {
        on(Input.DUE_ON_LINK);
        on(Input.MISSING_ON_LINK);
        assertThat(state.dueAt()).isPositive();
        uptime = uptime.plusSeconds(1);
        on(Input.MISSING);
        assertThat(state.dueAt()).isPositive();
        on(Input.MISSING_ON_LINK);
        assertThat(state.dueAt()).isZero();
    }

    @Test
    void anAcknowledgementIsSentOnceUnlessItIsMissed() {
        state = new Delivery.ReadyReport(0, Duration.ZERO);
        assertThat(on(Input.DUE)).containsExactly(Way.DEPOSIT);
        for (var input : List.of(Input.DUE, Input.LINK_PROVEN, Input.LINK_LOST, Input.PATHS_CHANGED, Input.MISSING)) {
            on(input);
            assertThat(state.dueAt()).isEqualTo(Delivery.NEVER);
        }
        uptime = uptime.plusSeconds(30);
        on(Input.MISSING);
        assertThat(on(Input.DUE)).containsExactly(Way.DEPOSIT);
        on(Input.REPEATED_ON_LINK);
        assertThat(state.dueAt()).isEqualTo(uptime.plus(AckSchedule.REPEAT_AFTER));
    }

    @Test
    void whateverHappensTheLinkIsUsedOnlyWhenThereIsOneAndTriesAreCounted() {
        Cases.forAll(2_000, random -> {
            state = random.nextBoolean() ? new Delivery.Ready(0, 0) : new Delivery.ReadyReport(0, Duration.ZERO);
            int sent = 0;
            for (int i = 0; i < 50; i++) {
                uptime = uptime.plusMillis(random.nextInt(100_000));
                var input = random.pick(Input.values());
                var ways = on(input);
                sent += ways.isEmpty() ? 0 : 1;
                assertThat(ways.contains(Way.DIRECT)).isIn(false, input == Input.DUE_ON_LINK);
                assertThat(ways.isEmpty() || input == Input.DUE || input == Input.DUE_ON_LINK)
                        .isTrue();
                assertThat(state.tries()).isEqualTo(sent);
            }
        });
    }
}
