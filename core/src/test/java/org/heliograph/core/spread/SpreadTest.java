package org.heliograph.core.spread;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import org.heliograph.core.LinkId;
import org.heliograph.core.Now;
import org.heliograph.core.wire.ElementId;
import org.heliograph.testkit.Case;
import org.heliograph.testkit.Cases;
import org.junit.jupiter.api.Test;

/// Many nodes in a net of links with delays, each with nothing but its set and its [Spread].
class SpreadTest {
    private static final int NODES = 60;
    private static final int LINKS_EACH = 4;

    @Test
    void everyItemReachesEveryNodeAndAlmostAlwaysOnce() {
        Cases.forAll(20, random -> {
            var net = new Net(random);
            for (int i = 0; i < 40; i++) {
                net.publish(random.nextInt(NODES));
                net.run(Duration.ofSeconds(5));
            }
            net.nodes.forEach(node -> assertThat(node.held).hasSize(40));
            net.copies = 0;
            for (int i = 0; i < 20; i++) {
                net.publish(random.nextInt(NODES));
                net.run(Duration.ofSeconds(5));
            }
            net.nodes.forEach(node -> assertThat(node.held).hasSize(60));
            assertThat(net.copies).isLessThan(20 * NODES * 3 / 2);
        });
    }

    @Test
    void whereALinkOfTheTreeDiesTheOthersTakeOver() {
        Cases.forAll(20, random -> {
            var net = new Net(random);
            for (int i = 0; i < 20; i++) {
                net.publish(random.nextInt(NODES));
                net.run(Duration.ofSeconds(5));
            }
            for (int i = 0; i < NODES; i++) {
                net.cutSomething();
                net.publish(random.nextInt(NODES));
                net.run(Duration.ofSeconds(8));
                int wanted = 21 + i;
                net.nodes.forEach(node -> assertThat(node.held).hasSize(wanted));
            }
        });
    }

    /// Who offers first and gives nothing keeps nobody from asking the others.
    @Test
    void allWhoOfferAreAskedInTurn() {
        var spread = new Spread();
        var element = new ElementId(1, 2);
        for (int link = 1; link <= 3; link++) {
            spread.handleUp(new LinkId(link));
            spread.handleOffer(new LinkId(link), List.of(element), at(Duration.ZERO));
        }
        assertThat(asked(spread, Spread.PATIENCE)).containsExactly(new LinkId(1));
        assertThat(asked(spread, Spread.PATIENCE)).isEmpty();
        spread.handleDown(new LinkId(2));
        assertThat(asked(spread, Spread.PATIENCE.multipliedBy(2))).containsExactly(new LinkId(3));
        assertThat(spread.nextWake()).isEmpty();
        spread.handleOffer(new LinkId(3), List.of(element), at(Duration.ZERO));
        spread.handleDown(new LinkId(3));
        assertThat(spread.nextWake()).isEmpty();
    }

    private static List<LinkId> asked(Spread spread, Duration uptime) {
        return spread.wantsDue(at(uptime)).stream().map(Spread.Names::link).toList();
    }

    private static Now at(Duration uptime) {
        return new Now(uptime, Instant.EPOCH);
    }

    @Test
    void whoOffersWithoutEndIsNotAwaitedWithoutEnd() {
        var spread = new Spread();
        spread.handleUp(new LinkId(1));
        var random = new Case(1);
        var start = new Now(Duration.ZERO, Instant.EPOCH);
        for (int i = 0; i < 100; i++) {
            var names = new ArrayList<ElementId>();
            for (int j = 0; j < 250; j++) {
                names.add(ElementId.of(random.bytes(16)));
            }
            spread.handleOffer(new LinkId(1), names, start);
        }
        var wanted = spread.wantsDue(new Now(Spread.PATIENCE, Instant.EPOCH));
        assertThat(wanted).hasSize(1);
        assertThat(wanted.getFirst().elements()).hasSize(Spread.MAX_AWAITED);
        assertThat(spread.nextWake()).isEmpty();
    }

    private static final class Node {
        final Spread spread = new Spread();
        final Set<ElementId> held = new HashSet<>();
        final TreeMap<Long, Integer> links = new TreeMap<>();
    }

    private record Event(Duration at, long order, Runnable action) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            int byTime = at.compareTo(other.at);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    /// A ring with chords. A link has the same number at both ends, and a delay of its own.
    private static final class Net {
        final Case random;
        final List<Node> nodes = new ArrayList<>();
        final Map<Long, int[]> ends = new LinkedHashMap<>();
        final Map<Long, Duration> delays = new LinkedHashMap<>();
        final PriorityQueue<Event> agenda = new PriorityQueue<>();
        Duration time = Duration.ZERO;
        long order;
        int copies;

        Net(Case random) {
            this.random = random;
            for (int i = 0; i < NODES; i++) {
                nodes.add(new Node());
            }
            for (int i = 0; i < NODES; i++) {
                link(i, (i + 1) % NODES);
                for (int j = 1; j < LINKS_EACH; j++) {
                    link(i, random.nextInt(NODES));
                }
            }
        }

        void link(int one, int two) {
            if (one == two || nodes.get(one).links.containsValue(two)) {
                return;
            }
            long id = ends.size() + 1L;
            ends.put(id, new int[] {one, two});
            delays.put(id, Duration.ofMillis(5 + random.nextInt(60)));
            nodes.get(one).links.put(id, two);
            nodes.get(two).links.put(id, one);
            nodes.get(one).spread.handleUp(new LinkId(id));
            nodes.get(two).spread.handleUp(new LinkId(id));
        }

        /// A chord, so that the ring still joins all.
        void cutSomething() {
            var chords = ends.entrySet().stream()
                    .filter(entry -> Math.floorMod(entry.getValue()[1] - entry.getValue()[0], NODES) != 1)
                    .map(Map.Entry::getKey)
                    .toList();
            if (chords.isEmpty()) {
                return;
            }
            long gone = random.pick(chords);
            for (int end : Objects.requireNonNull(ends.remove(gone))) {
                nodes.get(end).links.remove(gone);
                nodes.get(end).spread.handleDown(new LinkId(gone));
            }
        }

        void publish(int node) {
            take(node, ElementId.of(random.bytes(16)), Optional.empty());
        }

        void take(int node, ElementId element, Optional<LinkId> from) {
            var here = nodes.get(node);
            here.held.add(element);
            for (var link : here.spread.take(element, from, now())) {
                put(node, link, element);
            }
            wake(node);
        }

        void put(int node, LinkId link, ElementId element) {
            over(node, link, other -> {
                copies++;
                var there = nodes.get(other);
                if (there.held.contains(element)) {
                    there.spread.handleDuplicate(link);
                    over(other, link, giver -> nodes.get(giver).spread.handleDuplicate(link));
                } else {
                    take(other, element, Optional.of(link));
                }
            });
        }

        private interface Arrival {
            void at(int node);
        }

        void over(int node, LinkId link, Arrival arrival) {
            Integer other = nodes.get(node).links.get(link.value());
            if (other != null) {
                after(delays.getOrDefault(link.value(), Duration.ZERO), () -> {
                    if (nodes.get(other).links.containsKey(link.value())) {
                        arrival.at(other);
                    }
                });
            }
        }

        void wake(int node) {
            nodes.get(node).spread.nextWake().ifPresent(at -> after(at.minus(time), () -> act(node)));
        }

        void act(int node) {
            var here = nodes.get(node);
            for (var names : here.spread.offersDue(now())) {
                over(node, names.link(), other -> {
                    var lacking = names.elements().stream()
                            .filter(element -> !nodes.get(other).held.contains(element))
                            .toList();
                    nodes.get(other).spread.handleOffer(names.link(), lacking, now());
                    wake(other);
                });
            }
            for (var names : here.spread.wantsDue(now())) {
                over(node, names.link(), other -> {
                    nodes.get(other).spread.handleWant(names.link());
                    names.elements().forEach(element -> put(other, names.link(), element));
                });
            }
            wake(node);
        }

        void after(Duration wait, Runnable action) {
            var at = time.plus(wait.isNegative() ? Duration.ZERO : wait);
            agenda.add(new Event(at, order++, action));
        }

        void run(Duration length) {
            var end = time.plus(length);
            while (!agenda.isEmpty() && agenda.peek().at.compareTo(end) <= 0) {
                var event = agenda.remove();
                time = event.at;
                event.action.run();
            }
            time = end;
        }

        Now now() {
            return new Now(time, Instant.EPOCH.plus(time));
        }
    }
}
