package org.heliograph.core.mesh.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.heliograph.core.mesh.Atlas.START;
import static org.heliograph.core.mesh.Atlas.at;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.heliograph.core.mesh.Atlas;
import org.heliograph.core.mesh.route.Cover.Traffic;
import org.heliograph.core.mesh.route.Cover.Turn;
import org.heliograph.core.mesh.route.Routing.Path;
import org.heliograph.testkit.Case;
import org.heliograph.testkit.Cases;
import org.junit.jupiter.api.Test;

class CoverTest {
    private static final Path PATH = new Path(List.of(), 20_000);
    private static final Duration DAY = Duration.ofDays(1);

    private static Cover cover(Traffic traffic, Case random) {
        return new Cover(traffic, Atlas.entropy(random), START);
    }

    private static Duration wake(Cover cover) {
        return cover.nextWake().orElseThrow().minus(START.uptime());
    }

    @Test
    void withoutCoverNothingIsSentAndNobodyWakes() {
        var cover = cover(new Traffic.Off(), new Case(1));
        for (int hour = 0; hour < 50; hour++) {
            assertThat(cover.due(true, at(Duration.ofHours(hour)))).isEmpty();
        }
        assertThat(cover.nextWake()).isEmpty();
        assertThat(cover.isClocked()).isFalse();
    }

    @Test
    void aTrickleHasRandomPausesOfTenSeconds() {
        var cover = cover(new Traffic.Trickle(Traffic.Trickle.DEFAULT), new Case(2));
        assertThat(cover.isClocked()).isFalse();
        var pauses = new ArrayList<Double>();
        var last = Duration.ZERO;
        for (int i = 0; i < 20_000; i++) {
            var time = wake(cover);
            assertThat(cover.due(true, at(time.minusNanos(1)))).isEmpty();
            assertThat(cover.due(true, at(time))).contains(Turn.LOOP);
            pauses.add(time.minus(last).toMillis() / 1e3);
            last = time;
        }
        assertThat(pauses.stream().mapToDouble(it -> it).average().orElseThrow())
                .isCloseTo(10, within(0.3));
        // Exponential: one part in e is longer than the mean, one in e^2 than twice it.
        assertThat(pauses.stream().filter(it -> it > 10).count() / 20_000.0).isCloseTo(Math.exp(-1), within(0.015));
        assertThat(pauses.stream().filter(it -> it > 20).count() / 20_000.0).isCloseTo(Math.exp(-2), within(0.012));
    }

    @Test
    void theBudgetOfATrickleIsNotExceededInAny24Hours() {
        Cases.forAll(60, random -> {
            long budget = random.pick(0L, 4_095L, 4_096L, 50_000L, 1_000_000L, 20_000_000L);
            var cover = cover(new Traffic.Trickle(budget), random);
            var sent = new ArrayDeque<Duration>();
            var time = Duration.ZERO;
            long total = 0;
            while (time.toDays() < 4) {
                time = random.oneIn(2_000) ? time.plusMinutes(random.nextInt(1, 300)) : later(time, wake(cover));
                if (cover.due(random.nextBoolean(), at(time)).isPresent()) {
                    sent.add(time);
                    total++;
                }
                while (!sent.isEmpty() && sent.getFirst().plus(DAY).compareTo(time) <= 0) {
                    sent.removeFirst();
                }
                assertThat(sent.size() * (long) Cover.FRAME_BYTES).isLessThanOrEqualTo(budget);
            }
            if (budget >= 50_000) {
                assertThat(total * Cover.FRAME_BYTES).isGreaterThan(2 * budget);
            }
        });
    }

    private static Duration later(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    @Test
    void aConstantRateSaysNothingOfWhatWaits() {
        Cases.forAll(50, random -> {
            var tick = Duration.ofMillis(random.nextInt(100, 5_000));
            var idle = cover(new Traffic.Constant(tick), random);
            var busy = cover(new Traffic.Constant(tick), random);
            assertThat(busy.isClocked()).isTrue();
            int queued = 0;
            for (int i = 1; i < 500; i++) {
                var now = at(tick.multipliedBy(i));
                assertThat(wake(idle)).isEqualTo(wake(busy)).isEqualTo(tick.multipliedBy(i));
                queued += random.oneIn(3) ? random.nextInt(4) : 0;
                assertThat(idle.due(false, now)).contains(Turn.LOOP);
                assertThat(busy.due(queued > 0, now)).contains(queued > 0 ? Turn.RELEASE : Turn.LOOP);
                assertThat(busy.due(true, now)).isEmpty();
                queued = Math.max(0, queued - 1);
            }
        });
    }

    @Test
    void aConstantRateIsNotExceededAfterASleep() {
        Cases.forAll(50, random -> {
            var tick = Duration.ofSeconds(2);
            var cover = cover(new Traffic.Constant(tick), random);
            var sent = new ArrayList<Duration>();
            var time = Duration.ZERO;
            for (int i = 0; i < 2_000; i++) {
                time = time.plusMillis(random.oneIn(40) ? random.nextInt(100_000) : random.nextInt(1_500));
                if (cover.due(random.nextBoolean(), at(time)).isPresent()) {
                    sent.add(time);
                }
            }
            for (int i = 0; i + 10 < sent.size(); i++) {
                // At most one tick of the ten may have been late.
                assertThat(sent.get(i + 10).minus(sent.get(i))).isGreaterThan(tick.multipliedBy(9));
            }
        });
    }

    @Test
    void aClockCannotBeTooFastNorABudgetTooLarge() {
        assertThatThrownBy(() -> new Traffic.Constant(Duration.ofMillis(99)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Traffic.Trickle(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Traffic.Trickle(1L << 37)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aLoopIsBackOrLostAndThatOnce() {
        Cases.forAll(50, random -> {
            var cover = cover(new Traffic.Trickle(1 << 20), random);
            var waiting = new ArrayList<byte[]>();
            int back = 0;
            int lost = 0;
            var time = Duration.ZERO;
            for (int i = 0; i < 300; i++) {
                time = time.plusMillis(random.nextInt(2_000));
                lost += cover.lost(at(time)).size();
                waiting.add(cover.send(PATH, at(time)));
                if (random.nextBoolean()) {
                    var id = waiting.remove(random.nextInt(waiting.size()));
                    back += cover.handleBack(id).isPresent() ? 1 : 0;
                    assertThat(cover.handleBack(id)).isEmpty();
                }
            }
            assertThat(cover.handleBack(random.bytes(Cover.LOOP_ID_BYTES))).isEmpty();
            lost += cover.lost(at(time.plus(Cover.TIMEOUT))).size();
            assertThat(back + lost).isEqualTo(300);
            assertThat(cover.lost(at(time.plusDays(1)))).isEmpty();
        });
    }

    @Test
    void aLoopIsWaitedForAMinute() {
        var cover = cover(new Traffic.Off(), new Case(5));
        var id = cover.send(PATH, START);
        assertThat(cover.nextWake()).contains(START.uptime().plus(Cover.TIMEOUT));
        assertThat(cover.lost(at(Cover.TIMEOUT.minusNanos(1)))).isEmpty();
        assertThat(cover.lost(at(Cover.TIMEOUT))).containsExactly(PATH);
        assertThat(cover.handleBack(id)).isEqualTo(Optional.empty());
    }

    @Test
    void onlySoManyLoopsAreWaitedFor() {
        var cover = cover(new Traffic.Off(), new Case(6));
        for (int i = 0; i < Cover.MAX_UNDER_WAY + 500; i++) {
            assertThat(cover.send(PATH, START)).hasSize(Cover.LOOP_ID_BYTES);
        }
        assertThat(cover.lost(at(Cover.TIMEOUT))).hasSize(Cover.MAX_UNDER_WAY);
    }
}
