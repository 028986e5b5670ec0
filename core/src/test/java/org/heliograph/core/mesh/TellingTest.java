package org.heliograph.core.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.heliograph.core.LinkId;
import org.heliograph.core.MemoryStore;
import org.heliograph.core.NodeId;
import org.heliograph.core.Now;
import org.heliograph.core.PeerFault;
import org.heliograph.core.Store.Table;
import org.heliograph.core.mesh.Gossip.Errand;
import org.heliograph.core.wire.ElementId;
import org.heliograph.core.wire.GossipMessage;
import org.heliograph.testkit.Case;
import org.junit.jupiter.api.Test;

/// What one node tells which neighbour, and when.
class TellingTest {
    private static final Instant START = Instant.ofEpochSecond(1_790_000_000);

    private final Case random = new Case(3);
    private final Network network = Network.closed(new byte[Network.KEY_BYTES]);
    private final Admission admission = network.admission();
    private final MemoryStore store = new MemoryStore();
    private final List<Told> told = new ArrayList<>();
    private Optional<Gossip> started = Optional.empty();
    private Duration uptime = Duration.ZERO;

    /// One record on its way.
    private record Told(Duration at, LinkId link, NodeId node) {}

    private Now now() {
        return new Now(uptime, START.plus(uptime));
    }

    private Gossip gossip() {
        if (started.isEmpty()) {
            var keys = NodeKeys.generate(admission, random::nextBytes);
            started = Optional.of(Gossip.load(store, network, keys, random::nextBytes, now()));
        }
        return started.get();
    }

    private LinkId link(int number) {
        var link = new LinkId(number);
        gossip().handleUp(link, new NodeId(number, 0, 0, 0), false, Optional.empty());
        return link;
    }

    private Subject subject() {
        return new Subject(admission, random);
    }

    private byte[] record(Subject subject, long sequence) {
        return subject.record(sequence, now().wallSeconds());
    }

    private void hear(LinkId from, byte[]... records) throws PeerFault {
        gossip().handle(from, new GossipMessage(List.of(records)), now());
    }

    /// Does what is due until then; returns the frames, each with its records.
    private List<Errand> runFor(Duration time) {
        var end = uptime.plus(time);
        var errands = new ArrayList<Errand>();
        for (int steps = 0; ; steps++) {
            assertThat(steps).as("steps without an end").isLessThan(100_000);
            for (var errand : gossip().due(now())) {
                errands.add(errand);
                if (errand instanceof Errand.Push push) {
                    push.message().records().forEach(it -> told.add(new Told(uptime, push.link(), idIn(it))));
                }
            }
            var next = gossip().nextWake().filter(at -> at.compareTo(end) <= 0);
            if (next.isEmpty()) {
                uptime = end;
                return errands;
            }
            assertThat(next.get()).as("a wake that has passed").isGreaterThan(uptime);
            uptime = next.get();
        }
    }

    private static NodeId idIn(byte[] record) {
        try {
            return NodeRecord.restore(record).id();
        } catch (PeerFault impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static long pushes(List<Errand> errands, LinkId link) {
        return errands.stream()
                .filter(it -> it instanceof Errand.Push push && push.link().equals(link))
                .count();
    }

    private List<NodeId> toldOn(LinkId link) {
        return told.stream().filter(it -> it.link.equals(link)).map(Told::node).toList();
    }

    @Test
    void newsGoesToAllOthersWithinTwoSecondsAndNeverBack() throws PeerFault {
        var from = link(1);
        var others = Stream.of(2, 3, 4).map(this::link).toList();
        var bob = subject();
        var record = record(bob, 1);
        hear(from, record);
        runFor(Duration.ofMinutes(5));
        assertThat(toldOn(from)).isEmpty();
        for (var other : others) {
            assertThat(toldOn(other)).containsExactly(bob.id());
        }
        assertThat(told).allMatch(it -> it.at.compareTo(Duration.ofSeconds(2)) < 0);
        hear(others.getFirst(), record);
        runFor(Duration.ofMinutes(5));
        assertThat(told).hasSize(3);
    }

    @Test
    void whoTellsOrListsANodeNeedNotBeTold() throws PeerFault {
        var from = link(1);
        var teller = link(2);
        var lister = link(3);
        var other = link(4);
        var bob = subject();
        var record = record(bob, 1);
        hear(from, record);
        hear(teller, record);
        gossip().handleListing(lister, List.of(NodeRecord.restore(record).element(), new ElementId(1, 2)));
        runFor(Duration.ofSeconds(2));
        assertThat(toldOn(teller)).isEmpty();
        assertThat(toldOn(lister)).isEmpty();
        assertThat(toldOn(other)).containsExactly(bob.id());
    }

    @Test
    void fiveRecordsShareAFrame() throws PeerFault {
        var from = link(1);
        var to = link(2);
        for (int i = 0; i < 11; i++) {
            hear(from, record(subject(), 1));
        }
        assertThat(pushes(runFor(Duration.ofSeconds(1)), to)).isEqualTo(3);
        assertThat(toldOn(to)).hasSize(11).doesNotHaveDuplicates();
    }

    @Test
    void bothRecordsOfWhoContradictsItselfGoOn() throws PeerFault {
        var from = link(1);
        var to = link(2);
        var eve = subject();
        hear(from, record(eve, 1), eve.record(1, now().wallSeconds() + 1));
        runFor(Duration.ofSeconds(1));
        assertThat(toldOn(to)).containsExactly(eve.id(), eve.id());
    }

    @Test
    void oneFalseRecordKeepsNoOtherFromBeingRead() {
        var from = link(1);
        var bob = subject();
        var carol = subject();
        var forged = subject().forged(1, now().wallSeconds());
        assertThatThrownBy(() -> hear(from, record(bob, 1), forged, record(carol, 1)))
                .isInstanceOf(PeerFault.class)
                .hasMessageContaining("FORGED");
        assertThat(gossip().view().usable().stream().map(NodeRecord::id))
                .containsExactlyInAnyOrder(bob.id(), carol.id());
    }

    @Test
    void whatWasReadFromAClosedLinkIsNothing() throws PeerFault {
        var from = link(1);
        var to = link(2);
        hear(from, record(subject(), 1));
        gossip().handleDown(to, now());
        gossip().handleDown(to, now());
        hear(to, record(subject(), 1));
        assertThat(gossip().view().size()).isEqualTo(1);
        runFor(Duration.ofMinutes(1));
        assertThat(told).isEmpty();
    }

    @Test
    void recordsAreHandedOverAtThePaceOfALink() throws PeerFault {
        var records = know(200);
        var to = link(1);
        gossip().handOver(to, records.stream().map(NodeRecord::element).toList());
        assertThat(pushes(runFor(Duration.ZERO), to)).isEqualTo(8);
        assertThat(pushes(runFor(Duration.ofSeconds(2)), to)).isEqualTo(16);
        assertThat(pushes(runFor(Duration.ofSeconds(3)), to)).isEqualTo(16);
        assertThat(toldOn(to)).hasSize(200).doesNotHaveDuplicates();
    }

    @Test
    void newsOvertakesWhatIsHandedOver() throws PeerFault {
        var records = know(200);
        var to = link(1);
        var from = link(2);
        gossip().handOver(to, records.stream().map(NodeRecord::element).toList());
        runFor(Duration.ofMillis(100));
        var bob = subject();
        hear(from, record(bob, 1));
        runFor(Duration.ofSeconds(1));
        assertThat(toldOn(to)).contains(bob.id()).hasSizeLessThan(100);
    }

    @Test
    void moreThanALinkMayTellIsNotRead() throws PeerFault {
        var from = link(1);
        for (int i = 0; i < 300; i++) {
            hear(from, record(subject(), 1));
        }
        assertThat(gossip().view().size()).isEqualTo(64);
        uptime = Duration.ofSeconds(1);
        for (int i = 0; i < 300; i++) {
            hear(from, record(subject(), 1));
        }
        assertThat(gossip().view().size()).isBetween(64 + 15, 64 + 17);
    }

    @Test
    void setsAreComparedByTheDiallerAndThenEveryTenMinutesWithOne() {
        link(1);
        assertThat(runFor(Duration.ofMinutes(9))).isEmpty();
        var dialled = new LinkId(2);
        gossip().handleUp(dialled, new NodeId(2, 0, 0, 0), true, Optional.empty());
        assertThat(runFor(Duration.ZERO)).containsExactly(new Errand.Compare(dialled));
        assertThat(runFor(Duration.ofMinutes(60)))
                .hasSize(6)
                .allMatch(Errand.Compare.class::isInstance)
                .contains(new Errand.Compare(dialled), new Errand.Compare(new LinkId(1)));
    }

    @Test
    void inALargeNetworkTwoNeighboursAreToldInEachRound() throws PeerFault {
        know(Gossip.SMALL_NETWORK);
        var from = link(0);
        for (int i = 1; i < 12; i++) {
            link(i);
        }
        var bob = subject();
        hear(from, record(bob, 1));
        runFor(Gossip.ROUND);
        assertThat(told).hasSizeBetween(1, 2).allMatch(it -> it.node.equals(bob.id()));
        runFor(Duration.ofHours(1));
        assertThat(told).hasSizeBetween(4, 11);
        assertThat(told.stream().map(Told::link)).doesNotHaveDuplicates().doesNotContain(from);
        var rounds = told.stream().map(Told::at).distinct().toList();
        assertThat(rounds)
                .allMatch(at -> told.stream().filter(it -> it.at.equals(at)).count() <= 2);
        for (int i = 1; i < rounds.size(); i++) {
            assertThat(rounds.get(i).minus(rounds.get(i - 1))).isGreaterThanOrEqualTo(Gossip.ROUND);
        }
    }

    @Test
    void aRumourEndsWhenItsTellingIsNeedless() throws PeerFault {
        know(Gossip.SMALL_NETWORK);
        var from = link(0);
        for (int i = 1; i < 40; i++) {
            link(i);
        }
        var bob = subject();
        var record = record(bob, 1);
        hear(from, record);
        for (int i = 1; i < 36; i++) {
            hear(new LinkId(i), record);
        }
        runFor(Duration.ofHours(1));
        assertThat(told.size()).as("of 4 that did not know").isLessThan(4);
    }

    @Test
    void whatWaitsForALinkIsBounded() throws PeerFault {
        var subjects = Stream.generate(this::subject).limit(700).toList();
        for (var subject : subjects) {
            know(NodeRecord.restore(record(subject, 1)));
        }
        var from = link(1);
        var to = link(2);
        for (int i = 0; i < 700; i++) {
            if (i % 16 == 0) {
                uptime = uptime.plusSeconds(1);
            }
            hear(from, record(subjects.get(i), 2));
        }
        runFor(Duration.ofMinutes(5));
        assertThat(toldOn(to)).hasSize(512);
    }

    /// So many nodes are known from before.
    private List<NodeRecord> know(int count) throws PeerFault {
        var records = new ArrayList<NodeRecord>();
        for (int i = 0; i < count; i++) {
            records.add(NodeRecord.restore(record(subject(), 1)));
        }
        know(records.toArray(NodeRecord[]::new));
        return records;
    }

    private void know(NodeRecord... records) {
        for (var record : records) {
            store.put(
                    Table.RECORD,
                    record.id().toBytes(),
                    new byte[0],
                    Known.of(record, now()).encode());
        }
    }
}
