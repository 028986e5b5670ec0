package org.heliograph.core.history;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.function.IntPredicate;
import org.heliograph.core.PeerFault;
import org.heliograph.core.Store;
import org.heliograph.core.wire.Data;
import org.heliograph.testkit.Case;
import org.heliograph.testkit.Cases;
import org.junit.jupiter.api.Test;

/// Two ends whose histories differ, and what comes of their talk.
class CatchupTest {
    private static final Instant LONG_AFTER = Instant.parse("2030-01-01T00:00:00Z");

    private final Case random = new Case(1);
    private final End alice = new End(true, random);
    private final End bob = new End(false, random);
    private final Talk talk = new Talk(alice, bob);

    /// Both have these texts.
    private List<Entry> common(int count) {
        var texts = Histories.texts(count, random);
        texts.forEach(text -> {
            alice.has(text);
            bob.has(text);
        });
        return texts;
    }

    private Entry by(boolean isAlices, long lamport) {
        var text = Histories.text(lamport, random);
        return new Entry(text.id(), lamport, isAlices, text.body());
    }

    // ---- getting in step

    /// Nothing, few, thousands; recent, old, side by side, anywhere; of one end or of both; or nothing in common. What
    /// is returned is what lacks, and all that is said beside it is far from a list of all there is.
    @Test
    void whateverTheyLackTheyGetInStepAndNothingElseIsSent() {
        Cases.forAll(60, any -> {
            int count = any.nextInt(1, any.pick(2, 100, 2_000, 20_000));
            int differences = Math.min(count, any.nextInt(any.pick(1, 20, 500, 5_001)));
            var lacked = lacked(count, differences, any);
            int owner = any.nextInt(3);
            var both = Histories.talk(
                    count,
                    i -> lacked.test(i) && (owner == 0 || (owner == 1 && i % 2 == 0)),
                    i -> lacked.test(i) && (owner == 2 || (owner == 1 && i % 2 == 1)),
                    any);
            var returned = new ArrayList<Entry>();
            var run = both.run(body -> {
                returned.addAll(entries(body));
                return true;
            });
            assertThat(both.isInStep()).isTrue();
            assertThat(both.first.chronicle.size()).isEqualTo(count);
            assertThat(returned).hasSize(differences);
            assertThat(run.bytes()).isLessThanOrEqualTo(4_000 + 50 * differences);
            assertThat(both.run().bodies()).isEqualTo(1);
            assertThat(both.second.inStep).isTrue();
        });
    }

    private static IntPredicate lacked(int count, int differences, Case random) {
        int from = random.nextInt(count - differences + 1);
        return switch (random.nextInt(4)) {
            case 0 -> i -> i >= count - differences;
            case 1 -> i -> i < differences;
            case 2 -> i -> i >= from && i < from + differences;
            default -> Histories.scattered(differences, count, random);
        };
    }

    private static List<Entry> entries(byte[] body) {
        try {
            for (var part : SyncBody.decode(body).parts()) {
                if (part instanceof SyncBody.Page(var entries)) {
                    return entries;
                }
            }
            return List.of();
        } catch (PeerFault fault) {
            throw new AssertionError(fault);
        }
    }

    @Test
    void historiesWithNothingInCommonGetInStepInSomeComparisons() throws PeerFault {
        var apart = Histories.talk(60_000, i -> i % 2 == 0, i -> i % 2 == 1, random);
        int comparisons = 0;
        while (!apart.isInStep()) {
            apart.run();
            comparisons++;
        }
        assertThat(comparisons).isLessThanOrEqualTo(6);
    }

    /// Bodies lost in any number cost another comparison, never a message; a repeated one changes nothing.
    @Test
    void lostAndRepeatedBodiesDoNoHarm() {
        Cases.forAll(60, any -> {
            int count = 2_000;
            var lacked = lacked(count, any.nextInt(300), any);
            var both = Histories.talk(count, i -> lacked.test(i) && i % 3 == 0, i -> lacked.test(i) && i % 3 == 1, any);
            for (int i = 0; i < 5; i++) {
                both.run(_ -> any.nextInt(3) > 0);
                both.run(body -> repeat(both, body));
                both.later(Duration.ofDays(1)); // or what was lost twice is returned no more
            }
            both.run();
            assertThat(both.isInStep()).isTrue();
        });
    }

    private static boolean repeat(Talk talk, byte[] body) {
        try {
            talk.first.handle(body, talk.now());
            talk.second.handle(body, talk.now());
            return true;
        } catch (PeerFault fault) {
            throw new AssertionError(fault);
        }
    }

    @Test
    void bothMayAskAtOnce() throws PeerFault {
        Cases.forAll(10, any -> {
            var lacked = Histories.scattered(40, 1_000, any);
            var both = Histories.talk(1_000, i -> lacked.test(i) && i % 2 == 0, i -> lacked.test(i) && i % 2 == 1, any);
            both.second.catchup.start();
            both.run();
            assertThat(both.isInStep()).isTrue();
        });
    }

    @Test
    void messagesThatArriveMeanwhileDoNotDisturbAComparison() throws PeerFault {
        var texts = common(300);
        alice.wasRestored(LONG_AFTER);
        texts.subList(100, 105).forEach(alice::lacks);
        talk.run(body -> {
            var fresh = Histories.text(alice.chronicle.size() + 10, random);
            alice.has(fresh, talk.now().wallMillis());
            bob.has(fresh, talk.now().wallMillis());
            return true;
        });
        assertThat(talk.isInStep()).isTrue();
    }

    // ---- whose words they are

    @Test
    void whatComesBackIsWhatWasThere() throws PeerFault {
        var texts = common(200);
        var before = List.copyOf(alice.messages.values());
        alice.wasRestored(LONG_AFTER);
        texts.subList(50, 120).forEach(alice::lacks);
        talk.run();
        assertThat(alice.messages.values())
                .usingRecursiveFieldByFieldElementComparator()
                .containsExactlyInAnyOrderElementsOf(before);
    }

    @Test
    void ownWordsAreTakenBackOnlyByWhoWasRestoredSince() throws PeerFault {
        common(50);
        var sentBefore = by(true, 51);
        var sentAfter = by(true, 60);
        var others = by(false, 61);
        List.of(sentBefore, sentAfter, others).forEach(bob::has);
        alice.wasRestored(Instant.ofEpochMilli(((Entry.Body.Whole) sentAfter.body()).sentMillis() - 1));
        talk.run();
        assertThat(alice.messages.keySet())
                .contains(sentBefore.id(), others.id())
                .doesNotContain(sentAfter.id());
        assertThat(alice.refused).isEqualTo(1);
    }

    /// A copy has the words of before it was made; a contact that knows others invented them.
    @Test
    void ownWordsFromBeforeTheCopyWasMadeAreRefused() throws PeerFault {
        common(50);
        var invented = by(true, 40);
        var lost = by(true, 60);
        List.of(invented, lost).forEach(bob::has);
        alice.wasRestored(Instant.ofEpochMilli(sentMillis(by(true, 50))), LONG_AFTER);
        talk.run();
        assertThat(alice.messages.keySet()).contains(lost.id()).doesNotContain(invented.id());
    }

    @Test
    void onceInStepNothingIsTakenForOnesOwnAnyMore() throws PeerFault {
        common(50);
        bob.has(by(true, 51));
        alice.wasRestored(talk.now().wall());
        talk.run();
        talk.run();
        assertThat(talk.isInStep()).isTrue();
        var invented = by(true, 52);
        bob.has(invented);
        talk.run();
        assertThat(alice.messages.keySet()).doesNotContain(invented.id());
        assertThat(alice.refused).isEqualTo(1);
    }

    @Test
    void whoIsInStepSaysNoMoreThatItLostSomething() throws PeerFault {
        common(50);
        alice.wasRestored(talk.now().wall());
        alice.catchup.startAfterLoss();
        assertThat(talk.run().bodies())
                .as("a question, and the word that both are alike")
                .isEqualTo(2);
        alice.catchup.start();
        assertThat(SyncBody.decode(alice.next(talk.now()).orElseThrow()).restored())
                .isFalse();
    }

    /// A box may come again that says what was true before the copy was put back.
    @Test
    void whatWasSaidBeforeTheLossDoesNotEndIt() throws PeerFault {
        common(50);
        alice.wasRestored(talk.now().wall().plus(Duration.ofHours(2)));
        talk.run();
        assertThat(talk.isInStep()).isTrue();
        var lost = by(true, 51);
        bob.has(lost);
        talk.run();
        assertThat(alice.messages.keySet()).contains(lost.id());
    }

    /// Each hears from the other that nothing is missing, and then both are silent.
    @Test
    void twoWhoBothLostSomethingFindAnEnd() throws PeerFault {
        common(50);
        alice.catchup.startAfterLoss();
        bob.catchup.startAfterLoss();
        assertThat(talk.run().bodies()).isLessThanOrEqualTo(5);
        for (var end : List.of(alice, bob)) {
            end.catchup.start();
            assertThat(SyncBody.decode(end.next(talk.now()).orElseThrow()).restored())
                    .isFalse();
        }
    }

    @Test
    void whatWasRefusedIsNotAskedForAgain() throws PeerFault {
        common(50);
        var refused = by(true, 20);
        bob.has(refused);
        alice.chronicle.refuse(alice.seen(refused));
        bob.catchup.start();
        alice.handle(bob.next(talk.now()).orElseThrow(), talk.now());
        assertThat(alice.next(talk.now())).isEmpty();
        alice.chronicle.forgiveAll();
        bob.catchup.start();
        alice.handle(bob.next(talk.now()).orElseThrow(), talk.now());
        assertThat(alice.next(talk.now())).isPresent();
    }

    private static long sentMillis(Entry entry) {
        return ((Entry.Body.Whole) entry.body()).sentMillis();
    }

    @Test
    void whoLostNothingTakesNoWordsFromSomebodyElse() throws PeerFault {
        common(50);
        bob.has(by(true, 51));
        talk.run();
        assertThat(alice.messages).hasSize(50);
        assertThat(alice.refused).isEqualTo(1);
    }

    @Test
    void anotherContentUnderTheSameIdIsDisputedAndNotTaken() throws PeerFault {
        common(50);
        var here = by(false, 51);
        var there = new Entry(here.id(), 51, false, new Entry.Body.Whole(7, 0, Data.TEXT, "else".getBytes(UTF_8)));
        alice.has(here);
        bob.has(there);
        talk.run();
        assertThat(alice.messages).containsEntry(here.id(), here);
        assertThat(alice.disputed + bob.disputed).isPositive();
    }

    // ---- what is not, or not yet, or no longer to be returned

    @Test
    void whatBecameMutualAfterTheQuestionIsNotReturned() throws PeerFault {
        common(300);
        alice.catchup.start();
        var question = alice.next(talk.now()).orElseThrow();
        talk.later(Duration.ofDays(2));
        bob.has(by(false, 5_000), talk.now().wallMillis()); // on its way to Alice, or there
        bob.has(
                by(true, 7),
                talk.now().wallMillis() - Duration.ofDays(2).minusMinutes(5).toMillis());
        bob.handle(question, talk.now());
        assertThat(bob.next(talk.now())).isEmpty();
    }

    @Test
    void whatWasMutualWellBeforeTheQuestionIsReturned() throws PeerFault {
        common(300);
        bob.has(
                by(false, 5_000),
                talk.now().wallMillis() - Duration.ofMinutes(61).toMillis());
        talk.run();
        assertThat(talk.isInStep()).isTrue();
        assertThat(alice.messages).hasSize(301);
    }

    @Test
    void whoWasRestoredIsGivenTheNewestToo() throws PeerFault {
        common(300);
        bob.has(by(true, 301), talk.now().wallMillis() + Duration.ofHours(1).toMillis());
        alice.wasRestored(LONG_AFTER);
        talk.run();
        assertThat(alice.messages).hasSize(301);
    }

    /// Bob has committed a message whose acknowledgement did not come yet.
    @Test
    void whatIsOnItsWayIsNotAskedFor() throws PeerFault {
        common(300);
        var sent = by(true, 301);
        alice.chronicle.expect(sent);
        bob.has(sent);
        bob.catchup.start();
        alice.handle(bob.next(talk.now()).orElseThrow(), talk.now());
        assertThat(alice.next(talk.now())).isEmpty();
        alice.has(sent);
        assertThat(talk.run().bodies()).isEqualTo(1);
        assertThat(bob.inStep).isTrue();
    }

    @Test
    void whatIsOverIsNeitherReturnedNorTaken() throws PeerFault {
        common(300);
        long sent = talk.now().wallMillis();
        var brief = new Entry.Body.Whole(sent, 7_200, Data.TEXT, "brief".getBytes(UTF_8));
        var entry = new Entry(by(false, 301).id(), 301, false, brief);
        bob.has(entry);
        talk.run();
        assertThat(alice.messages).as("not over yet").containsKey(entry.id());
        alice.lacks(entry);
        talk.later(Duration.ofHours(2));
        talk.run();
        assertThat(alice.messages).as("over").doesNotContainKey(entry.id());
        bob.messages.remove(entry.id()); // gone, though the chronicle was not told
        assertThat(talk.run().sent()).allMatch(it -> it.pageBytes() == 0);
        bob.chronicle.remove(entry.id(), 301);
        assertThat(talk.run().bodies()).isEqualTo(1);
    }

    /// Whoever deleted a message for themselves has its trace: the other end need not ask for it for ever.
    @Test
    void aTraceStandsForAMessageWhoseContentIsGone() throws PeerFault {
        var texts = common(300);
        var gone = alice.seen(texts.get(9));
        var trace = new Entry(gone.id(), gone.lamport(), gone.outgoing(), alice.chronicle.trace(gone));
        alice.lacks(gone);
        alice.has(trace);
        assertThat(talk.isInStep()).isTrue();
        bob.lacks(gone);
        talk.run();
        assertThat(talk.isInStep()).isTrue();
        assertThat(bob.messages).containsEntry(gone.id(), bob.seen(trace));
    }

    /// What ends is in no body with what does not, and no body outlives what is in it.
    @Test
    void whatEndsTravelsApart() throws PeerFault {
        long now = talk.now().wallMillis();
        long[] seconds = {0, 3_600, 0, 5_000, 86_400, 0};
        for (int i = 0; i < seconds.length; i++) {
            var body = new Entry.Body.Whole(now, seconds[i], Data.TEXT, new byte[10]);
            bob.has(new Entry(Histories.text(1, random).id(), i + 1, false, body));
        }
        alice.catchup.start();
        bob.handle(alice.next(talk.now()).orElseThrow(), talk.now());
        var ends = new ArrayList<Long>();
        for (var saying = bob.saying(talk.now()); saying.isPresent(); saying = bob.saying(talk.now())) {
            long end = saying.get().endsAtMillis();
            ends.add(end == Long.MAX_VALUE ? 0 : (end - now) / 1_000);
            var all = entries(saying.get().body());
            assertThat(all).allMatch(entry -> entry.endsAtMillis() >= end);
            assertThat(all).allMatch(entry -> (entry.endsAtMillis() == Long.MAX_VALUE) == (end == Long.MAX_VALUE));
        }
        assertThat(ends).containsExactly(0L, 3_600L, 0L, 3_600L + 1_400, 86_400L, 0L);
    }

    // ---- pages

    @Test
    void aLongMessageHasABodyOfItsOwn() throws PeerFault {
        common(50);
        alice.has(by(true, 3));
        bob.has(Histories.text(5, "long".repeat(240 << 10), random));
        var run = talk.run();
        assertThat(talk.isInStep()).isTrue();
        var longest = run.sent().stream()
                .filter(it -> it.bytes() > SyncBody.Page.FULL_BYTES)
                .toList();
        assertThat(longest).hasSize(1).allMatch(it -> it.bytes() - it.pageBytes() < 20);
        assertThat(longest.getFirst().bytes()).isLessThan(Store.MAX_ROW_BYTES - 512);
    }

    @Test
    void pagesAreBoundedButForOneLongMessage() throws PeerFault {
        alice.wasRestored(LONG_AFTER);
        for (int i = 1; i <= 1_500; i++) {
            bob.has(Histories.text(i, i % 500 == 0 ? "long".repeat(20_000) : "", random));
        }
        var pages = new ArrayList<List<Entry>>();
        var run = talk.run(body -> {
            pages.add(entries(body));
            return true;
        });
        assertThat(talk.isInStep()).isTrue();
        assertThat(pages).allMatch(page -> page.size() <= SyncBody.Page.MAX_ENTRIES);
        assertThat(run.sent().stream().filter(it -> it.pageBytes() > SyncBody.Page.FULL_BYTES))
                .hasSize(3);
        var order = pages.stream().flatMap(List::stream).map(Entry::lamport).toList();
        assertThat(order).as("the oldest first").isSorted().hasSize(1_500);
    }

    /// A program that stops in the middle goes on from there, at no more cost.
    @Test
    void aReturnThatWasBrokenOffGoesOnWhereItWas() throws PeerFault {
        alice.wasRestored(LONG_AFTER);
        Histories.texts(3_000, random).forEach(bob::has);
        var arrived = new ArrayList<byte[]>();
        talk.run(body -> arrived.add(body) && arrived.size() <= 4);
        int half = alice.messages.size();
        assertThat(half).isBetween(1, 2_000);
        var run = talk.run();
        assertThat(talk.isInStep()).isTrue();
        assertThat(run.bytes()).isLessThan(3_000);
        var ids = new HashSet<>(alice.messages.keySet());
        assertThat(ids).hasSize(3_000);
    }
}
