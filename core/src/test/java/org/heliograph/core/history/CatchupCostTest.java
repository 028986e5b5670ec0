package org.heliograph.core.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.IntPredicate;
import org.heliograph.core.PeerFault;
import org.heliograph.testkit.Case;
import org.heliograph.testkit.Cases;
import org.junit.jupiter.api.Test;

/// What it costs to get in step: the figures that `docs/protocol/history.md` gives.
class CatchupCostTest {
    private static final int MANY = 100_000;
    private static final int MILLION = 1_000_000;

    @Test
    void tenScatteredOfAHundredThousandCostOneTripAndLessThan1500Bytes() throws PeerFault {
        var random = new Case(1);
        for (var lacking : Lacking.values()) {
            var talk = lacking.talk(MANY, Histories.scattered(10, MANY, random), random);
            var run = talk.run();
            assertThat(talk.isInStep()).isTrue();
            assertThat(run.bytes()).as(lacking.name()).isLessThanOrEqualTo(1_500);
            assertThat(run.tripsBeforeMessages()).isEqualTo(1);
        }
    }

    @Test
    void aHundredScatteredOfAMillionCostLessThan4000Bytes() throws PeerFault {
        var random = new Case(2);
        var talk = Lacking.SECOND.talk(MILLION, Histories.scattered(100, MILLION, random), random);
        var run = talk.run();
        assertThat(talk.isInStep()).isTrue();
        assertThat(run.bytes()).isLessThanOrEqualTo(4_000);
        assertThat(run.tripsBeforeMessages()).isLessThanOrEqualTo(2);
        assertThat(run.sent().getFirst().boxes()).isEqualTo(1);
    }

    @Test
    void theNewestHundredCostLessThan2000BytesWhereverTheyLack() throws PeerFault {
        var random = new Case(3);
        for (var lacking : List.of(Lacking.FIRST, Lacking.SECOND)) {
            var talk = lacking.talk(MANY, i -> i >= MANY - 100, random);
            var run = talk.run();
            assertThat(talk.isInStep()).isTrue();
            assertThat(run.bytes()).as(lacking.name()).isLessThanOrEqualTo(2_000);
            assertThat(run.tripsBeforeMessages()).isEqualTo(1);
        }
    }

    @Test
    void theNewestHundredOfAMillionCostLessThan2000BytesToo() throws PeerFault {
        var talk = Lacking.SECOND.talk(MILLION, i -> i >= MILLION - 100, new Case(4));
        assertThat(talk.run().bytes()).isLessThanOrEqualTo(2_000);
        assertThat(talk.isInStep()).isTrue();
    }

    @Test
    void equalHistoriesCostOneMessage() throws PeerFault {
        for (int count : new int[] {0, 1, 100, 10_000}) {
            var talk = Lacking.FIRST.talk(count, Histories::nobody, new Case(5));
            var run = talk.run();
            assertThat(run.bodies()).isEqualTo(1);
            assertThat(run.boxes()).isEqualTo(1);
            assertThat(talk.second.inStep).isTrue();
        }
    }

    /// Ten messages of a hundred characters each, and all there is to say of them, in three boxes at most.
    @Test
    void aLinkOf300BitsASecondIsInStepInUnderSixMinutes() throws PeerFault {
        for (var lacking : Lacking.values()) {
            var random = new Case(6);
            var lacked = Histories.scattered(10, MANY, random);
            var first = new End(true, random);
            var second = new End(false, random);
            for (int i = 0; i < MANY; i++) {
                if (lacked.test(i)) {
                    (lacking.first(i) ? second : first).has(Histories.text(i + 1, random));
                } else {
                    var trace = Histories.trace(i + 1, random);
                    first.counts(trace);
                    second.counts(trace);
                }
            }
            var talk = new Talk(first, second);
            first.wasRestored(talk.now().wall());
            second.wasRestored(talk.now().wall());
            var run = talk.run();
            assertThat(talk.isInStep()).isTrue();
            assertThat(first.messages).hasSize(10);
            assertThat(second.messages.keySet()).isEqualTo(first.messages.keySet());
            assertThat(run.boxes()).as(lacking.name()).isLessThanOrEqualTo(3);
            assertThat(run.secondsAt(300)).isLessThan(360);
        }
    }

    @Test
    void aRestoredEndGetsHalfAHistoryBackForTheMessagesAndLittleMore() throws PeerFault {
        var random = new Case(7);
        for (var lacking : List.of(Lacking.FIRST, Lacking.SECOND)) {
            var talk = lacking.talk(MANY, i -> i >= MANY / 2, random);
            var run = talk.run();
            assertThat(talk.isInStep()).isTrue();
            assertThat(run.bytes()).isLessThanOrEqualTo(5_000);
            assertThat(run.bodies()).isLessThanOrEqualTo(MANY / 2 / SyncBody.Page.MAX_ENTRIES + 4);
        }
    }

    @Test
    void aHoleInTheMiddleIsFoundByRanges() throws PeerFault {
        var random = new Case(8);
        for (var lacking : List.of(Lacking.FIRST, Lacking.SECOND)) {
            var talk = lacking.talk(MANY, i -> i >= 40_000 && i < 60_000, random);
            var run = talk.run();
            assertThat(talk.isInStep()).isTrue();
            assertThat(run.bytes()).isLessThanOrEqualTo(8_000);
            assertThat(run.tripsBeforeMessages()).isLessThanOrEqualTo(3);
        }
    }

    /// A sketch of 1.7 symbols of 9 bytes each, 6 bytes to ask for it; or, rarely, two sketches.
    @Test
    void scatteredDifferencesCostSomeThirtyBytesEach() throws PeerFault {
        var random = new Case(9);
        for (int differences : new int[] {300, 1_000, 5_000}) {
            var talk = Lacking.BOTH.talk(MANY, Histories.scattered(differences, MANY, random), random);
            var run = talk.run();
            assertThat(talk.isInStep()).isTrue();
            assertThat(run.bytes()).isLessThanOrEqualTo(4_000 + 30 * differences);
        }
    }

    /// A first guess that was too short costs one more message, and is seldom followed by another.
    @Test
    void aSecondSketchIsLongEnough() {
        Cases.forAll(20, random -> {
            int count = 3_000;
            var talk = Lacking.BOTH.talk(count, Histories.scattered(random.nextInt(100, 300), count, random), random);
            var run = talk.run();
            assertThat(talk.isInStep()).isTrue();
            assertThat(run.bodies()).isLessThanOrEqualTo(5);
        });
    }

    private enum Lacking {
        FIRST,
        SECOND,
        BOTH;

        /// Whether the first end is the one without the message of this number.
        boolean first(int number) {
            return this == FIRST || (this == BOTH && number % 2 == 0);
        }

        boolean second(int number) {
            return this == SECOND || (this == BOTH && number % 2 == 1);
        }

        Talk talk(int count, IntPredicate lacked, Case random) {
            return Histories.talk(count, i -> lacked.test(i) && first(i), i -> lacked.test(i) && second(i), random);
        }
    }
}
