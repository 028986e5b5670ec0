package org.heliograph.core.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.BooleanSupplier;
import org.heliograph.core.LinkId;
import org.heliograph.core.MemoryStore;
import org.heliograph.core.NodeId;
import org.heliograph.core.Now;
import org.heliograph.core.PeerFault;
import org.heliograph.core.Store.Table;
import org.heliograph.core.mailbox.Reconciliation;
import org.heliograph.core.wire.GossipMessage;
import org.heliograph.core.wire.LinkFrame;
import org.heliograph.core.wire.Recon;
import org.heliograph.crypto.Secret;
import org.heliograph.testkit.Case;

/// Nodes that do nothing but gossip, over links that take their time, on a clock that jumps to what happens next.
final class ToyMesh {
    static final Instant START = Instant.ofEpochSecond(1_790_000_000);

    private static final Duration NEVER = Duration.ofDays(9_999);
    private static final Secret LINK_KEY = Secret.taking(new byte[32]);

    private record Event(Duration at, long number, Runnable what) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            int order = at.compareTo(other.at);
            return order != 0 ? order : Long.compare(number, other.number);
        }
    }

    private record Wire(House other, LinkId back) {}

    /// One node.
    final class House {
        final NodeKeys keys;
        final MemoryStore store = new MemoryStore();
        final Map<NodeId, Integer> copies = new LinkedHashMap<>();
        final Map<NodeId, Duration> learned = new LinkedHashMap<>();
        private final Map<LinkId, Wire> wires = new LinkedHashMap<>();
        private Optional<Gossip> running = Optional.empty();
        private Duration wake = NEVER;
        int frames;
        int comparisons;

        House(NodeKeys keys) {
            this.keys = keys;
        }

        NodeId id() {
            return keys.id();
        }

        Gossip gossip() {
            return running.orElseThrow();
        }

        View view() {
            return gossip().view();
        }

        void start(Gossip.Profile profile) {
            running = Optional.of(Gossip.load(store, network, keys, random::nextBytes, now()));
            describe(profile);
        }

        void describe(Gossip.Profile profile) {
            gossip().describe(profile);
            settle();
        }

        /// The newest record of this house that it knows itself.
        long sequence() {
            return sequenceOf(this);
        }

        long sequenceOf(House other) {
            return view().find(other.id()).map(NodeRecord::sequence).orElse(0L);
        }

        boolean isRunning() {
            return running.isPresent();
        }

        void settle() {
            var errands = gossip().due(now());
            store.commit();
            errands.forEach(this::run);
            gossip().nextWake().filter(at -> at.compareTo(wake) < 0).ifPresent(at -> {
                wake = at;
                later(at, this::wakeUp);
            });
        }

        private void wakeUp() {
            if (running.isPresent() && wake.compareTo(uptime) <= 0) {
                wake = NEVER;
                settle();
            }
        }

        private void run(Gossip.Errand errand) {
            switch (errand) {
                case Gossip.Errand.Push push -> {
                    frames++;
                    byte[] packet = push.message().encode();
                    assertThat(packet.length).isLessThanOrEqualTo(LinkFrame.PACKET_BYTES);
                    send(push.link(), (other, link) -> other.handle(link, packet));
                }
                case Gossip.Errand.Compare compare -> {
                    comparisons++;
                    sendRecon(compare.link(), Reconciliation.start(adapter(), LINK_KEY));
                }
            }
        }

        private Reconciliation.View adapter() {
            return new RecordSetTest.Adapter(view().records());
        }

        private void sendRecon(LinkId link, Recon message) {
            byte[] packet = message.encode();
            send(link, (other, back) -> other.handleRecon(back, packet));
        }

        private void handle(LinkId link, byte[] packet) throws PeerFault {
            var message = GossipMessage.decode(packet);
            for (var record : message.records()) {
                var id = NodeRecord.restore(record).id();
                copies.merge(id, 1, Integer::sum);
                learned.putIfAbsent(id, uptime);
            }
            gossip().handle(link, message, now());
        }

        private void handleRecon(LinkId link, byte[] packet) throws PeerFault {
            var message = Recon.decode(packet);
            if (message instanceof Recon.Listing listing) {
                gossip().handleListing(link, listing.elements());
            }
            var outcome = Reconciliation.handle(message, adapter(), LINK_KEY);
            gossip().handOver(link, outcome.handOver());
            outcome.answers().forEach(answer -> sendRecon(link, answer));
        }

        private void send(LinkId link, Delivery delivery) {
            var wire = wires.get(link);
            if (wire != null) {
                later(
                        uptime.plusMillis(random.nextInt(20, 120)),
                        () -> wire.other().receive(wire.back(), delivery));
            }
        }

        private void receive(LinkId link, Delivery delivery) {
            if (wires.containsKey(link)) {
                try {
                    delivery.to(this, link);
                } catch (PeerFault fault) {
                    throw new AssertionError("an honest neighbour at fault", fault);
                }
                settle();
            }
        }
    }

    private interface Delivery {
        void to(House house, LinkId link) throws PeerFault;
    }

    final List<House> houses = new ArrayList<>();
    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private final Network network = Network.closed(new byte[Network.KEY_BYTES]);
    private final Case random;
    private Duration uptime = Duration.ZERO;
    private long nextEvent;
    private long nextLink = 1;

    ToyMesh(Case random) {
        this.random = random;
    }

    static Gossip.Profile profile(boolean relays) {
        return new Gossip.Profile(
                20_000, Subject.mixKeys("mix key"), List.of(), NodeRecord.STORES | (relays ? NodeRecord.RELAYS : 0));
    }

    Admission admission() {
        return network.admission();
    }

    Now now() {
        return new Now(uptime, START.plus(uptime));
    }

    House build() {
        var house = new House(NodeKeys.generate(network, random::nextBytes));
        houses.add(house);
        return house;
    }

    /// What all of them hold from the start, as if it had been verified.
    void give(NodeRecord... records) {
        for (var record : records) {
            byte[] row = Known.of(record, now()).encode();
            houses.forEach(house -> house.store.put(Table.RECORD, record.id().toBytes(), new byte[0], row));
        }
    }

    /// `one` dials.
    void link(House one, House two) {
        var there = new LinkId(nextLink++);
        var back = new LinkId(nextLink++);
        one.wires.put(there, new Wire(two, back));
        two.wires.put(back, new Wire(one, there));
        one.gossip().handleUp(there, two.id(), true, Optional.empty());
        two.gossip().handleUp(back, one.id(), false, Optional.empty());
        one.settle();
        two.settle();
    }

    boolean areLinked(House one, House two) {
        return one.wires.values().stream().anyMatch(wire -> wire.other() == two);
    }

    void cut(House one, House two) {
        var links = one.wires.entrySet().stream()
                .filter(entry -> entry.getValue().other() == two)
                .toList();
        for (var entry : links) {
            down(one, entry.getKey());
            down(two, entry.getValue().back());
        }
    }

    private void down(House house, LinkId link) {
        house.wires.remove(link);
        house.gossip().handleDown(link, now());
        house.settle();
    }

    /// The node is gone without a word, with what it had not committed, and its neighbours notice.
    void crash(House house) {
        List.copyOf(house.wires.values()).forEach(wire -> down(wire.other(), wire.back()));
        house.wires.clear();
        house.running = Optional.empty();
        house.wake = NEVER;
        house.store.rollback();
    }

    void runFor(Duration time) {
        var end = uptime.plus(time);
        while (!events.isEmpty() && events.peek().at.compareTo(end) <= 0) {
            var next = events.remove();
            uptime = next.at.compareTo(uptime) > 0 ? next.at : uptime;
            next.what.run();
        }
        uptime = end;
    }

    /// How long until this holds, looked at every tenth of a second.
    Duration runUntil(BooleanSupplier holds, Duration atMost) {
        var start = uptime;
        while (!holds.getAsBoolean()) {
            assertThat(uptime.minus(start)).as("seed %d", random.seed()).isLessThan(atMost);
            runFor(Duration.ofMillis(100));
        }
        return uptime.minus(start);
    }

    private void later(Duration at, Runnable what) {
        events.add(new Event(at, nextEvent++, what));
    }
}
