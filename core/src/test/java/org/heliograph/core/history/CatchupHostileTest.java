package org.heliograph.core.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.heliograph.core.PeerFault;
import org.heliograph.core.history.SyncBody.Part;
import org.heliograph.core.history.SyncBody.Want;
import org.heliograph.testkit.Case;
import org.heliograph.testkit.Cases;
import org.junit.jupiter.api.Test;

/// A contact that sends what it likes: it costs a bounded amount, changes nothing and gets no more than a history.
class CatchupHostileTest {
    private static final int COUNT = 1_000;

    private final Case random = new Case(5);
    private final End bob = end(random);
    private final Talk talk = new Talk(new End(true, random), bob);

    private static End end(Case random) {
        var end = new End(false, random);
        for (int i = 0; i < COUNT; i++) {
            end.counts(Histories.trace(i + 1, random));
        }
        return end;
    }

    private byte[] body(int round, Part part) {
        return new SyncBody(round, talk.now().wallMillis(), true, List.of(part)).encode();
    }

    /// All that Bob says now.
    private static List<SyncBody> answers(End end, Talk talk) throws PeerFault {
        var answers = new ArrayList<SyncBody>();
        for (var body = end.next(talk.now()); body.isPresent(); body = end.next(talk.now())) {
            answers.add(SyncBody.decode(body.get()));
        }
        return answers;
    }

    private static int entries(List<SyncBody> answers) {
        return answers.stream()
                .flatMap(it -> it.parts().stream())
                .mapToInt(part -> part instanceof SyncBody.Page(var entries) ? entries.size() : 0)
                .sum();
    }

    @Test
    void whateverComesTheAnswerIsBoundedAndTheHistoryUnchanged() {
        Cases.forAll(150, any -> {
            var end = end(any);
            var root = end.root();
            var meeting = new Talk(new End(true, any), end);
            for (int i = 0; i < 5; i++) {
                end.catchup.handle(SyncBodyTest.body(any).encode(), meeting.now()); // not committed
                var answers = answers(end, meeting);
                assertThat(entries(answers)).isLessThanOrEqualTo(COUNT);
                assertThat(answers).hasSizeLessThanOrEqualTo(2 + COUNT / SyncBody.Page.MAX_ENTRIES);
            }
            assertThat(end.root()).isEqualTo(root);
        });
    }

    @Test
    void bodiesThatWereChangedOnTheWayAreAFaultOrAnswered() {
        Cases.forAll(150, any -> {
            var lacked = Histories.scattered(20, 200, any);
            var both = Histories.talk(200, lacked, Histories::nobody, any);
            both.first.catchup.start();
            var body = both.first.next(both.now()).orElseThrow();
            body[any.nextInt(body.length)] = (byte) any.nextInt();
            try {
                both.second.handle(body, both.now());
                answers(both.second, both);
            } catch (PeerFault fault) {
                assertThat(fault.kind()).isEqualTo(PeerFault.Kind.MALFORMED);
            }
            assertThat(both.second.chronicle.size()).isEqualTo(200);
        });
    }

    @Test
    void questionsWithoutEndAreAnsweredThreeTimesAMinute() throws PeerFault {
        bob.chronicle.summary(10);
        var lie = summary(0, 999, 10);
        int answered = 0;
        for (int i = 0; i < 100; i++) {
            bob.handle(lie, talk.now());
            answered += bob.next(talk.now()).isPresent() ? 1 : 0;
        }
        assertThat(answered).isEqualTo(Catchup.BUDGET);
        for (int minute = 0; minute < 3; minute++) {
            talk.later(Catchup.REFILL.multipliedBy(3));
            for (int i = 0; i < 100; i++) {
                bob.handle(lie, talk.now());
                answered += bob.next(talk.now()).isPresent() ? 1 : 0;
            }
        }
        assertThat(answered).isEqualTo(Catchup.BUDGET + 9);
    }

    /// A summary whose digest is of nothing there is.
    private byte[] summary(int round, int count, int symbols) {
        var sketch = new Sketch(new SipHash(1, 2), symbols);
        for (int i = 0; i < 500; i++) {
            sketch.add(random.nextLong(), random.nextLong());
        }
        var newest = bob.chronicle.newest();
        return body(round, new Summary(count, newest, new Digest(1, 2), List.of(), sketch));
    }

    @Test
    void countsThatContradictEachOtherCostAMessage() throws PeerFault {
        for (int count : new int[] {0, 1, COUNT, Chronicle.MAX_ELEMENTS}) {
            for (int symbols : new int[] {0, 1, 100}) {
                talk.later(Catchup.REFILL);
                bob.handle(summary(0, count, symbols), talk.now());
                assertThat(answers(bob, talk)).hasSizeLessThanOrEqualTo(3);
            }
        }
    }

    @Test
    void aComparisonThatGoesNowhereIsGivenUp() throws PeerFault {
        for (int round : new int[] {Catchup.MAX_ROUNDS, 200, 255}) {
            bob.handle(summary(round, COUNT, 10), talk.now());
            assertThat(bob.next(talk.now())).isEmpty();
        }
    }

    /// Its root fits no set, and its sketch no root: the peer pretends to differ in nothing.
    @Test
    void aSketchThatShowsNoDifferenceIsNotBelievedAgainstTheRoot() throws PeerFault {
        var key = new SipHash(3, 4);
        var sketch = bob.chronicle.sketch(key, 50, Stretch.ALL);
        bob.handle(
                body(0, new Summary(COUNT, bob.chronicle.newest(), new Digest(1, 2), List.of(), sketch)), talk.now());
        var answers = answers(bob, talk);
        assertThat(answers).hasSize(1);
        assertThat(answers.getFirst().parts()).noneMatch(SyncBody.Page.class::isInstance);
    }

    @Test
    void askingForEverythingAgainAndAgainGivesOneHistoryAtATime() throws PeerFault {
        var everything = body(0, new Want(new SipHash(1, 2), new long[0], List.of(Stretch.ALL)));
        for (int i = 0; i < Catchup.BUDGET; i++) {
            bob.handle(everything, talk.now());
        }
        assertThat(entries(answers(bob, talk))).isEqualTo(COUNT);
    }

    @Test
    void whoAsksForEverythingWithoutEndIsGivenTwoHistoriesADay() throws PeerFault {
        var everything = body(0, new Want(new SipHash(1, 2), new long[0], List.of(Stretch.ALL)));
        for (int day = 0; day < 2; day++) {
            int given = 0;
            for (int i = 0; i < 20; i++) {
                bob.handle(everything, talk.now());
                given += entries(answers(bob, talk));
                talk.later(Duration.ofMinutes(1));
            }
            assertThat(given).isEqualTo(2 * COUNT);
            talk.later(Duration.ofDays(1));
        }
    }

    /// It pretends that one long message was written in many places.
    @Test
    void aMessageIsReturnedOnlyInItsOwnPlace() throws PeerFault {
        var own = Histories.text(7, "long".repeat(5_000), random);
        bob.has(own);
        for (int lamport = 10_000; lamport < 11_000; lamport++) {
            bob.counts(new Entry(
                    own.id(), lamport, true, Histories.trace(1, random).body()));
        }
        bob.handle(body(0, new Want(new SipHash(1, 2), new long[0], List.of(Stretch.ALL))), talk.now());
        assertThat(entries(answers(bob, talk))).isEqualTo(COUNT + 1);
    }

    @Test
    void aWalkOverWhatIsGoneIsTakenInSteps() throws PeerFault {
        for (int i = 0; i < 10_000; i++) {
            bob.counts(Histories.trace(COUNT + i + 1, random));
        }
        bob.handle(body(0, new Want(new SipHash(1, 2), new long[0], List.of(Stretch.ALL))), talk.now());
        var steps = new ArrayList<Integer>();
        while (bob.catchup.hasMore()) {
            var looked = new int[1];
            bob.catchup.next(
                    _ -> {
                        looked[0]++;
                        return Optional.empty();
                    },
                    talk.now());
            steps.add(looked[0]);
        }
        assertThat(steps).hasSize(6).allMatch(looked -> looked <= 4 * SyncBody.Page.MAX_ENTRIES);
    }

    /// What a stranger's largest sketch costs: seconds here would be far over what the specification says.
    @Test
    void theLargestSketchIsTakenApartInLittleTime() {
        var bytes = summary(0, COUNT, Sketch.MAX_SYMBOLS);
        assertThatCode(() -> bob.handle(bytes, talk.now())).doesNotThrowAnyException();
        assertThat(bob.next(talk.now())).isPresent();
    }

    @Test
    void aHistoryIsNeverGivenToWhoKnowsItAlready() throws PeerFault {
        bob.handle(body(0, bob.chronicle.summary(10)), talk.now());
        assertThat(entries(answers(bob, talk))).isZero();
        assertThat(bob.inStep).isTrue();
    }
}
