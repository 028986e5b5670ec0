package org.heliograph.core.mesh.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.heliograph.core.mesh.Atlas.START;
import static org.heliograph.core.mesh.Atlas.in;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.heliograph.core.NodeId;
import org.heliograph.core.mesh.Atlas;
import org.heliograph.core.mesh.Atlas.Town;
import org.heliograph.core.mesh.NodeRecord;
import org.heliograph.core.mesh.route.Paths.Ground;
import org.heliograph.core.mesh.route.Routing.Hop;
import org.heliograph.core.mesh.route.Routing.NoPath;
import org.heliograph.core.mesh.route.Routing.Path;
import org.heliograph.core.mesh.route.Routing.Route;
import org.heliograph.core.mesh.route.Routing.Why;
import org.heliograph.core.wire.NetAddress;
import org.heliograph.testkit.Case;
import org.heliograph.testkit.Cases;
import org.junit.jupiter.api.Test;

class PathsTest {
    private static boolean everybody(NodeId node) {
        return true;
    }

    private static boolean nobody(NodeId node) {
        return false;
    }

    /// A node among others, linked to `neighbours` of them; all are joined.
    private static final class Place {
        final Atlas atlas;
        final Town me;
        final Predicate<NodeId> stable;
        Guards guards;
        Paths paths;

        Place(Case random, int others, int neighbours, Predicate<NodeId> stable) {
            atlas = new Atlas(random, others + 1);
            me = atlas.towns.getFirst();
            atlas.towns.subList(1, 1 + neighbours).forEach(me::link);
            for (int i = 2; i <= others; i++) {
                atlas.towns.get(i).link(atlas.towns.get(random.nextInt(Math.max(1, i - 3), i)));
            }
            this.stable = stable;
            guards = new Guards(PathsTest::nobody, Atlas.entropy(random));
            paths = new Paths(guards, stable, Atlas.entropy(random));
        }

        /// To be called once the records are as they should be.
        Ground ground(long epoch) {
            var ground = new Ground(Topology.of(me.id, Atlas.links(me), atlas.records()), epoch, START);
            chooseGuards(ground);
            return ground;
        }

        private void chooseGuards(Ground ground) {
            guards.review(ground.topology(), Atlas.links(me), START);
            guards.review(ground.topology(), Atlas.links(me), Atlas.at(Guards.SETTLING));
        }

        /// As another node in the same place would have it.
        void beginAnew(Ground ground) {
            guards = new Guards(PathsTest::nobody, Atlas.entropy(atlas.random));
            paths = new Paths(guards, stable, Atlas.entropy(atlas.random));
            chooseGuards(ground);
        }
    }

    private static List<NodeId> nodes(Route route) {
        assertThat(route).isInstanceOf(Path.class);
        return ((Path) route).hops().stream().map(Hop::node).toList();
    }

    @Test
    void allHopsAreDistinctAndValidAndOfTheirOwnNeighbourhoodWhereThatIsPossible() {
        Cases.forAll(60, random -> {
            var place = new Place(random, random.nextInt(5, 25), random.nextInt(1, 5), PathsTest::nobody);
            int networks = random.nextInt(1, 9);
            for (var town : place.atlas.towns) {
                if (random.oneIn(8) && town != place.me && !place.me.links.contains(town)) {
                    town.firstEpoch = random.pick(Atlas.DAY - 9, Atlas.DAY + 3);
                }
                if (random.oneIn(8) && !place.me.links.contains(town)) {
                    town.issuedSeconds = Atlas.EPOCH.getEpochSecond() - random.pick(72, 80) * 3_600L;
                }
                if (!random.oneIn(5)) {
                    town.addresses.add(Atlas.address(80, random.nextInt(networks), random.nextInt(9), 1));
                }
                if (random.oneIn(5)) {
                    town.addresses.add(Atlas.address(192, 168, 0, random.nextInt(255)));
                }
            }
            var ground = place.ground(Atlas.DAY);
            var usable = new HashMap<NodeId, Set<Long>>();
            ground.topology().reachable().stream()
                    .filter(record -> record.covers(Atlas.DAY) && record.endSeconds() > START.wallSeconds())
                    .forEach(record -> usable.put(record.id(), networks(record)));
            if (usable.size() < Paths.FEWEST_NODES) {
                assertThat(place.paths.forward(ground, Optional.empty(), List.of()))
                        .isEqualTo(new NoPath(Why.TOO_FEW_NODES));
                assertThat(place.paths.reply(ground)).isEqualTo(new NoPath(Why.TOO_FEW_NODES));
                assertThat(place.paths.loop(ground)).isEqualTo(new NoPath(Why.TOO_FEW_NODES));
                return;
            }
            for (int i = 0; i < 20; i++) {
                var forward = nodes(place.paths.forward(ground, Optional.empty(), List.of()));
                check(place, usable, List.of(forward.get(0), forward.get(2), forward.get(1)));
                assertThat(place.guards.all()).contains(forward.getFirst());
                var reply = nodes(place.paths.reply(ground));
                check(place, usable, reply.reversed());
                assertThat(place.guards.all()).contains(reply.getLast());
                var loop = nodes(place.paths.loop(ground));
                assertThat(loop).hasSize(3).doesNotHaveDuplicates().doesNotContain(place.me.id);
                assertThat(usable.keySet()).containsAll(loop);
                assertThat(place.guards.all()).contains(loop.getFirst());
            }
        });
    }

    private static Set<Long> networks(NodeRecord record) {
        var networks = new HashSet<Long>();
        record.addresses().stream().filter(it -> !it.isLocal()).forEach(it -> networks.add(it.neighbourhood()));
        return networks;
    }

    /// `drawn` is in the order in which the nodes were drawn: each is apart from those before it if any could be.
    private static void check(Place place, Map<NodeId, Set<Long>> usable, List<NodeId> drawn) {
        assertThat(drawn).doesNotHaveDuplicates().doesNotContain(place.me.id);
        assertThat(usable.keySet()).containsAll(drawn);
        var near = new HashSet<>(in(usable, drawn.getFirst()));
        for (int i = 1; i < drawn.size(); i++) {
            var before = drawn.subList(0, i);
            boolean couldBeApart = usable.entrySet().stream()
                    .anyMatch(other -> !before.contains(other.getKey()) && isApart(other.getValue(), near));
            assertThat(isApart(in(usable, drawn.get(i)), near)).isEqualTo(couldBeApart);
            near.addAll(in(usable, drawn.get(i)));
        }
    }

    private static boolean isApart(Set<Long> networks, Set<Long> near) {
        return networks.stream().noneMatch(near::contains);
    }

    @Test
    void aHopCarriesTheKeyOfItsNodeForTheEpoch() {
        var place = new Place(new Case(1), 8, 4, PathsTest::everybody);
        var ground = place.ground(Atlas.DAY + 2);
        var path = (Path) place.paths.forward(ground, Optional.empty(), List.of());
        assertThat(path.epoch()).isEqualTo(Atlas.DAY + 2);
        assertThat(path.hops())
                .allSatisfy(hop -> assertThat(hop.mixKey())
                        .isEqualTo(ground.topology()
                                .record(hop.node())
                                .orElseThrow()
                                .mixKey(Atlas.DAY + 2)));
        assertThat(place.paths.forward(place.ground(Atlas.DAY + 99), Optional.empty(), List.of()))
                .isEqualTo(new NoPath(Why.TOO_FEW_NODES));
    }

    @Test
    void everyNodeIsAsLikelyAsAnyOther() {
        var random = new Case(2);
        var place = new Place(random, 30, 6, PathsTest::everybody);
        var ground = place.ground(Atlas.DAY);
        int draws = 12_000;
        var mixes = new HashMap<NodeId, Integer>();
        var exits = new HashMap<NodeId, Integer>();
        var firsts = new HashMap<NodeId, Integer>();
        for (int i = 0; i < draws; i++) {
            var path = nodes(place.paths.forward(ground, Optional.empty(), List.of()));
            firsts.merge(path.get(0), 1, Integer::sum);
            mixes.merge(path.get(1), 1, Integer::sum);
            exits.merge(path.get(2), 1, Integer::sum);
        }
        assertThat(firsts).hasSize(3);
        even(firsts.values(), draws / 3.0);
        for (var counts : List.of(mixes, exits)) {
            // Who is a guard stands elsewhere on the path one time in three.
            double share = draws / 29.0;
            for (var town : place.atlas.towns.subList(1, 31)) {
                double mean = place.guards.isGuard(town.id) ? share * 2 / 3 : share;
                assertThat((double) in(counts, town.id)).isCloseTo(mean, within(5 * Math.sqrt(mean)));
            }
        }
    }

    private static void even(Iterable<Integer> counts, double mean) {
        assertThat(counts).allSatisfy(count -> assertThat((double) count).isCloseTo(mean, within(5 * Math.sqrt(mean))));
    }

    /// A part f of the nodes are bad and work together; they know sender and slot if they are the first and the last
    /// hop.
    ///
    /// What guards change is not how often that happens, f^2 on average, but to whom. Whose three guards are good is
    /// never seen for as long as they stay; those are (1-f)^3 of all. With b bad guards a part b/3 of f of all paths
    /// is seen.
    @Test
    void badNodesAreFirstAndLastAsOftenAsChanceSays() {
        int others = 60;
        int nodes = 1_500;
        int draws = 40;
        var random = new Case(7);
        var place = new Place(random, others, 12, PathsTest::everybody);
        var ground = place.ground(Atlas.DAY);
        for (int bad : new int[] {6, 18}) {
            var hits = new int[4];
            var paths = new int[4];
            for (int node = 0; node < nodes; node++) {
                place.beginAnew(ground);
                var rotten = new HashSet<NodeId>();
                while (rotten.size() < bad) {
                    rotten.add(place.atlas.towns.get(random.nextInt(1, others + 1)).id);
                }
                int guards = (int)
                        place.guards.all().stream().filter(rotten::contains).count();
                for (int i = 0; i < draws; i++) {
                    var path = nodes(place.paths.forward(ground, Optional.empty(), List.of()));
                    hits[guards] += rotten.contains(path.getFirst()) && rotten.contains(path.getLast()) ? 1 : 0;
                    paths[guards]++;
                }
            }
            double f = (double) bad / others;
            assertThat(hits[0]).isZero();
            assertThat(share(paths[0], nodes * draws))
                    .isCloseTo(Math.pow(1 - f, 3), within(3 * 0.5 / Math.sqrt(nodes)));
            for (int guards = 0; guards < 4; guards++) {
                double p = guards / 3.0 * (bad - 1) / (others - 1);
                double sigma = Math.sqrt(p * (1 - p) * paths[guards]);
                assertThat((double) hits[guards]).isCloseTo(p * paths[guards], within(3.5 * sigma + 1e-9));
            }
            // The number of bad guards varies from node to node, their share with f (1 - f) / 3.
            double seen = share(hits[0] + hits[1] + hits[2] + hits[3], nodes * draws);
            assertThat(seen)
                    .isCloseTo(f * f, within(0.2 * f * f))
                    .isLessThan(f * f + 3 * f * Math.sqrt(f * (1 - f) / 3 / nodes));
        }
    }

    private static double share(int part, int whole) {
        return (double) part / whole;
    }

    @Test
    void anExitCanBeGivenIfItIsReached() {
        var random = new Case(3);
        var place = new Place(random, 10, 4, PathsTest::everybody);
        var lost = place.atlas.town();
        var ground = place.ground(Atlas.DAY);
        for (var town : place.atlas.towns.subList(1, 11)) {
            for (int i = 0; i < 20; i++) {
                var path = nodes(place.paths.forward(ground, Optional.of(town.id), List.of()));
                assertThat(path).hasSize(3).doesNotHaveDuplicates().endsWith(town.id);
                assertThat(place.guards.all()).contains(path.getFirst());
            }
        }
        for (var exit : List.of(lost.id, place.me.id)) {
            assertThat(place.paths.forward(ground, Optional.of(exit), List.of()))
                    .isEqualTo(new NoPath(Why.EXIT_NOT_REACHED));
        }
    }

    @Test
    void twoPathsBesideEachOtherShareNobodyWhereThereAreOthers() {
        var random = new Case(4);
        var place = new Place(random, 12, 4, PathsTest::everybody);
        var ground = place.ground(Atlas.DAY);
        for (int i = 0; i < 200; i++) {
            var one = (Path) place.paths.forward(ground, Optional.empty(), List.of());
            var other = nodes(place.paths.forward(ground, Optional.empty(), one.hops()));
            if (!nodes(one).containsAll(place.guards.all())) {
                assertThat(other).doesNotContainAnyElementsOf(nodes(one));
            }
        }
    }

    @Test
    void withoutAGuardThereIsNoPath() {
        var place = new Place(new Case(5), 10, 4, PathsTest::everybody);
        var ground = place.ground(Atlas.DAY);
        var links = Atlas.links(place.me).stream()
                .filter(link -> !place.guards.isGuard(link.node()))
                .toList();
        var without = new Ground(Topology.of(place.me.id, links, place.atlas.records()), Atlas.DAY, START);
        assertThat(without.topology().reachable()).hasSizeGreaterThanOrEqualTo(Paths.FEWEST_NODES);
        assertThat(place.paths.forward(without, Optional.empty(), List.of())).isEqualTo(new NoPath(Why.NO_GUARD));
        assertThat(place.paths.reply(without)).isEqualTo(new NoPath(Why.NO_GUARD));
        assertThat(place.paths.loop(without)).isEqualTo(new NoPath(Why.NO_GUARD));
        assertThat(nodes(place.paths.loop(ground))).hasSize(3);
    }

    @Test
    void newNodesAreNotDrawnWhileThereAreEnoughOfSomeStanding() {
        var known = new HashSet<NodeId>();
        var place = new Place(new Case(6), 40, 5, known::contains);
        place.atlas.towns.subList(1, 1 + Paths.ENOUGH_STABLE).forEach(town -> known.add(town.id));
        var ground = place.ground(Atlas.DAY);
        for (int i = 0; i < 300; i++) {
            var path = nodes(place.paths.forward(ground, Optional.empty(), List.of()));
            assertThat(known).containsAll(path.subList(1, 3));
        }
        known.remove(place.atlas.towns.get(1).id);
        var seen = new HashSet<NodeId>();
        var fewer = place.ground(Atlas.DAY);
        for (int i = 0; i < 300; i++) {
            seen.addAll(nodes(place.paths.forward(fewer, Optional.empty(), List.of())));
        }
        assertThat(seen).hasSize(40);
    }

    @Test
    void aGuardThatLosesMuchMoreThanTheOthersGetsNothingButLoops() {
        Cases.forAll(20, random -> {
            var place = new Place(random, 20, 6, PathsTest::everybody);
            var ground = place.ground(Atlas.DAY);
            var thief = random.pick(place.guards.all());
            double everywhere = random.nextDouble() * 0.2;
            double stolen = 0.45 + random.nextDouble() / 2;
            int before = run(place, ground, everywhere, Map.of(thief, stolen), 600);
            assertThat(before).isBetween(0, 600);
            assertThat(place.guards.all()).filteredOn(place.paths::isAvoided).containsExactly(thief);
            for (int i = 0; i < 50; i++) {
                assertThat(nodes(place.paths.forward(ground, Optional.empty(), List.of()))
                                .getFirst())
                        .isNotEqualTo(thief);
                assertThat(nodes(place.paths.reply(ground)).getLast()).isNotEqualTo(thief);
            }
            var looped = new HashSet<NodeId>();
            for (int i = 0; i < 50; i++) {
                looped.addAll(nodes(place.paths.loop(ground)));
            }
            assertThat(looped).contains(thief);
            run(place, ground, everywhere, Map.of(), 1_500);
            assertThat(place.guards.all()).noneMatch(place.paths::isAvoided);
        });
    }

    @Test
    void aBadNetworkIsNoGuardsFault() {
        int avoided = 0;
        for (int seed = 0; seed < 40; seed++) {
            var place = new Place(new Case(seed), 20, 6, PathsTest::everybody);
            run(place, place.ground(Atlas.DAY), 0.4, Map.of(), 400);
            avoided += (int)
                    place.guards.all().stream().filter(place.paths::isAvoided).count();
        }
        assertThat(avoided).isLessThanOrEqualTo(2);
    }

    /// Loops and deposits in turn; a packet is lost with the chance `everywhere`, and at the guards that steal.
    private static int run(Place place, Ground ground, double everywhere, Map<NodeId, Double> steal, int packets) {
        var random = place.atlas.random;
        int lost = 0;
        for (int i = 0; i < packets; i++) {
            var route =
                    i % 2 == 0 ? place.paths.loop(ground) : place.paths.forward(ground, Optional.empty(), List.of());
            boolean arrived = random.nextDouble() >= everywhere;
            for (var node : nodes(route)) {
                arrived &= random.nextDouble() >= steal.getOrDefault(node, 0.0);
            }
            lost += arrived ? 0 : 1;
            place.paths.handleResult((Path) route, arrived, Atlas.at(Duration.ofSeconds(5L * i)));
        }
        return lost;
    }

    @Test
    void ifAllGuardsAreAvoidedAllAreUsed() {
        var place = new Place(new Case(7), 20, 1, PathsTest::everybody);
        var ground = place.ground(Atlas.DAY);
        assertThat(place.guards.all()).hasSize(1);
        var only = place.guards.all();
        run(place, ground, 0, Map.of(only.getFirst(), 0.9), 400);
        assertThat(nodes(place.paths.forward(ground, Optional.empty(), List.of())))
                .startsWith(only.getFirst());
    }

    @Test
    void addressesOfThisSiteAreNotCompared() {
        var place = new Place(new Case(8), 6, 4, PathsTest::everybody);
        for (var town : new ArrayList<>(place.atlas.towns)) {
            town.addresses.add(NetAddress.of(new byte[] {10, 0, 0, 1}, 7411));
        }
        var ground = place.ground(Atlas.DAY);
        var seen = new HashSet<NodeId>();
        for (int i = 0; i < 200; i++) {
            seen.addAll(nodes(place.paths.forward(ground, Optional.empty(), List.of())));
        }
        assertThat(seen).hasSize(6);
    }
}
