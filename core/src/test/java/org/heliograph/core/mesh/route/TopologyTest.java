package org.heliograph.core.mesh.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.heliograph.core.mesh.Atlas.in;

import java.lang.management.ManagementFactory;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.heliograph.core.NodeId;
import org.heliograph.core.mesh.Atlas;
import org.heliograph.core.mesh.Atlas.Town;
import org.heliograph.core.mesh.Neighbours;
import org.heliograph.core.mesh.NodeRecord;
import org.heliograph.core.mesh.route.Topology.Way;
import org.heliograph.testkit.Case;
import org.heliograph.testkit.Cases;
import org.junit.jupiter.api.Test;

class TopologyTest {
    @Test
    void distancesAndWaysAreThoseOfTheGraphOfMutualLinks() {
        Cases.forAll(40, random -> {
            var atlas = new Atlas(random, random.nextInt(2, 40));
            atlas.join(random.nextInt(1, 4));
            for (var town : atlas.towns) {
                if (random.oneIn(3) && town.links.size() < NodeRecord.LINKS) {
                    town.links.add(random.pick(atlas.towns)); // boasts
                }
                if (random.oneIn(10)) {
                    town.links.remove(random.pick(atlas.towns)); // is out of date
                }
            }
            var me = random.pick(atlas.towns);
            var links = Atlas.links(me);
            var topology = Topology.of(me.id, links, atlas.records());

            var from = new HashMap<Town, Map<Town, Integer>>();
            atlas.towns.forEach(town -> from.put(town, distances(atlas, me, town)));
            for (var town : atlas.towns) {
                int hops = town == me ? 0 : in(from, me).getOrDefault(town, 0);
                assertThat(topology.hops(town.id)).isEqualTo(hops);
                var way = topology.way(town.id.a(), _ -> true);
                assertThat(way.map(Way::hops).orElse(0)).isEqualTo(hops);
                way.ifPresent(found -> {
                    var first = links.stream()
                            .filter(link -> link.link().equals(found.link()))
                            .findFirst()
                            .orElseThrow();
                    var neighbour = atlas.towns.stream()
                            .filter(it -> it.id.equals(first.node()))
                            .findFirst()
                            .orElseThrow();
                    assertThat(in(from, neighbour).get(town)).isEqualTo(hops - 1);
                });
            }
            assertThat(topology.reachable())
                    .extracting(record -> topology.hops(record.id()))
                    .isSorted()
                    .doesNotContain(0)
                    .hasSize((int) atlas.towns.stream()
                            .filter(town -> topology.hops(town.id) > 0)
                            .count());
        });
    }

    /// Over the live links of `me`, and between others where both list the link.
    private static Map<Town, Integer> distances(Atlas atlas, Town me, Town start) {
        var distances = new HashMap<>(Map.of(start, 0));
        var queue = new ArrayDeque<>(List.of(start));
        while (!queue.isEmpty()) {
            var town = queue.remove();
            for (var other : atlas.towns) {
                boolean linked = town.links.contains(other) && other.links.contains(town);
                if (town == me || other == me) {
                    linked = me.links.contains(town == me ? other : town);
                }
                if (linked && !distances.containsKey(other)) {
                    distances.put(other, in(distances, town) + 1);
                    queue.add(other);
                }
            }
        }
        return distances;
    }

    @Test
    void equalWaysAreSharedByTheLinksAndEachTargetKeepsItsOwn() {
        var atlas = new Atlas(new Case(4), 3);
        var me = atlas.towns.get(0);
        var left = atlas.towns.get(1);
        var right = atlas.towns.get(2);
        me.link(left);
        me.link(right);
        for (int i = 0; i < 15; i++) {
            var town = atlas.town();
            left.link(town);
            right.link(town);
        }
        var links = Atlas.links(me);
        var over = new ArrayList<List<Way>>();
        for (int i = 0; i < 2; i++) {
            var topology = Topology.of(me.id, links, atlas.records());
            over.add(atlas.towns.stream()
                    .skip(3)
                    .map(town -> topology.way(town.id.a(), _ -> true).orElseThrow())
                    .toList());
        }
        assertThat(over.get(0)).isEqualTo(over.get(1)).allMatch(way -> way.hops() == 2);
        for (var link : links) {
            assertThat(over.get(0))
                    .filteredOn(way -> way.link().equals(link.link()))
                    .hasSizeBetween(3, 12);
        }
        var topology = Topology.of(me.id, links, atlas.records());
        for (var town : atlas.towns.subList(3, 18)) {
            var closed = topology.way(town.id.a(), _ -> true).orElseThrow().link();
            assertThat(topology.way(town.id.a(), link -> !link.equals(closed))
                            .orElseThrow()
                            .link())
                    .isNotEqualTo(closed);
            assertThat(topology.way(town.id.a(), _ -> false)).isEmpty();
        }
    }

    @Test
    void whoSharesAPrefixIsNotInTheGraph() {
        var atlas = new Atlas(new Case(5), 3);
        var me = atlas.towns.get(0);
        var other = atlas.towns.get(1);
        var third = atlas.towns.get(2);
        other.link(third);
        var neighbours = new Neighbours();
        Atlas.up(neighbours, other.id, true);
        var double1 = new NodeId(third.id.a(), 1, 2, 3);
        var before = Topology.of(me.id, neighbours.all(), atlas.records());
        assertThat(before.hops(third.id)).isEqualTo(2);

        Atlas.up(neighbours, double1, false);
        var topology = Topology.of(me.id, neighbours.all(), atlas.records());
        assertThat(topology.hops(third.id)).isZero();
        assertThat(topology.way(third.id.a(), _ -> true)).isEmpty();
        assertThat(topology.hops(other.id)).isEqualTo(1);

        var mine = new NodeId(other.id.a(), 7, 7, 7);
        assertThat(Topology.of(mine, neighbours.all(), atlas.records()).reachable())
                .isEmpty();
    }

    @Test
    void aNeighbourWithoutARecordIsATargetButNoStepOnTheWay() {
        var atlas = new Atlas(new Case(6), 3);
        var me = atlas.towns.get(0);
        var silent = atlas.towns.get(1);
        silent.link(me);
        silent.link(atlas.towns.get(2));
        var neighbours = new Neighbours();
        var link = Atlas.up(neighbours, silent.id, true);
        var topology =
                Topology.of(me.id, neighbours.all(), List.of(atlas.towns.get(2).record()));
        assertThat(topology.way(silent.id.a(), _ -> true)).contains(new Way(link.link(), 1));
        assertThat(topology.reachable()).isEmpty();
        assertThat(topology.isListed(link.link())).isFalse();
        var known = Topology.of(me.id, neighbours.all(), atlas.records());
        assertThat(known.isListed(link.link())).isTrue();
        assertThat(known.reachable()).hasSize(2);
    }

    @Test
    void whoIsOnlyBehindARelayIsATargetAndNothingElse() {
        var atlas = new Atlas(new Case(7), 5);
        var me = atlas.towns.get(0);
        var near = atlas.towns.get(1);
        var far = atlas.towns.get(2);
        var hidden = atlas.towns.get(3);
        me.link(near);
        near.link(far);
        hidden.vias.addAll(List.of(far.id, near.id, atlas.towns.get(4).id));
        var topology = Topology.of(me.id, Atlas.links(me), atlas.records());
        assertThat(topology.way(hidden.id.a(), _ -> true).orElseThrow().hops()).isEqualTo(2);
        assertThat(topology.hops(hidden.id)).isZero();
        assertThat(topology.reachable()).hasSize(2);
        hidden.vias.clear();
        hidden.vias.add(atlas.towns.get(4).id);
        assertThat(Topology.of(me.id, Atlas.links(me), atlas.records()).way(hidden.id.a(), _ -> true))
                .isEmpty();
    }

    @Test
    void tenThousandNodesWithSixteenLinksEach() {
        var atlas = new Atlas(new Case(1), 10_000);
        atlas.join(NodeRecord.LINKS);
        var me = atlas.towns.getFirst();
        var links = Atlas.links(me);
        var records = atlas.records();
        var threads = ManagementFactory.getThreadMXBean();
        var micros = IntStream.range(0, 21)
                .map(_ -> {
                    long start = threads.getCurrentThreadCpuTime();
                    assertThat(Topology.of(me.id, links, records).reachable()).hasSize(9_999);
                    return (int) ((threads.getCurrentThreadCpuTime() - start) / 1_000);
                })
                .sorted()
                .toArray();
        System.out.println("A graph of 10,000 nodes and 80,000 links in " + micros[micros.length / 2]
                + " us of processor time, the first few in " + micros[micros.length - 3] + " us");
        var topology = Topology.of(me.id, links, records);
        var used = new HashSet<>();
        int widest = 0;
        for (var record : topology.reachable()) {
            var way = topology.way(record.id().a(), _ -> true).orElseThrow();
            used.add(way.link());
            widest = Math.max(widest, way.hops());
        }
        assertThat(widest).isLessThanOrEqualTo(6);
        assertThat(used).hasSize(links.size());
    }
}
