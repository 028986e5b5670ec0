package org.heliograph.core.mailbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.heliograph.core.MemoryStore;
import org.heliograph.core.PeerFault;
import org.heliograph.core.wire.ElementId;
import org.heliograph.core.wire.LinkFrame;
import org.heliograph.core.wire.Position;
import org.heliograph.core.wire.Recon;
import org.heliograph.crypto.Secret;
import org.heliograph.testkit.Case;
import org.heliograph.testkit.Cases;
import org.junit.jupiter.api.Test;

class ReconciliationTest {
    /// A set of node records: one element per place.
    private static final class Records implements Reconciliation.View {
        final NavigableMap<Position, ElementId> elements = new TreeMap<>();
        final Set<ElementId> present = new HashSet<>();
        final Set<ElementId> deleted = new HashSet<>();

        void add(Position place) {
            var element = new ElementId(place.c(), place.d());
            elements.put(place, element);
            present.add(element);
        }

        private NavigableMap<Position, ElementId> between(Position from, Position end) {
            return end.equals(Position.ZERO) ? elements.tailMap(from, true) : elements.subMap(from, true, end, false);
        }

        @Override
        public int set() {
            return Recon.RECORDS;
        }

        @Override
        public int count(Position from, Position end) {
            return between(from, end).size();
        }

        @Override
        public List<ElementId> elements(Position from, Position end) {
            return List.copyOf(between(from, end).values());
        }

        @Override
        public Position place(Position from, int index) {
            return elements.tailMap(from, true).keySet().stream()
                    .skip(index)
                    .findFirst()
                    .orElseThrow();
        }

        @Override
        public boolean has(ElementId element) {
            return present.contains(element);
        }

        @Override
        public boolean hasDeleted(ElementId element) {
            return deleted.contains(element);
        }
    }

    /// What one run between two sets took.
    private record Run(Set<ElementId> toLeft, Set<ElementId> toRight, int frames, int rounds) {}

    private record Mail(boolean toLeft, int round, byte[] packet) {}

    /// Lets the two talk until both are silent, over encoded packets.
    private static Run reconcile(Reconciliation.View left, Reconciliation.View right, Secret key) throws PeerFault {
        var mail = new ArrayDeque<Mail>();
        mail.add(new Mail(false, 1, Reconciliation.start(left, key).encode()));
        var toLeft = new HashSet<ElementId>();
        var toRight = new HashSet<ElementId>();
        int frames = 0;
        int rounds = 0;
        while (!mail.isEmpty()) {
            var next = mail.remove();
            frames++;
            rounds = next.round();
            assertThat(next.packet().length).isLessThanOrEqualTo(LinkFrame.PACKET_BYTES);
            assertThat(rounds).isLessThan(30);
            var message = Recon.decode(next.packet());
            var outcome = Reconciliation.handle(message, next.toLeft() ? left : right, key);
            assertThat(outcome.answers()).hasSizeLessThanOrEqualTo(Reconciliation.MAX_ANSWERS);
            if (message instanceof Recon.Listing) {
                assertThat(outcome.answers()).noneMatch(Recon.Listing.class::isInstance);
            }
            (next.toLeft() ? toRight : toLeft).addAll(outcome.handOver());
            for (var answer : outcome.answers()) {
                mail.add(new Mail(!next.toLeft(), next.round() + 1, answer.encode()));
            }
        }
        return new Run(toLeft, toRight, frames, rounds);
    }

    @Test
    void afterOneRunBothHaveEverything() {
        Cases.forAll(25, random -> {
            var left = new Records();
            var right = new Records();
            fill(left, right, random.nextInt(random.pick(1, 20, 200, 5_001)), random);
            try (var key = Secret.taking(random.bytes(32))) {
                var onlyLeft = minus(left, right);
                var onlyRight = minus(right, left);
                var run = reconcile(left, right, key);
                assertThat(run.toRight()).isEqualTo(onlyLeft);
                assertThat(run.toLeft()).isEqualTo(onlyRight);
                int differences = onlyLeft.size() + onlyRight.size();
                assertThat(run.rounds()).isLessThanOrEqualTo(8);
                assertThat(run.frames()).isLessThanOrEqualTo(1 + 4 * Math.min(differences, 60) + differences / 20);
            }
        });
    }

    @Test
    void equalSetsCostOneFrame() throws PeerFault {
        var random = new Case(3);
        var left = new Records();
        var right = new Records();
        for (int i = 0; i < 5_000; i++) {
            var place = Position.of(random.bytes(Position.BYTES));
            left.add(place);
            right.add(place);
        }
        try (var key = Secret.taking(random.bytes(32))) {
            assertThat(reconcile(left, right, key).frames()).isEqualTo(1);
        }
    }

    @Test
    void crowdedPlacesAreFoundToo() {
        Cases.forAll(10, random -> {
            var left = new Records();
            var right = new Records();
            // everything in one corner of the space, as somebody could arrange
            for (int i = 0; i < 1_000; i++) {
                var place = new Position(7, 7, random.nextInt(3), random.nextLong(5_000));
                (random.nextBoolean() ? left : right).add(place);
            }
            try (var key = Secret.taking(random.bytes(32))) {
                var onlyLeft = minus(left, right);
                var onlyRight = minus(right, left);
                var run = reconcile(left, right, key);
                assertThat(run.toRight()).isEqualTo(onlyLeft);
                assertThat(run.toLeft()).isEqualTo(onlyRight);
            }
        });
    }

    @Test
    void custodiesBecomeEqualExceptForWhatWasDeleted() {
        Cases.forAll(3, random -> {
            var left = Custody.load(new MemoryStore(), Worlds.quota(5_000), Worlds.START);
            var right = Custody.load(new MemoryStore(), Worlds.quota(5_000), Worlds.START);
            var chain = Worlds.chain(random);
            var term = Term.from(Bucket.WEEK, Worlds.START);
            for (int number = 0; number < 700; number++) {
                var item = Worlds.chainItem(chain, number, term, random);
                int where = random.nextInt(4);
                if (where != 0) {
                    left.offer(item, new Giver.Own(), Worlds.START);
                }
                if (where != 1) {
                    right.offer(item, new Giver.Own(), Worlds.START);
                }
            }
            int gone = 0;
            for (int number = 0; number < 50; number++) {
                try (var key = ChainSlot.key(chain, ChainSlot.block(number), 0)) {
                    var order = key.delete(ChainSlot.tag(chain, number), Worlds.entropy(random));
                    gone += left.delete(order, Worlds.START) ? 1 : 0;
                }
            }
            try (var key = Secret.taking(random.bytes(32))) {
                exchange(left, right, key);
                exchange(right, left, key);
            }
            assertThat(left.count()).isEqualTo(700 - gone);
            assertThat(left.elements(Position.ZERO, Position.ZERO))
                    .isEqualTo(right.elements(Position.ZERO, Position.ZERO));
        });
    }

    /// A run in which what is handed over arrives, items and orders.
    private static void exchange(Custody left, Custody right, Secret key) throws PeerFault {
        var mail = new ArrayDeque<Mail>();
        mail.add(new Mail(false, 1, Reconciliation.start(left, key).encode()));
        while (!mail.isEmpty()) {
            var next = mail.remove();
            var here = next.toLeft() ? left : right;
            var there = next.toLeft() ? right : left;
            var outcome = Reconciliation.handle(Recon.decode(next.packet()), here, key);
            for (var element : outcome.handOver()) {
                there.offer(here.item(element).orElseThrow(), new Giver.Own(), Worlds.START);
            }
            for (var element : outcome.deleted()) {
                there.delete(here.deletion(element).orElseThrow(), Worlds.START);
            }
            outcome.answers().forEach(it -> mail.add(new Mail(!next.toLeft(), next.round() + 1, it.encode())));
        }
    }

    @Test
    void whateverANeighbourSaysTheAnswerIsBounded() {
        Cases.forAll(300, random -> {
            var view = new Records();
            for (int i = random.nextInt(2_000); i > 0; i--) {
                view.add(Position.of(random.bytes(Position.BYTES)));
            }
            try (var key = Secret.taking(random.bytes(32))) {
                var outcome = Reconciliation.handle(anything(view, random), view, key);
                assertThat(outcome.answers()).hasSizeLessThanOrEqualTo(Reconciliation.MAX_ANSWERS);
                assertThat(outcome.handOver()).hasSizeLessThanOrEqualTo(Reconciliation.MAX_HANDED_OVER);
                for (var answer : outcome.answers()) {
                    assertThatCode(() -> Recon.decode(answer.encode())).doesNotThrowAnyException();
                }
            }
        });
    }

    private static Recon anything(Records view, Case random) {
        var known = List.copyOf(view.present);
        var elements = new ArrayList<ElementId>();
        for (int i = random.nextInt(200); i > 0; i--) {
            elements.add(
                    known.isEmpty() || random.nextBoolean()
                            ? new ElementId(random.nextLong(), random.nextLong())
                            : random.pick(known));
        }
        var places = new TreeMap<Position, Recon.Range>();
        for (int i = random.nextInt(Recon.MAX_RANGES) + 1; i > 0; i--) {
            var place = random.oneIn(3)
                    ? new Position(0, 0, 0, random.nextInt(100))
                    : Position.of(random.bytes(Position.BYTES));
            places.put(place, new Recon.Range(place, random.nextInt(400), random.bytes(16)));
        }
        return switch (random.nextInt(4)) {
            case 0 -> new Recon.Want(Recon.RECORDS, elements);
            case 1 -> new Recon.Listing(Recon.RECORDS, Position.ZERO, Position.ZERO, elements);
            case 2 -> new Recon.Listing(Recon.RECORDS, places.firstKey(), Position.ZERO, elements);
            default -> new Recon.Ranges(Recon.RECORDS, List.copyOf(places.values()), Position.ZERO);
        };
    }

    private static void fill(Records left, Records right, int count, Case random) {
        int shared = random.nextInt(101);
        for (int i = 0; i < count; i++) {
            var place = Position.of(random.bytes(Position.BYTES));
            boolean both = random.nextInt(100) < shared;
            if (both || random.nextBoolean()) {
                left.add(place);
            }
            if (both || !left.elements.containsKey(place)) {
                right.add(place);
            }
        }
    }

    private static Set<ElementId> minus(Records one, Records other) {
        var rest = new HashSet<>(one.present);
        rest.removeAll(other.present);
        return rest;
    }
}
