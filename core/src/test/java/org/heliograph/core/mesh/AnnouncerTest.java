package org.heliograph.core.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.heliograph.core.mesh.Subject.address;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.heliograph.core.LinkId;
import org.heliograph.core.MemoryStore;
import org.heliograph.core.NodeId;
import org.heliograph.core.Now;
import org.heliograph.core.PeerFault;
import org.heliograph.core.mesh.Subject.Saying;
import org.heliograph.testkit.Case;
import org.heliograph.testkit.Cases;
import org.junit.jupiter.api.Test;

/// When a node issues records of itself, and what they say.
class AnnouncerTest {
    private static final Instant START = Instant.ofEpochSecond(1_790_000_000);
    private static final List<byte[]> MIX_KEYS = Subject.mixKeys("mix key");

    private final Case random = new Case(2);
    private final Admission admission = Subject.admission(0);
    private final MemoryStore store = new MemoryStore();
    private final NodeKeys keys = NodeKeys.generate(admission, random::nextBytes);
    private final OwnAddresses where = new OwnAddresses();
    private final List<NodeRecord> issued = new ArrayList<>();
    private Duration uptime = Duration.ZERO;
    private Duration clock = Duration.ZERO;
    private View view = View.load(store, admission, keys.id(), now());
    private Announcer announcer = announcer();

    private Now now() {
        return new Now(uptime, START.plus(clock));
    }

    private Announcer announcer() {
        return Announcer.load(store, keys, view, random::nextBytes, now());
    }

    /// Only what was committed is left; the uptime begins anew.
    private void restart() {
        store.rollback();
        uptime = Duration.ZERO;
        view = View.load(store, admission, keys.id(), now());
        announcer = announcer();
    }

    private void pass(Duration time) {
        uptime = uptime.plus(time);
        clock = clock.plus(time);
    }

    private static Gossip.Profile profile(long firstEpoch, List<byte[]> mixKeys) {
        return new Gossip.Profile(firstEpoch, mixKeys, List.of(), NodeRecord.STORES);
    }

    private static NodeId node(int number) {
        return new NodeId(number, 0, 0, 0);
    }

    /// Lets time pass, and issues what is due; returns what was issued meanwhile.
    private List<NodeRecord> runFor(Duration time) {
        var end = uptime.plus(time);
        int before = issued.size();
        for (int steps = 0; ; steps++) {
            assertThat(steps).as("steps without an end").isLessThan(10_000);
            announcer.due(where, now()).ifPresent(record -> {
                view.adopt(record, now());
                store.commit();
                issued.add(record);
            });
            var next = announcer.nextWake().filter(at -> at.compareTo(end) <= 0);
            if (next.isEmpty()) {
                pass(end.minus(uptime));
                return issued.subList(before, issued.size());
            }
            assertThat(next.get()).as("a wake that has passed").isGreaterThan(uptime);
            pass(next.get().minus(uptime));
        }
    }

    private List<NodeRecord> runForSeconds(long seconds) {
        return runFor(Duration.ofSeconds(seconds));
    }

    /// A node that has had time to settle down with these neighbours.
    private void settleDown(int neighbours) {
        announcer.describe(profile(20_000, MIX_KEYS));
        for (int i = 1; i <= neighbours; i++) {
            announcer.handleLinked(node(i));
        }
        runFor(Duration.ofHours(1));
        issued.clear();
    }

    private static List<Long> prefixes(NodeId... nodes) {
        return Arrays.stream(nodes).map(NodeId::a).toList();
    }

    private static List<Long> links(NodeRecord record) {
        return Arrays.stream(record.links()).boxed().toList();
    }

    @Test
    void theFirstRecordWaitsForSomethingToSayAndSomebodyToHearIt() throws PeerFault {
        assertThat(runForSeconds(100)).isEmpty();
        announcer.handleLinked(node(1));
        assertThat(runForSeconds(100)).isEmpty();
        announcer.describe(profile(20_000, MIX_KEYS));
        assertThat(runForSeconds(1)).isEmpty();
        announcer.handleLinked(node(2));
        var first = runForSeconds(1);
        assertThat(first).hasSize(1);
        var record = NodeRecord.verify(first.getFirst().bytes(), admission);
        assertThat(links(record)).isEqualTo(prefixes(node(1), node(2)));
        assertThat(record.firstEpoch()).isEqualTo(20_000);
        assertThat(record.mixKey(20_007)).isEqualTo(MIX_KEYS.get(7));
        assertThat(record.capabilities()).isEqualTo(NodeRecord.STORES);
        assertThat(record.sequence()).isEqualTo(now().wallSeconds());
        assertThat(record.issuedSeconds()).isEqualTo(now().wallSeconds());
    }

    @Test
    void aRecordIsRenewedEveryTwelveHours() {
        settleDown(3);
        assertThat(runFor(Duration.ofHours(11).minusSeconds(10))).isEmpty();
        assertThat(runFor(Duration.ofHours(60))).hasSize(5);
        announcer.handleUnlinked(node(1));
        announcer.handleUnlinked(node(2));
        announcer.handleUnlinked(node(3));
        assertThat(runFor(Duration.ofHours(60))).as("nobody hears").isEmpty();
        announcer.handleLinked(node(1));
        assertThat(runForSeconds(3)).hasSize(1);
    }

    @Test
    void aMachineThatSleptRenewsItsRecordWhenItIsLinkedAgain() {
        settleDown(3);
        clock = clock.plus(Duration.ofHours(62));
        announcer.handleUnlinked(node(2));
        announcer.handleLinked(node(2));
        var records = runForSeconds(2);
        assertThat(records).hasSize(1);
        assertThat(records.getFirst().issuedSeconds()).isEqualTo(now().wallSeconds());
    }

    @Test
    void aLostLinkIsListedForTwoSecondsAtMost() {
        settleDown(8);
        announcer.handleUnlinked(node(5));
        assertThat(runForSeconds(1)).isEmpty();
        announcer.handleUnlinked(node(6));
        var records = runForSeconds(1);
        assertThat(records).hasSize(1);
        assertThat(links(records.getFirst())).isEqualTo(prefixes(node(1), node(2), node(3), node(4), node(7), node(8)));
    }

    @Test
    void aLinkThatIsSoonBackWasNotLost() {
        settleDown(8);
        for (int i = 0; i < 50; i++) {
            announcer.handleUnlinked(node(5));
            runFor(Duration.ofMillis(1_500));
            announcer.handleLinked(node(5));
            runForSeconds(10);
        }
        assertThat(issued).isEmpty();
    }

    /// It falls off the list, and is listed again only when all records that may come in a row are to spare.
    @Test
    void aLinkThatComesAndGoesLeavesARecordForAnothersLoss() {
        Cases.forAll(20, seed -> {
            var test = new AnnouncerTest();
            test.settleDown(8);
            int losses = 0;
            for (var end = test.uptime.plus(Duration.ofHours(2)); test.uptime.compareTo(end) < 0; losses++) {
                test.announcer.handleUnlinked(node(5));
                test.runForSeconds(seed.nextInt(3, 60));
                test.announcer.handleLinked(node(5));
                test.runForSeconds(seed.nextInt(3, 60));
            }
            assertThat(losses).isGreaterThan(60);
            assertThat(test.issued).hasSizeLessThanOrEqualTo(14);
            test.announcer.handleUnlinked(node(7));
            var records = test.runForSeconds(2);
            assertThat(records).hasSize(1);
            assertThat(records.getFirst().lists(node(7))).isFalse();
        });
    }

    @Test
    void aNewLinkIsListedAtOnceWhenRecordsAreToSpare() {
        settleDown(8);
        announcer.handleLinked(node(9));
        var records = runForSeconds(2);
        assertThat(records).hasSize(1);
        assertThat(records.getFirst().lists(node(9))).isTrue();
        announcer.handleLinked(node(10));
        assertThat(runFor(Duration.ofMinutes(9))).isEmpty();
        assertThat(runFor(Duration.ofMinutes(1))).hasSize(1);
    }

    @Test
    void whoHasFewLinksDoesNotWaitSoLong() {
        settleDown(1);
        announcer.handleLinked(node(2));
        assertThat(runForSeconds(2)).hasSize(1);
        announcer.handleLinked(node(3));
        assertThat(runForSeconds(14)).isEmpty();
        announcer.handleLinked(node(4));
        var records = runForSeconds(1);
        assertThat(records).hasSize(1);
        assertThat(links(records.getFirst())).isEqualTo(prefixes(node(1), node(2), node(3), node(4)));
        announcer.handleLinked(node(5));
        assertThat(runFor(Duration.ofMinutes(9).minusSeconds(10)))
                .as("the last is left for a loss")
                .isEmpty();
        announcer.handleUnlinked(node(1));
        assertThat(runForSeconds(2)).hasSize(1);
    }

    @Test
    void aNeighbourThatNobodyElseReachesIsListedSoon() throws PeerFault {
        settleDown(5);
        announcer.handleLinked(node(6));
        assertThat(runForSeconds(2)).hasSize(1);
        var newcomer = new Subject(admission, random);
        hear(newcomer, keys.id());
        announcer.handleLinked(newcomer.id());
        var records = runFor(Announcer.GATHERING.plus(Announcer.DEBOUNCE));
        assertThat(records).hasSize(1);
        assertThat(records.getFirst().lists(newcomer.id())).isTrue();
    }

    @Test
    void aNeighbourThatOthersReachCanWait() throws PeerFault {
        settleDown(5);
        announcer.handleLinked(node(6));
        assertThat(runForSeconds(2)).hasSize(1);
        var newcomer = new Subject(admission, random);
        var one = new Subject(admission, random);
        var other = new Subject(admission, random);
        hear(newcomer, keys.id(), one.id(), other.id());
        hear(one, newcomer.id());
        hear(other, newcomer.id());
        announcer.handleLinked(newcomer.id());
        assertThat(runFor(Announcer.GATHERING.multipliedBy(2))).isEmpty();
    }

    private void hear(Subject subject, NodeId... links) throws PeerFault {
        var record = subject.record(1, now().wallSeconds(), Saying.linkedTo(links));
        view.offer(subject.unverified(record), node(1), now());
    }

    /// No receiver would take more.
    @Test
    void neverMoreThanThreeInARowAndOneInTenMinutes() {
        Cases.forAll(30, seed -> {
            var test = new AnnouncerTest();
            var times = new ArrayList<Duration>();
            test.announcer.describe(profile(20_000, MIX_KEYS));
            for (int i = 0; i < 400; i++) {
                var node = node(seed.nextInt(1, 20));
                if (seed.nextBoolean()) {
                    test.announcer.handleLinked(node);
                } else {
                    test.announcer.handleUnlinked(node);
                }
                if (seed.oneIn(20)) {
                    test.announcer.describe(profile(20_000, Subject.mixKeys("chain " + i)));
                }
                int before = test.issued.size();
                test.runFor(Duration.ofMillis(seed.nextInt(seed.pick(500, 5_000, 200_000))));
                for (int j = before; j < test.issued.size(); j++) {
                    times.add(Duration.ofSeconds(test.issued.get(j).issuedSeconds()));
                }
            }
            for (int i = 3; i < times.size(); i++) {
                for (int j = 0; j + 3 <= i; j++) {
                    assertThat(times.get(i).minus(times.get(j)).plusSeconds(2))
                            .isGreaterThanOrEqualTo(Duration.ofMinutes(10).multipliedBy(i - j - 2));
                }
            }
            assertThat(times).hasSizeGreaterThan(10);
        });
    }

    @Test
    void aReplacedChainOfMixKeysIsToldAtOnceAndASlidOneIsNot() {
        settleDown(8);
        var slid = new ArrayList<>(MIX_KEYS.subList(1, 8));
        slid.add(new byte[32]);
        announcer.describe(profile(20_001, slid));
        assertThat(runForSeconds(60)).isEmpty();
        var replaced = Subject.mixKeys("another");
        announcer.describe(profile(20_001, replaced));
        var records = runForSeconds(2);
        assertThat(records).hasSize(1);
        assertThat(records.getFirst().mixKey(20_001)).isEqualTo(replaced.getFirst());
        announcer.describe(profile(20_100, replaced));
        assertThat(runForSeconds(2)).as("no epoch in common").hasSize(1);
    }

    @Test
    void addressesAndCapabilitiesAreToldWhenTheyChange() {
        settleDown(8);
        where.listen(List.of(address(203, 0, 113, 5)), 7411);
        var records = runForSeconds(2);
        assertThat(records).hasSize(1);
        assertThat(records.getFirst().addresses()).containsExactly(address(203, 0, 113, 5));
        assertThat(records.getFirst().can(NodeRecord.DIALABLE)).isFalse();
        where.handleInbound(new LinkId(1), address(198, 51, 100, 1));
        assertThat(runForSeconds(2)).hasSize(1);
        assertThat(issued.getLast().can(NodeRecord.DIALABLE)).isTrue();
        announcer.describe(new Gossip.Profile(20_000, MIX_KEYS, List.of(node(3)), NodeRecord.RELAYS));
        assertThat(runForSeconds(2)).hasSize(1);
        assertThat(issued.getLast().capabilities()).isEqualTo(NodeRecord.RELAYS | NodeRecord.DIALABLE);
        assertThat(issued.getLast().vias()).containsExactly(node(3));
    }

    @Test
    void ofManyLinksThoseThatListUsAreListed() throws PeerFault {
        announcer.describe(profile(20_000, MIX_KEYS));
        var mutual = new ArrayList<NodeId>();
        for (int i = 1; i <= 20; i++) {
            var subject = new Subject(admission, random);
            var saying = i % 2 == 0 ? Saying.linkedTo(keys.id()) : Saying.linkedTo(node(7));
            view.offer(subject.unverified(subject.record(1, now().wallSeconds(), saying)), node(1), now());
            announcer.handleLinked(subject.id());
            if (i % 2 == 0) {
                mutual.add(subject.id());
            }
        }
        var record = runForSeconds(2).getFirst();
        assertThat(record.links()).hasSize(NodeRecord.LINKS);
        assertThat(mutual).hasSize(10).allMatch(record::lists);
        assertThat(runFor(Duration.ofHours(1))).as("the list stays as it is").isEmpty();
    }

    /// Whatever crashes and whatever the clock does.
    @Test
    void sequencesOnlyRise() {
        Cases.forAll(30, seed -> {
            var test = new AnnouncerTest();
            test.announcer.describe(profile(20_000, MIX_KEYS));
            for (int i = 0; i < 60; i++) {
                test.announcer.handleLinked(node(1));
                test.announcer.describe(profile(20_000, Subject.mixKeys("chain " + i)));
                if (seed.oneIn(3)) {
                    test.clock = test.clock.plus(Duration.ofDays(seed.nextInt(-400, 400)));
                }
                test.runFor(Duration.ofSeconds(seed.nextInt(1_000)));
                if (seed.oneIn(3)) {
                    test.restart();
                    test.announcer.describe(profile(20_000, MIX_KEYS));
                }
            }
            assertThat(test.issued).hasSizeGreaterThan(10);
            for (int i = 1; i < test.issued.size(); i++) {
                assertThat(test.issued.get(i).sequence())
                        .isGreaterThan(test.issued.get(i - 1).sequence());
            }
        });
    }

    @Test
    void anotherLifeOfThisNodeIsOvertaken() throws PeerFault {
        settleDown(8);
        var claims = new NodeRecord.Claims(
                20_000, MIX_KEYS, List.of(), List.of(), List.of(), 0, now().wallSeconds() + 5_000);
        var other = NodeRecord.issue(keys, admission, claims, now().wallSeconds(), random::nextBytes);
        view.offer(NodeRecord.read(other.bytes(), admission.network()), node(1), now());
        var records = runForSeconds(2);
        assertThat(records).hasSize(1);
        assertThat(records.getFirst().sequence()).isEqualTo(other.sequence() + 1);
        assertThat(runFor(Duration.ofHours(1))).isEmpty();
    }

    @Test
    void aRestartDoesNotIssueWhatWasSaidAlready() {
        settleDown(8);
        restart();
        announcer.describe(profile(20_000, MIX_KEYS));
        for (int i = 1; i <= 8; i++) {
            announcer.handleLinked(node(i));
            runFor(Duration.ofMillis(200));
        }
        assertThat(runFor(Duration.ofHours(10))).isEmpty();
        assertThat(runFor(Duration.ofHours(1).plusSeconds(5)))
                .as("twelve hours after the last")
                .hasSize(1);
    }
}
