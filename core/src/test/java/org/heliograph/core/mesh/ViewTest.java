package org.heliograph.core.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.heliograph.core.mesh.Subject.address;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.heliograph.core.MemoryStore;
import org.heliograph.core.NodeId;
import org.heliograph.core.Now;
import org.heliograph.core.PeerFault;
import org.heliograph.core.Store.Table;
import org.heliograph.core.mesh.Subject.Saying;
import org.heliograph.core.mesh.View.Verdict;
import org.heliograph.core.wire.NetAddress;
import org.heliograph.testkit.Case;
import org.heliograph.testkit.Cases;
import org.junit.jupiter.api.Test;

class ViewTest {
    private static final long START = 1_790_000_000;
    private static final NodeId ONE = new NodeId(1, 0, 0, 0);
    private static final NodeId TWO = new NodeId(2, 0, 0, 0);

    private final Case random = new Case(5);
    private final Admission closed = Subject.admission(0);
    private final Admission open = Subject.admission(4);
    private final MemoryStore store = new MemoryStore();
    private final NodeId self = NodeId.of(random.bytes(NodeId.BYTES));

    private static Now after(Duration time) {
        return new Now(time, Instant.ofEpochSecond(START).plus(time));
    }

    private static Now start() {
        return after(Duration.ZERO);
    }

    private View view() {
        return View.load(store, closed, self, start());
    }

    private static Verdict offer(View view, Subject subject, byte[] record, NodeId giver, Now now) throws PeerFault {
        return view.offer(subject.unverified(record), giver, now);
    }

    @Test
    void theNewestRecordCounts() throws PeerFault {
        var view = view();
        var bob = new Subject(closed, random);
        var old = bob.record(7, START);
        assertThat(offer(view, bob, old, ONE, start())).isEqualTo(Verdict.NEW);
        assertThat(offer(view, bob, old, ONE, start())).isEqualTo(Verdict.KNOWN);
        var newer = bob.record(8, START - 60);
        assertThat(offer(view, bob, newer, ONE, start())).isEqualTo(Verdict.NEWER);
        assertThat(offer(view, bob, old, TWO, start())).isEqualTo(Verdict.OLDER);
        assertThat(view.find(bob.id()).orElseThrow().bytes()).isEqualTo(newer);
        assertThat(view.usable()).hasSize(1);
        assertThat(offer(view, bob, bob.record(-1, START), ONE, start()))
                .as("2^64 - 1 is more than 8")
                .isEqualTo(Verdict.NEWER);
    }

    @Test
    void whoContradictsItselfIsNotUsedUntilItIssuesANewerRecord() throws PeerFault {
        var view = view();
        var eve = new Subject(closed, random);
        var first = eve.record(7, START);
        var second = eve.record(7, START + 1);
        offer(view, eve, first, ONE, start());
        assertThat(offer(view, eve, second, TWO, start())).isEqualTo(Verdict.CONFLICTING);
        assertThat(view.find(eve.id())).isEmpty();
        assertThat(view.usable()).isEmpty();
        assertThat(view.held(eve.id()).stream().map(NodeRecord::bytes)).containsExactlyInAnyOrder(first, second);
        assertThat(offer(view, eve, first, TWO, start())).isEqualTo(Verdict.KNOWN);
        assertThat(offer(view, eve, second, TWO, start())).isEqualTo(Verdict.KNOWN);

        var restarted = View.load(store, closed, self, start());
        assertThat(restarted.find(eve.id())).isEmpty();
        assertThat(restarted.held(eve.id())).hasSize(2);

        assertThat(offer(view, eve, eve.record(8, START), ONE, start())).isEqualTo(Verdict.NEWER);
        assertThat(view.find(eve.id())).isPresent();
        assertThat(view.held(eve.id())).hasSize(1);
    }

    /// Whatever comes in which order from whom: in the end two views that were offered the same hold the same.
    @Test
    void allWhoHearTheSameHoldTheSame() {
        Cases.forAll(60, seed -> {
            var subjects = new ArrayList<Subject>();
            var records = new ArrayList<Map.Entry<Subject, byte[]>>();
            for (int i = seed.nextInt(1, 5); i > 0; i--) {
                var subject = new Subject(closed, seed);
                subjects.add(subject);
                for (int j = seed.nextInt(1, 9); j > 0; j--) {
                    var record = subject.record(seed.nextInt(4), START + seed.nextInt(5));
                    records.add(Map.entry(subject, record));
                }
            }
            var one = heardInAnyOrder(records, seed);
            var other = heardInAnyOrder(records, seed);
            for (var subject : subjects) {
                long newest = records.stream()
                        .filter(it -> it.getKey() == subject)
                        .mapToLong(it -> sequence(it.getValue()))
                        .max()
                        .orElseThrow();
                var held = one.held(subject.id());
                assertThat(held.stream().map(NodeRecord::bytes))
                        .containsExactlyElementsOf(other.held(subject.id()).stream()
                                .map(NodeRecord::bytes)
                                .toList());
                assertThat(held).isNotEmpty().allMatch(record -> record.sequence() == newest);
                assertThat(one.find(subject.id()).isPresent()).isEqualTo(held.size() == 1);
            }
        });
    }

    /// As gossip does: what was ignored is offered again later.
    private View heardInAnyOrder(List<Map.Entry<Subject, byte[]>> records, Case seed) throws PeerFault {
        var view = View.load(new MemoryStore(), closed, self, start());
        var time = Duration.ZERO;
        for (int again = 0; again < 9; again++) {
            var order = new ArrayList<>(records);
            Collections.shuffle(order, seed);
            for (var record : order) {
                time = time.plusSeconds(seed.nextInt(120));
                offer(view, record.getKey(), record.getValue(), seed.pick(ONE, TWO), after(time));
            }
            time = time.plus(Duration.ofMinutes(40));
        }
        return view;
    }

    private long sequence(byte[] record) {
        try {
            return NodeRecord.verify(record, closed).sequence();
        } catch (PeerFault impossible) {
            throw new AssertionError(impossible);
        }
    }

    @Test
    void aRecordThatChangesTooOftenIsIgnoredWithoutALook() throws PeerFault {
        var view = view();
        var eve = new Subject(closed, random);
        for (int i = 1; i <= 4; i++) {
            assertThat(offer(view, eve, eve.record(i, START), ONE, start()))
                    .isEqualTo(i == 1 ? Verdict.NEW : Verdict.NEWER);
        }
        assertThat(offer(view, eve, eve.forged(5, START), ONE, start())).isEqualTo(Verdict.TOO_OFTEN);
        var later = after(Duration.ofMinutes(10));
        assertThat(offer(view, eve, eve.record(5, START), ONE, later)).isEqualTo(Verdict.NEWER);
        assertThat(offer(view, eve, eve.record(6, START), ONE, later)).isEqualTo(Verdict.TOO_OFTEN);
        assertThat(view.find(eve.id()).orElseThrow().sequence()).isEqualTo(5);
    }

    @Test
    void forgeriesDoNotUseUpWhatANodeMayChange() throws PeerFault {
        var view = view();
        var bob = new Subject(closed, random);
        offer(view, bob, bob.record(1, START), ONE, start());
        for (int i = 0; i < 20; i++) {
            var forged = bob.forged(10 + i, START);
            assertThatThrownBy(() -> offer(view, bob, forged, ONE, start())).hasMessageContaining("FORGED");
        }
        assertThat(offer(view, bob, bob.record(2, START), ONE, start())).isEqualTo(Verdict.NEWER);
    }

    @Test
    void clocksMayDifferByADay() throws PeerFault {
        var view = view();
        long day = 86_400;
        var bob = new Subject(closed, random);
        assertThat(offer(view, bob, bob.record(1, START + day + 1), ONE, start()))
                .isEqualTo(Verdict.UNTIMELY);
        assertThat(offer(view, bob, bob.record(1, START - 3 * day), ONE, start()))
                .isEqualTo(Verdict.UNTIMELY);
        assertThat(offer(view, bob, bob.record(1, START + day), ONE, start())).isEqualTo(Verdict.NEW);
        var carol = new Subject(closed, random);
        assertThat(offer(view, carol, carol.record(1, START - day), ONE, start()))
                .isEqualTo(Verdict.NEW);

        view.expire(after(Duration.ofDays(2).minusSeconds(1)));
        assertThat(view.find(carol.id())).isPresent();
        view.expire(after(Duration.ofDays(2)));
        assertThat(view.find(carol.id())).isEmpty();
        view.expire(after(Duration.ofDays(3).minusSeconds(1)));
        assertThat(view.find(bob.id())).isPresent();
        assertThat(view.nextEnd()).contains(Duration.ofDays(3));
        view.expire(after(Duration.ofDays(3)));
        assertThat(view.find(bob.id())).as("a clock ahead wins no time").isEmpty();
        assertThat(view.size()).isZero();
        assertThat(view.nextEnd()).isEmpty();
    }

    @Test
    void aJumpOfTheWallClockEndsNothing() throws PeerFault {
        var view = view();
        var bob = new Subject(closed, random);
        offer(view, bob, bob.record(1, START), ONE, start());
        view.expire(new Now(Duration.ofHours(1), Instant.ofEpochSecond(START).plus(Duration.ofDays(400))));
        assertThat(view.find(bob.id())).isPresent();
    }

    @Test
    void anOpenNetworkKnowsFewNodesOfOneSubnet() throws PeerFault {
        var view = View.load(store, open, self, start());
        for (int i = 0; i < 10; i++) {
            var subject = new Subject(open, random);
            var record = subject.record(1, START, Saying.at(address(203, 0, 113, i), address(198, 51, 100, 7)));
            assertThat(offer(view, subject, record, ONE, start())).isEqualTo(Verdict.NEW);
            assertThat(offer(view, subject, subject.record(2, START, Saying.at(address(203, 0, 113, i))), ONE, start()))
                    .as("its own place in the subnet is no obstacle")
                    .isEqualTo(Verdict.NEWER);
        }
        var eve = new Subject(open, random);
        var crowded = eve.record(1, START, Saying.at(address(192, 0, 2, 1), address(203, 0, 113, 200)));
        assertThat(offer(view, eve, crowded, ONE, start())).isEqualTo(Verdict.CROWDED);
        var elsewhere = eve.record(1, START, Saying.at(address(198, 51, 100, 8)));
        assertThat(offer(view, eve, elsewhere, ONE, start()))
                .as("the others have left that subnet")
                .isEqualTo(Verdict.NEW);
        for (int i = 0; i < 20; i++) {
            var nearby = new Subject(open, random);
            assertThat(offer(view, nearby, nearby.record(1, START, Saying.at(address(10, 0, 0, i))), ONE, start()))
                    .isEqualTo(Verdict.NEW);
        }
        view.expire(after(Duration.ofDays(3)));
        var late = eve.record(2, START + 72 * 3_600, Saying.at(address(203, 0, 113, 201)));
        assertThat(offer(view, eve, late, ONE, after(Duration.ofDays(3)))).isEqualTo(Verdict.NEW);
    }

    @Test
    void aClosedNetworkMayAllLiveInOneSubnet() throws PeerFault {
        var view = view();
        for (int i = 0; i < 30; i++) {
            var subject = new Subject(closed, random);
            assertThat(offer(view, subject, subject.record(1, START, Saying.at(address(203, 0, 113, i))), ONE, start()))
                    .isEqualTo(Verdict.NEW);
        }
    }

    @Test
    void inAFullViewWhoIsHereStaysUnlessItMissedARenewal() throws PeerFault {
        var view = View.load(store, closed, self, 3, start());
        var early = new Subject(closed, random);
        offer(view, early, early.record(1, START), ONE, start());
        for (int i = 0; i < 2; i++) {
            var subject = new Subject(closed, random);
            offer(view, subject, subject.record(1, START + 60), ONE, after(Duration.ofMinutes(1)));
        }
        var newcomer = new Subject(closed, random);
        var record = newcomer.record(1, START);
        var inTime = after(Duration.ofHours(13));
        assertThat(offer(view, newcomer, record, ONE, inTime)).isEqualTo(Verdict.FULL);
        assertThat(view.find(early.id())).isPresent();
        var later = after(Duration.ofHours(13).plusSeconds(1));
        assertThatThrownBy(() -> offer(view, newcomer, newcomer.forged(1, START), ONE, later))
                .as("a forgery pushes nobody out")
                .isInstanceOf(PeerFault.class);
        assertThat(view.find(early.id())).isPresent();
        assertThat(offer(view, newcomer, record, ONE, later)).isEqualTo(Verdict.NEW);
        assertThat(view.find(early.id())).isEmpty();
        assertThat(view.size()).isEqualTo(3);
        assertThat(store.count(Table.RECORD)).isEqualTo(3);
    }

    @Test
    void anOverdueNeighbourMakesNoRoomAtTheOthersCost() throws PeerFault {
        var view = View.load(store, closed, self, 2, start());
        var neighbour = new Subject(closed, random);
        view.handleLinked(neighbour.id());
        offer(view, neighbour, neighbour.record(1, START), ONE, start());
        var later = after(Duration.ofHours(20));
        var other = new Subject(closed, random);
        offer(view, other, other.record(1, later.wallSeconds()), ONE, later);
        var newcomer = new Subject(closed, random);
        assertThat(offer(view, newcomer, newcomer.record(1, later.wallSeconds()), ONE, later))
                .isEqualTo(Verdict.FULL);
    }

    @Test
    void thereIsAlwaysRoomForNeighboursAndTheyNeverGiveWay() throws PeerFault {
        var view = View.load(store, closed, self, 4, start());
        var neighbours = new ArrayList<Subject>();
        var strangers = new ArrayList<Subject>();
        for (int i = 0; i < 4; i++) {
            var stranger = new Subject(closed, random);
            strangers.add(stranger);
            offer(view, stranger, stranger.record(1, START), ONE, start());
        }
        for (int i = 0; i < 3; i++) {
            var neighbour = new Subject(closed, random);
            neighbours.add(neighbour);
            view.handleLinked(neighbour.id());
            assertThat(offer(view, neighbour, neighbour.record(1, START), neighbour.id(), start()))
                    .isEqualTo(Verdict.NEW);
        }
        view.adopt(NodeRecord.verify(new Subject(closed, random).record(1, START), closed), start());
        var late = after(Duration.ofHours(71));
        var newcomer = new Subject(closed, random);
        assertThat(offer(view, newcomer, newcomer.record(1, START), ONE, late)).isEqualTo(Verdict.NEW);
        assertThat(view.size()).isEqualTo(4);
        assertThat(neighbours).allMatch(it -> view.find(it.id()).isPresent() && view.wasLinked(it.id()));
        assertThat(strangers).noneMatch(it -> view.find(it.id()).isPresent());
    }

    @Test
    void aNodeIsStableWhenTwoTellOfItOrAfterADay() throws PeerFault {
        var view = view();
        var bob = new Subject(closed, random);
        var record = bob.record(1, START);
        offer(view, bob, record, ONE, start());
        offer(view, bob, record, ONE, start());
        offer(view, bob, record, bob.id(), start());
        assertThat(view.isStable(bob.id(), start())).isFalse();
        assertThat(view.isStable(bob.id(), after(Duration.ofDays(1)))).isTrue();
        offer(view, bob, record, TWO, start());
        assertThat(view.isStable(bob.id(), start())).isTrue();
        assertThat(view.isStable(ONE, after(Duration.ofDays(1)))).isFalse();

        var restarted = View.load(store, closed, self, start());
        assertThat(restarted.isStable(bob.id(), start())).isTrue();
    }

    @Test
    void aRestartGoesOnWithWhatWasKnown() throws PeerFault {
        var view = view();
        var subjects = new ArrayList<Subject>();
        for (int i = 0; i < 50; i++) {
            var subject = new Subject(closed, random);
            subjects.add(subject);
            offer(view, subject, subject.record(1, START + i), random.pick(ONE, TWO), start());
        }
        view.handleLinked(subjects.getFirst().id());
        store.commit();
        var never = new Subject(closed, random);
        offer(view, never, never.record(1, START), ONE, start());
        store.rollback();

        var restarted = View.load(
                store, closed, self, new Now(Duration.ZERO, start().wall().plusSeconds(3_600)));
        assertThat(restarted.find(never.id())).isEmpty();
        assertThat(restarted.usable().stream().map(NodeRecord::id))
                .containsExactlyElementsOf(
                        new TreeSet<>(subjects.stream().map(Subject::id).toList()));
        assertThat(restarted.wasLinked(subjects.get(0).id())).isTrue();
        assertThat(restarted.wasLinked(subjects.get(1).id())).isFalse();
        assertThat(restarted.nextEnd()).contains(Duration.ofHours(71));
        for (var subject : subjects) {
            assertThat(restarted.find(subject.id()).orElseThrow().bytes())
                    .isEqualTo(view.find(subject.id()).orElseThrow().bytes());
        }
    }

    @Test
    void afterWeeksTheAddressesAreLeftAndTheLinkedOnesComeFirst() throws PeerFault {
        var view = view();
        var subjects = new ArrayList<Subject>();
        for (int i = 0; i < 4; i++) {
            var subject = new Subject(closed, random);
            subjects.add(subject);
            var record = subject.record(1, START + i, Saying.at(address(203, 0, 113, i)));
            offer(view, subject, record, ONE, after(Duration.ofSeconds(i)));
        }
        var silent = new Subject(closed, random);
        offer(view, silent, silent.record(1, START), ONE, start());
        view.handleLinked(subjects.get(1).id());
        assertThat(view.remembered()).isEmpty();

        var weeks = new Now(Duration.ZERO, start().wall().plus(Duration.ofDays(30)));
        var restarted = View.load(store, closed, self, weeks);
        assertThat(restarted.size()).isZero();
        assertThat(restarted.usable()).isEmpty();
        assertThat(restarted.remembered())
                .containsExactly(
                        address(203, 0, 113, 1),
                        address(203, 0, 113, 3),
                        address(203, 0, 113, 2),
                        address(203, 0, 113, 0));
        assertThat(store.count(Table.RECORD))
                .as("who gave no address is forgotten")
                .isEqualTo(4);

        var again = View.load(store, closed, self, weeks);
        assertThat(again.remembered()).isEqualTo(restarted.remembered());
        var back = subjects.get(3);
        var record = back.record(2, weeks.wallSeconds(), Saying.at(address(203, 0, 113, 3)));
        assertThat(offer(again, back, record, ONE, weeks)).isEqualTo(Verdict.NEW);
        assertThat(again.remembered()).hasSize(3).doesNotContain(address(203, 0, 113, 3));
    }

    @Test
    void theBestOfManyAreRemembered() throws PeerFault {
        var view = view();
        var best = new ArrayList<NetAddress>();
        for (int i = 0; i < Remembered.MAX + 40; i++) {
            var subject = new Subject(closed, random);
            var address = address(10, 0, i >> 8, i & 255);
            if (random.oneIn(10)) {
                view.handleLinked(subject.id());
                best.add(address);
            }
            offer(view, subject, subject.record(1, START, Saying.at(address)), ONE, start());
        }
        view.expire(after(Duration.ofDays(3)));
        assertThat(view.remembered()).hasSize(Remembered.MAX);
        assertThat(store.count(Table.RECORD)).isEqualTo(Remembered.MAX);
        assertThat(best).hasSizeGreaterThan(20);
        assertThat(view.remembered().subList(0, best.size())).containsExactlyInAnyOrderElementsOf(best);
        var again = View.load(store, closed, self, after(Duration.ofDays(3)));
        assertThat(again.remembered()).isEqualTo(view.remembered());
    }

    @Test
    void anotherLifeOfThisNodeIsNoticedAndNotBelieved() throws PeerFault {
        var me = new Subject(closed, random);
        var view = View.load(store, closed, me.id(), start());
        view.adopt(NodeRecord.verify(me.record(10, START), closed), start());
        assertThat(offer(view, me, me.record(9, START), ONE, start())).isEqualTo(Verdict.OURS);
        assertThat(view.echo()).isZero();
        assertThatThrownBy(() -> offer(view, me, me.forged(99, START), ONE, start()))
                .isInstanceOf(PeerFault.class);
        assertThat(offer(view, me, me.record(12, START), ONE, start())).isEqualTo(Verdict.OURS);
        assertThat(view.echo()).isEqualTo(12);
        assertThat(view.find(me.id()).orElseThrow().sequence()).isEqualTo(10);
        assertThat(offer(view, me, me.record(10, START), ONE, start())).isEqualTo(Verdict.KNOWN);
    }

    @Test
    void everyChangeOfWhatIsUsableShows() throws PeerFault {
        var view = view();
        var bob = new Subject(closed, random);
        long before = view.revision();
        offer(view, bob, bob.record(1, START), ONE, start());
        long added = view.revision();
        offer(view, bob, bob.record(1, START), ONE, start());
        assertThat(added).isGreaterThan(before);
        offer(view, bob, bob.record(2, START), ONE, start());
        long changed = view.revision();
        assertThat(changed).isGreaterThan(added);
        view.expire(after(Duration.ofDays(3)));
        assertThat(view.revision()).isGreaterThan(changed);
    }
}
