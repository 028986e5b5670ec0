package org.heliograph.core.mesh.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.heliograph.core.mesh.Atlas.in;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.heliograph.core.NodeId;
import org.heliograph.core.mesh.Atlas;
import org.heliograph.core.mesh.route.Placement.Handover;
import org.heliograph.core.mesh.route.Placement.Mode;
import org.heliograph.core.mesh.route.Placement.Range;
import org.heliograph.core.wire.Position;
import org.heliograph.testkit.Case;
import org.heliograph.testkit.Cases;
import org.junit.jupiter.api.Test;

class PlacementTest {
    private static NodeId node(Case random) {
        return NodeId.of(random.bytes(NodeId.BYTES));
    }

    /// Sometimes close to one of these nodes, as an attacker would choose it.
    private static NodeId nodeNear(List<NodeId> nodes, Case random) {
        if (nodes.isEmpty() || random.nextBoolean()) {
            return node(random);
        }
        var bytes = random.pick(nodes).toBytes();
        for (int bit = random.nextInt(256); bit < 256; bit++) {
            bytes[bit / 8] ^= (byte) (random.nextBoolean() ? 1 << (7 - bit % 8) : 0);
        }
        return NodeId.of(bytes);
    }

    private static List<NodeId> nodes(int count, Case random) {
        var nodes = new ArrayList<NodeId>();
        while (nodes.size() < count) {
            var node = nodeNear(nodes, random);
            if (!nodes.contains(node)) {
                nodes.add(node);
            }
        }
        return nodes;
    }

    private static Position address(Case random) {
        return Position.of(random.bytes(Position.BYTES));
    }

    private static BigInteger distance(NodeId node, Position address) {
        return new BigInteger(1, node.toBytes()).xor(new BigInteger(1, address.toBytes()));
    }

    private static List<NodeId> closest(List<NodeId> nodes, Position address, int copies) {
        return nodes.stream()
                .sorted(Comparator.comparing(node -> distance(node, address)))
                .limit(copies)
                .toList();
    }

    @Test
    void theClosestAreThoseOfACount() {
        Cases.forAll(200, random -> {
            var nodes = nodes(random.nextInt(1, 60), random);
            var self = random.pick(nodes);
            var placement = Placement.of(self, nodes);
            for (int i = 0; i < 10; i++) {
                var address = Position.of(nodeNear(nodes, random).toBytes());
                int copies = random.nextInt(1, 12);
                var closest = closest(nodes, address, copies);
                assertThat(placement.closest(address, copies)).isEqualTo(closest);
                assertThat(placement.isHolder(address, copies)).isEqualTo(closest.contains(self));
                assertThat(placement.towards(address))
                        .isEqualTo(closest(nodes, address, Placement.PARALLEL).stream()
                                .filter(node -> distance(node, address).compareTo(distance(self, address)) < 0)
                                .toList());
            }
        });
    }

    @Test
    void whatIsPassedOnReachesAHolderWhoeverKnowsWhom() {
        Cases.forAll(100, random -> {
            var nodes = nodes(random.nextInt(2, 40), random);
            var views = new HashMap<NodeId, Placement>();
            for (var node : nodes) {
                var known = nodes.stream()
                        .filter(other -> other.equals(node) || random.nextBoolean())
                        .toList();
                views.put(node, Placement.of(node, known));
            }
            var address = address(random);
            var at = random.pick(nodes);
            int steps = 0;
            while (!in(views, at).isHolder(address, Placement.COPIES)) {
                at = random.pick(in(views, at).towards(address));
                assertThat(++steps).isLessThan(nodes.size());
            }
        });
    }

    @Test
    void carriersAreOtherNodesEachAsLikelyAsTheNext() {
        var random = new Case(3);
        var nodes = nodes(24, random);
        var self = nodes.getFirst();
        var placement = Placement.of(self, nodes);
        var address = address(random);
        var holders = placement.closest(address, Placement.COPIES);
        var counts = new HashMap<NodeId, Integer>();
        int draws = 20_000;
        for (int i = 0; i < draws; i++) {
            var carriers = placement.carriers(address, Placement.COPIES, Atlas.entropy(random));
            assertThat(carriers)
                    .hasSize(Placement.CARRIERS)
                    .doesNotHaveDuplicates()
                    .doesNotContain(self);
            carriers.forEach(node -> counts.merge(node, 1, Integer::sum));
        }
        assertThat(counts.keySet()).doesNotContainAnyElementsOf(holders);
        int others = nodes.size() - (holders.contains(self) ? holders.size() : holders.size() + 1);
        double share = (double) Placement.CARRIERS / others;
        assertThat(counts)
                .hasSize(others)
                .allSatisfy((node, count) -> assertThat((double) count)
                        .isBetween(
                                draws * share - 5 * Math.sqrt(draws * share),
                                draws * share + 5 * Math.sqrt(draws * share)));
        assertThat(Placement.of(self, holders).carriers(address, Placement.COPIES, Atlas.entropy(random)))
                .isEmpty();
    }

    @Test
    void eachNewHolderIsGivenAnItemByOneOldHolderAfterTheOther() {
        Cases.forAll(200, random -> {
            var before = nodes(random.nextInt(1, 40), random);
            var after = new ArrayList<>(
                    before.stream().filter(node -> !random.oneIn(5)).toList());
            for (int i = random.nextInt(6); i > 0; i--) {
                after.add(nodeNear(before, random));
            }
            var nodes = List.copyOf(new HashSet<>(after));
            var address = address(random);
            int copies = random.pick(Placement.COPIES, Placement.DROP_COPIES);
            var then = closest(before, address, copies);
            var now = closest(nodes, address, copies);
            var left = then.stream().filter(nodes::contains).toList();

            var turns = new HashMap<NodeId, List<Integer>>();
            for (var self : left) {
                for (var handover : Placement.of(self, nodes).handovers(Placement.of(self, before), address, copies)) {
                    turns.computeIfAbsent(handover.node(), _ -> new ArrayList<>())
                            .add(handover.turn());
                }
            }
            var newcomers = now.stream().filter(node -> !then.contains(node)).toList();
            assertThat(turns.keySet()).containsExactlyInAnyOrderElementsOf(left.isEmpty() ? List.of() : newcomers);
            assertThat(turns.values())
                    .allSatisfy(each -> assertThat(each)
                            .containsExactlyInAnyOrderElementsOf(
                                    IntStream.range(0, left.size()).boxed().toList()));

            var carrier = node(random);
            assertThat(Placement.of(carrier, nodes).handovers(Placement.of(carrier, before), address, copies))
                    .isEqualTo(newcomers.stream()
                            .map(node -> new Handover(node, left.size()))
                            .toList());
        });
    }

    @Test
    void severalNewcomersAreServedByDifferentHolders() {
        var random = new Case(8);
        var nodes = nodes(12, random);
        var address = address(random);
        var sorted = closest(nodes, address, 12);
        var before = sorted.subList(4, 12);
        var first = new HashMap<NodeId, NodeId>();
        for (var self : sorted.subList(4, 8)) {
            for (var handover : Placement.of(self, sorted).handovers(Placement.of(self, before), address, 4)) {
                if (handover.turn() == 0) {
                    first.put(handover.node(), self);
                }
            }
        }
        assertThat(first.keySet()).containsExactlyInAnyOrderElementsOf(sorted.subList(0, 4));
        assertThat(first.values()).containsExactlyInAnyOrderElementsOf(sorted.subList(4, 8));
    }

    @Test
    void noAddressOutsideTheChangedRangesHasOtherHolders() {
        Cases.forAll(200, random -> {
            var before = nodes(random.nextInt(1, 80), random);
            var after = new ArrayList<>(
                    before.stream().filter(node -> !random.oneIn(30)).toList());
            for (int i = random.nextInt(3); i > 0; i--) {
                after.add(nodeNear(before, random));
            }
            var nodes = List.copyOf(new HashSet<>(after));
            int copies = random.pick(1, Placement.COPIES, Placement.DROP_COPIES);
            var self = random.pick(before);
            var ranges = Placement.of(self, nodes).changes(Placement.of(self, before), copies);
            for (int i = 1; i < ranges.size(); i++) {
                assertThat(ranges.get(i - 1).end())
                        .isLessThan(ranges.get(i).from())
                        .isNotEqualTo(Position.ZERO);
            }
            for (int i = 0; i < 40; i++) {
                var address = Position.of(nodeNear(before, random).toBytes());
                if (!closest(before, address, copies).equals(closest(nodes, address, copies))) {
                    assertThat(ranges).anyMatch(range -> holds(range, address));
                }
            }
        });
    }

    private static boolean holds(Range range, Position address) {
        return range.from().compareTo(address) <= 0 && address.isBefore(range.end());
    }

    @Test
    void inALargeNetworkANewcomerChangesASmallPartOfTheSpace() {
        var random = new Case(9);
        var nodes = new ArrayList<NodeId>();
        for (int i = 0; i < 10_000; i++) {
            nodes.add(node(random));
        }
        var self = nodes.getFirst();
        var before = Placement.of(self, nodes);
        double part = 0;
        for (int i = 0; i < 50; i++) {
            var more = new ArrayList<>(nodes);
            more.add(node(random));
            var ranges = Placement.of(self, more).changes(before, Placement.COPIES);
            assertThat(ranges).hasSize(1);
            part += (ranges.getFirst().end().a() - ranges.getFirst().from().a()) / 0x1p64 / 50;
        }
        assertThat(part).isBetween(0.0001, 0.004);
        var others = nodes.stream().limit(5_000).toList();
        assertThat(Placement.of(self, others).changes(before, Placement.COPIES))
                .containsExactly(new Range(Position.ZERO, Position.ZERO));
        assertThat(before.changes(before, Placement.COPIES)).isEmpty();
    }

    /// With a part f of bad nodes a slot is lost when all holders of both addresses are bad.
    @Test
    void badNodesHoldAllCopiesOfASlotAsRarelyAsChanceSays() {
        for (double bad : new double[] {0.1, 0.3, 0.5}) {
            var random = new Case((long) (bad * 100));
            var nodes = new ArrayList<NodeId>();
            var rotten = new HashSet<NodeId>();
            for (int i = 0; i < 1_000; i++) {
                nodes.add(node(random));
                if (i < bad * 1_000) {
                    rotten.add(nodes.getLast());
                }
            }
            var placement = Placement.of(nodes.getFirst(), nodes);
            int draws = 20_000;
            int lost = 0;
            for (int i = 0; i < draws; i++) {
                var holders = new HashSet<>(placement.closest(address(random), Placement.COPIES));
                holders.addAll(placement.closest(address(random), Placement.COPIES));
                lost += rotten.containsAll(holders) ? 1 : 0;
            }
            assertThat((double) lost / draws).isLessThanOrEqualTo(Math.pow(bad, 8) + 0.001);
        }
    }

    @Test
    void theModeChangesAtItsBoundsAndNotBetween() {
        var auto = Optional.<Mode>empty();
        assertThat(Mode.first(auto, 256, 79)).isEqualTo(Mode.EPIDEMIC);
        assertThat(Mode.first(auto, 257, 0)).isEqualTo(Mode.CLOSEST);
        assertThat(Mode.first(auto, 3, 80)).isEqualTo(Mode.CLOSEST);
        assertThat(Mode.EPIDEMIC.next(auto, 320, 79)).isEqualTo(Mode.EPIDEMIC);
        assertThat(Mode.EPIDEMIC.next(auto, 321, 0)).isEqualTo(Mode.CLOSEST);
        assertThat(Mode.EPIDEMIC.next(auto, 3, 80)).isEqualTo(Mode.CLOSEST);
        assertThat(Mode.CLOSEST.next(auto, 257, 0)).isEqualTo(Mode.CLOSEST);
        assertThat(Mode.CLOSEST.next(auto, 256, 70)).isEqualTo(Mode.CLOSEST);
        assertThat(Mode.CLOSEST.next(auto, 256, 69)).isEqualTo(Mode.EPIDEMIC);
        for (var forced : Mode.values()) {
            assertThat(Mode.first(Optional.of(forced), 9_999, 99)).isEqualTo(forced);
            assertThat(Mode.first(Optional.of(forced), 1, 0)).isEqualTo(forced);
            for (var mode : Mode.values()) {
                assertThat(mode.next(Optional.of(forced), 9_999, 99)).isEqualTo(forced);
                assertThat(mode.next(Optional.of(forced), 1, 0)).isEqualTo(forced);
            }
        }
    }

    @Test
    void aNetworkThatWaversDoesNotMakeANodeGoBackAndForth() {
        Cases.forAll(100, random -> {
            int nodes = random.nextInt(200, 400);
            int fill = random.nextInt(60, 90);
            var mode = Mode.first(Optional.empty(), nodes, fill);
            int changes = 0;
            for (int i = 0; i < 500; i++) {
                var next = mode.next(Optional.empty(), nodes + random.nextInt(-30, 31), fill + random.nextInt(-4, 5));
                changes += next == mode ? 0 : 1;
                mode = next;
            }
            assertThat(changes).isLessThanOrEqualTo(1);
        });
    }
}
