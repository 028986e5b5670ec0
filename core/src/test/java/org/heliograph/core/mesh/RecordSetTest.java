package org.heliograph.core.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.heliograph.core.MemoryStore;
import org.heliograph.core.NodeId;
import org.heliograph.core.Now;
import org.heliograph.core.PeerFault;
import org.heliograph.core.mailbox.Reconciliation;
import org.heliograph.core.wire.ElementId;
import org.heliograph.core.wire.Position;
import org.heliograph.core.wire.Recon;
import org.heliograph.crypto.Secret;
import org.heliograph.testkit.Case;
import org.heliograph.testkit.Cases;
import org.junit.jupiter.api.Test;

/// What comparing sets asks of one holds for the records of a view.
class RecordSetTest {
    private static final Now NOW = new Now(Duration.ZERO, Instant.ofEpochSecond(1_790_000_000));

    private final Admission closed = Subject.admission(0);

    /// As `node` does, who alone knows both.
    record Adapter(RecordSet records) implements Reconciliation.View {
        @Override
        public int set() {
            return records.set();
        }

        @Override
        public int count(Position from, Position end) {
            return records.count(from, end);
        }

        @Override
        public List<ElementId> elements(Position from, Position end) {
            return records.elements(from, end);
        }

        @Override
        public Position place(Position from, int index) {
            return records.place(from, index);
        }

        @Override
        public boolean has(ElementId element) {
            return records.has(element);
        }

        @Override
        public boolean hasDeleted(ElementId element) {
            return records.hasDeleted(element);
        }
    }

    private View view() {
        return View.load(new MemoryStore(), closed, NodeId.ZERO, NOW);
    }

    /// Compares until both are silent, and hands over at once what one lacks; returns how many records that took.
    private int reconcile(View left, View right, Case random) throws PeerFault {
        record Mail(View to, byte[] packet) {}
        int handedOver = 0;
        var mail = new ArrayDeque<Mail>();
        try (var key = Secret.taking(random.bytes(32))) {
            mail.add(new Mail(
                    right,
                    Reconciliation.start(new Adapter(left.records()), key).encode()));
            while (!mail.isEmpty()) {
                var next = mail.remove();
                var other = next.to() == left ? right : left;
                var outcome = Reconciliation.handle(
                        Recon.decode(next.packet()), new Adapter(next.to().records()), key);
                for (var element : outcome.handOver()) {
                    handedOver++;
                    var record = next.to().records().find(element).orElseThrow().bytes();
                    other.offer(NodeRecord.read(record, closed.network()), NodeId.ZERO, NOW);
                }
                outcome.answers().forEach(answer -> mail.add(new Mail(other, answer.encode())));
            }
        }
        return handedOver;
    }

    private static List<ElementId> all(View view) {
        return view.records().elements(Position.ZERO, Position.ZERO);
    }

    @Test
    void countsPlacesAndElementsAgree() {
        Cases.forAll(20, random -> {
            var view = view();
            fill(view, random, random.nextInt(1, 60));
            var records = view.records();
            var places = new ArrayList<Position>();
            for (int i = 0; i < records.count(Position.ZERO, Position.ZERO); i++) {
                places.add(records.place(Position.ZERO, i));
            }
            assertThat(places).isSorted().hasSameSizeAs(all(view));
            for (int i = 0; i < 20; i++) {
                var from = random.pick(random.pick(places), Position.of(random.bytes(Position.BYTES)));
                var end = random.pick(random.pick(places), Position.of(random.bytes(Position.BYTES)), Position.ZERO);
                if (!from.isBefore(end)) {
                    continue;
                }
                var within = places.stream()
                        .filter(it -> it.compareTo(from) >= 0 && it.isBefore(end))
                        .toList();
                var elements = records.elements(from, end);
                assertThat(records.count(from, end)).isEqualTo(within.size()).isEqualTo(elements.size());
                for (int rank = 0; rank < within.size(); rank++) {
                    assertThat(records.place(from, rank)).isEqualTo(within.get(rank));
                    var record = records.find(elements.get(rank)).orElseThrow();
                    assertThat(record.id().toBytes()).isEqualTo(within.get(rank).toBytes());
                    assertThat(records.has(record.element())).isTrue();
                }
            }
            assertThat(records.has(new ElementId(random.nextLong(), random.nextLong())))
                    .isFalse();
        });
    }

    @Test
    void twoViewsThatWereComparedAreTheSame() {
        Cases.forAll(12, random -> {
            var left = view();
            var right = view();
            for (int i = random.nextInt(1, 250); i > 0; i--) {
                var subject = new Subject(closed, random);
                give(random.nextInt(3), left, subject, random);
                give(random.nextInt(3), right, subject, random);
            }
            // A record that was handed over may make another one superfluous that is handed over after it.
            reconcile(left, right, random);
            assertThat(all(left)).isEqualTo(all(right));
            assertThat(reconcile(right, left, random)).isZero();
        });
    }

    /// A view that holds nothing of a node, one record, or one that may contradict another.
    private void give(int choice, View view, Subject subject, Case random) throws PeerFault {
        if (choice > 0) {
            var record = subject.record(random.nextInt(1, 3), NOW.wallSeconds() + random.nextInt(3));
            view.offer(subject.unverified(record), NodeId.ZERO, NOW);
        }
    }

    @Test
    void aReplacedRecordIsNotWantedBack() throws PeerFault {
        var random = new Case(4);
        var view = view();
        var bob = new Subject(closed, random);
        var old = bob.unverified(bob.record(1, NOW.wallSeconds()));
        view.offer(old, NodeId.ZERO, NOW);
        var element = all(view).getFirst();
        view.offer(bob.unverified(bob.record(2, NOW.wallSeconds())), NodeId.ZERO, NOW);
        assertThat(view.records().has(element)).isFalse();
        assertThat(view.records().hasDeleted(element)).isTrue();
        assertThat(view.records().hasDeleted(all(view).getFirst())).isFalse();
        assertThat(view.records().hasDeleted(new ElementId(1, 2))).isFalse();
    }

    @Test
    void aFullViewWantsNothingMore() throws PeerFault {
        var random = new Case(4);
        var view = View.load(new MemoryStore(), closed, NodeId.ZERO, 2, NOW);
        for (int i = 0; i < 2; i++) {
            assertThat(view.records().hasDeleted(new ElementId(1, 2))).isFalse();
            var subject = new Subject(closed, random);
            view.offer(subject.unverified(subject.record(1, NOW.wallSeconds())), NodeId.ZERO, NOW);
        }
        assertThat(view.records().hasDeleted(new ElementId(1, 2))).isTrue();
        assertThat(view.records().hasDeleted(all(view).getFirst())).isFalse();
    }

    private void fill(View view, Case random, int count) throws PeerFault {
        for (int i = 0; i < count; i++) {
            var subject = new Subject(closed, random);
            view.offer(subject.unverified(subject.record(1, NOW.wallSeconds())), NodeId.ZERO, NOW);
            if (random.oneIn(8)) {
                view.offer(subject.unverified(subject.record(1, NOW.wallSeconds() + 1)), NodeId.ZERO, NOW);
            }
        }
    }
}
