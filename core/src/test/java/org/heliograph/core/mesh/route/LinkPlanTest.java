package org.heliograph.core.mesh.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.heliograph.core.mesh.Atlas.at;
import static org.heliograph.core.mesh.Atlas.in;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.heliograph.core.NodeId;
import org.heliograph.core.mesh.Atlas;
import org.heliograph.core.mesh.Atlas.Town;
import org.heliograph.core.mesh.Neighbours.Neighbour;
import org.heliograph.core.mesh.NodeRecord;
import org.heliograph.core.wire.NetAddress;
import org.heliograph.core.wire.NetAddress.Reach;
import org.heliograph.testkit.Case;
import org.heliograph.testkit.Cases;
import org.junit.jupiter.api.Test;

class LinkPlanTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    /// Towns at addresses of their own, each in its own /16.
    private static Atlas spread(Case random, int count) {
        var atlas = new Atlas(random, count);
        for (int i = 0; i < count; i++) {
            atlas.towns.get(i).addresses.add(Atlas.address(20 + i / 200, i % 200, 1, 1));
        }
        return atlas;
    }

    @Test
    void nothingIsDialledThatAStrangerShouldNotChoose() {
        Cases.forAll(30, random -> {
            var atlas = new Atlas(random, 40);
            var byAddress = new HashMap<String, Town>();
            for (var town : atlas.towns) {
                for (int i = random.nextInt(4); i >= 0; i--) {
                    var address = random.pick(
                            Atlas.address(80, random.nextInt(3), 1, 1),
                            Atlas.address(127, 0, 0, 1 + random.nextInt(3)),
                            Atlas.address(10, 0, 0, random.nextInt(9)),
                            Atlas.address(224, 0, 0, 1));
                    var own = new NetAddress(4, address.high(), 0, 1_000 + byAddress.size());
                    byAddress.put(own.toString(), town);
                    town.addresses.add(own);
                }
                town.capabilities = random.oneIn(4) ? NodeRecord.STORES : town.capabilities;
            }
            var keeper = new Keeper(atlas);
            keeper.records = atlas.records();
            boolean local = random.nextBoolean();
            if (local) {
                keeper.plan.allow(random.pick(Reach.SITE, Reach.NOWHERE));
            }
            byAddress.keySet().stream().limit(3).forEach(keeper.asked::add);
            var dials = new HashMap<NetAddress, List<Duration>>();
            var flying = new HashSet<String>();
            for (; keeper.time.toMinutes() < 8; keeper.time = keeper.time.plusMillis(random.nextInt(700))) {
                var dial = keeper.due();
                dial.ifPresent(address -> {
                    var town = in(byAddress, address);
                    var at = town.addresses.stream()
                            .filter(it -> it.toString().equals(address))
                            .findFirst()
                            .orElseThrow();
                    assertThat(town).isNotEqualTo(keeper.me);
                    assertThat(keeper.neighbours.all())
                            .noneMatch(link -> link.node().equals(town.id));
                    assertThat(town.capabilities & NodeRecord.DIALABLE).isPositive();
                    assertThat(at.reach()).isIn(local ? List.of(Reach.WORLD, Reach.SITE) : List.of(Reach.WORLD));
                    assertThat(keeper.asked).doesNotContain(address);
                    dials.computeIfAbsent(new NetAddress(4, at.high(), 0, 1), _ -> new ArrayList<>())
                            .add(keeper.time);
                    flying.add(address);
                });
                assertThat(flying).hasSizeLessThanOrEqualTo(LinkPlan.MAX_DIALLING);
                for (var address : List.copyOf(flying)) {
                    if (random.oneIn(3)) {
                        flying.remove(address);
                        if (random.oneIn(12)
                                && keeper.neighbours.all().stream()
                                        .noneMatch(link -> link.node().equals(in(byAddress, address).id))) {
                            keeper.up(in(byAddress, address).id, true, address);
                        } else {
                            keeper.plan.handleFailed(address, keeper.now());
                        }
                    }
                }
            }
            assertThat(dials).isNotEmpty();
            assertThat(dials.values()).allSatisfy(times -> {
                for (int i = 2; i < times.size(); i++) {
                    assertThat(times.get(i).minus(times.get(i - 2))).isGreaterThanOrEqualTo(Duration.ofMinutes(1));
                }
            });
        });
    }

    @Test
    void whomItDialsFirstIsChance() {
        var atlas = spread(new Case(1), 11);
        var records = atlas.records();
        var counts = new HashMap<String, Integer>();
        int draws = 5_000;
        for (int i = 0; i < draws; i++) {
            var keeper = new Keeper(atlas);
            keeper.records = records;
            counts.merge(keeper.due().orElseThrow(), 1, Integer::sum);
        }
        assertThat(counts)
                .hasSize(10)
                .allSatisfy((_, count) -> assertThat((double) count).isCloseTo(500, within(110.0)));
    }

    @Test
    void aDeadNodeIsTriedEverMoreRarely() {
        var atlas = spread(new Case(2), 2);
        var keeper = new Keeper(atlas);
        keeper.records = atlas.records();
        var dials = new ArrayList<Duration>();
        for (int i = 0; i < 12; i++) {
            var address = keeper.nextDial();
            dials.add(keeper.time);
            keeper.plan.handleFailed(address, keeper.now());
        }
        for (int i = 1; i < 12; i++) {
            double wait = Math.min(30 * Math.pow(2, i - 1), (double) LinkPlan.LONGEST_WAIT.toSeconds());
            double gap = dials.get(i).minus(dials.get(i - 1)).toMillis() / 1e3;
            // The wait is half as long to half as long again; and it may be some time until one looks again.
            assertThat(gap).isBetween(wait / 2, wait * 1.5 + 31);
        }
    }

    @Test
    void linksAreSpreadOverNeighbourhoodsWhereThatIsPossible() {
        Cases.forAll(30, random -> {
            var atlas = new Atlas(random, 60);
            for (int i = 0; i < 60; i++) {
                // One owner has most of the nodes.
                atlas.towns.get(i).addresses.add(i < 50 ? Atlas.address(66, 6, i, 1) : Atlas.address(80, i, 1, 1));
            }
            var keeper = new Keeper(atlas);
            keeper.records = atlas.records();
            int inOne = 0;
            for (int i = 0; i < 8; i++) {
                var address = keeper.nextDial();
                var town = atlas.towns.stream()
                        .filter(it -> it.addresses.getFirst().toString().equals(address))
                        .findFirst()
                        .orElseThrow();
                keeper.up(town.id, true, address);
                inOne += address.startsWith("66.6.") ? 1 : 0;
            }
            assertThat(inOne).isLessThanOrEqualTo(1);
        });
    }

    @Test
    void whoIsDialledByManyStillDialsSome() {
        var atlas = spread(new Case(3), 30);
        var keeper = new Keeper(atlas);
        keeper.records = atlas.records();
        for (int i = 1; i <= 12; i++) {
            keeper.up(atlas.towns.get(i).id, false, "");
        }
        for (int i = 0; i < LinkPlan.OWN_CHOICE; i++) {
            var address = keeper.nextDial();
            var town = atlas.towns.stream()
                    .filter(it -> it.addresses.getFirst().toString().equals(address))
                    .findFirst()
                    .orElseThrow();
            keeper.up(town.id, true, address);
            assertThat(keeper.time).isBetween(LinkPlan.OWN_PACE.multipliedBy(i), LinkPlan.OWN_PACE.multipliedBy(i + 1));
        }
        for (int i = 0; i < 1_000; i++) {
            keeper.time = keeper.time.plusSeconds(10);
            assertThat(keeper.due()).isEmpty();
        }
        assertThat(keeper.plan.nextWake()).isEmpty();
    }

    @Test
    void aGuardThatIsAwayIsDialledFirstAndAlsoWhenThereAreLinksEnough() {
        var atlas = spread(new Case(4), 30);
        var keeper = new Keeper(atlas);
        keeper.records = atlas.records();
        var links = new ArrayList<Neighbour>();
        for (int i = 1; i <= 10; i++) {
            links.add(keeper.up(atlas.towns.get(i).id, true, ""));
        }
        keeper.guards.review(keeper.topology(), keeper.neighbours.all(), keeper.now());
        var guard = keeper.guards.all().get(1);
        keeper.down(links.stream()
                .filter(link -> link.node().equals(guard))
                .findFirst()
                .orElseThrow());
        var address = keeper.nextDial();
        assertThat(keeper.time).isLessThan(Duration.ofSeconds(5));
        assertThat(address)
                .isEqualTo(atlas.towns.stream()
                        .filter(town -> town.id.equals(guard))
                        .findFirst()
                        .orElseThrow()
                        .addresses
                        .getFirst()
                        .toString());
    }

    @Test
    void whoHasEnoughLinksIsLetAlone() {
        var atlas = spread(new Case(5), 2);
        var keeper = new Keeper(atlas);
        keeper.records = atlas.records();
        var link = keeper.up(atlas.towns.get(1).id, true, keeper.nextDial());
        keeper.plan.handleGoodbye(link.node(), keeper.now());
        keeper.down(link);
        keeper.nextDial();
        assertThat(keeper.time).isBetween(Duration.ofMinutes(30), Duration.ofMinutes(91));
    }

    @Test
    void whoeverAnswersIsRememberedThere() {
        var atlas = spread(new Case(6), 3);
        var keeper = new Keeper(atlas);
        keeper.records = List.of(atlas.towns.get(1).record());
        var address = keeper.nextDial();
        keeper.up(atlas.towns.get(2).id, true, address);
        assertThat(keeper.peers.all())
                .containsExactly(new Peers.Peer(
                        atlas.towns.get(2).id,
                        atlas.towns.get(1).addresses.getFirst(),
                        keeper.now().wallSeconds()));
        keeper.nextDial();
        assertThat(keeper.time).isGreaterThan(LinkPlan.FIRST_WAIT.dividedBy(2));
    }

    @Test
    void aNodeThatCameByItselfIsNotDialledMeanwhile() {
        var atlas = spread(new Case(7), 6);
        var keeper = new Keeper(atlas);
        keeper.records = atlas.records();
        for (int i = 0; i < LinkPlan.MAX_DIALLING; i++) {
            keeper.nextDial();
        }
        keeper.time = keeper.time.plus(SECOND);
        assertThat(keeper.due()).isEmpty();
        atlas.towns.subList(1, 6).forEach(town -> keeper.up(town.id, false, ""));
        keeper.time = keeper.time.plusMinutes(1);
        assertThat(keeper.due()).isEmpty();
    }

    @Test
    void anAnswerThatNeverComesIsNotWaitedForForEver() {
        var atlas = spread(new Case(8), 6);
        var keeper = new Keeper(atlas);
        keeper.records = atlas.records();
        for (int i = 0; i < LinkPlan.MAX_DIALLING; i++) {
            keeper.nextDial();
        }
        keeper.time = keeper.time.plus(SECOND);
        assertThat(keeper.due()).isEmpty();
        keeper.time = keeper.time.plusMinutes(1);
        assertThat(keeper.due()).isPresent();
    }

    @Test
    void afterWeeksAwayRememberedPeersAreTriedInRandomOrderAFewAtATime() {
        Cases.forAll(10, random -> {
            var atlas = spread(random, 400);
            var keeper = new Keeper(atlas);
            for (var town : atlas.towns.subList(1, 400)) {
                keeper.peers.remember(town.id, town.addresses.getFirst(), 1_000);
            }
            keeper.time = Duration.ofDays(40);
            var order = new ArrayList<Integer>();
            for (int i = 0; i < 60; i++) {
                var address = keeper.nextDial();
                order.add(address.hashCode());
                keeper.plan.handleFailed(address, keeper.now());
            }
            assertThat(order).doesNotHaveDuplicates();
            assertThat(keeper.time.minus(Duration.ofDays(40)))
                    .isBetween(LinkPlan.PACE.multipliedBy(59), LinkPlan.PACE.multipliedBy(70));
            int rises = 0;
            for (int i = 1; i < 60; i++) {
                rises += order.get(i) > order.get(i - 1) ? 1 : 0;
            }
            assertThat(rises).isBetween(15, 45);
        });
    }

    @Test
    void ofTooManyLinksTheYoungestGoesThatIsNeitherKeptNorInNeed() {
        Cases.forAll(60, random -> {
            var atlas = spread(random, 40);
            atlas.join(random.nextInt(6, 12));
            var keeper = new Keeper(atlas);
            keeper.records = atlas.records();
            var kept = new HashSet<NodeId>();
            for (var town : atlas.towns.subList(1, random.nextInt(12, 30))) {
                keeper.up(town.id, random.nextBoolean(), "");
                if (random.oneIn(3)) {
                    kept.add(town.id);
                }
            }
            var quiet = random.nextInt(1, 50);
            for (int second = 0; second <= quiet; second++) {
                keeper.time = Duration.ofSeconds(second);
                assertThat(keeper.surplus(kept)).isEmpty();
            }
            var last = Optional.<Duration>empty();
            for (; keeper.time.toMinutes() < 40; keeper.time = keeper.time.plusSeconds(random.nextInt(1, 20))) {
                int count = keeper.neighbours.count();
                var leave = keeper.surplus(kept);
                if (leave.isEmpty()) {
                    continue;
                }
                assertThat(count).isGreaterThan(LinkPlan.MOST);
                last.ifPresent(
                        before -> assertThat(keeper.time.minus(before)).isGreaterThanOrEqualTo(LinkPlan.CROWDED));
                last = Optional.of(keeper.time);
                var gone = keeper.neighbours.at(leave.get()).orElseThrow();
                var mayGo = mayGo(keeper, atlas, kept);
                assertThat(gone).isEqualTo(mayGo.getLast());
                keeper.down(gone);
            }
            assertThat(keeper.neighbours.count() <= LinkPlan.MOST
                            || mayGo(keeper, atlas, kept).isEmpty())
                    .isTrue();
        });
    }

    /// Links that may end for there are too many, in the order in which they came up.
    private static List<Neighbour> mayGo(Keeper keeper, Atlas atlas, Set<NodeId> kept) {
        var links = keeper.neighbours.all();
        boolean keepsOwn = links.stream().filter(Neighbour::dialler).count() <= LinkPlan.OWN_CHOICE;
        return links.stream()
                .filter(link -> !kept.contains(link.node()) && !(keepsOwn && link.dialler()))
                .filter(link -> atlas.towns.stream()
                        .anyMatch(town -> town.id.equals(link.node()) && town.links.size() > LinkPlan.FEWEST))
                .toList();
    }

    /// Everyone keeps links; then some more come, and some leave.
    @Test
    void aNetworkFindsItsShapeAndKeepsIt() {
        Cases.forAll(3, random -> {
            var atlas = spread(random, 40);
            var towns = new ArrayList<>(atlas.towns);
            var world = new World(atlas, towns.subList(0, 30));
            world.runFor(Duration.ofMinutes(10));
            world.check();
            world.add(towns.subList(30, 40));
            towns.subList(0, 6).forEach(world::remove);
            world.runFor(Duration.ofMinutes(60));
            world.check();
            int changes = world.changes;
            world.runFor(Duration.ofMinutes(60));
            assertThat(world.changes).isEqualTo(changes);
        });
    }

    /// Nodes that dial each other; one in four cannot be dialled.
    private static final class World {
        final Atlas atlas;
        final Map<String, Keeper> byAddress = new HashMap<>();
        final Map<NodeId, Keeper> byId = new HashMap<>();
        final Map<NodeId, NodeRecord> records = new HashMap<>();
        final List<Keeper> keepers = new ArrayList<>();
        int changes;
        Duration time = Duration.ZERO;

        World(Atlas atlas, List<Town> towns) {
            this.atlas = atlas;
            add(towns);
        }

        void add(List<Town> towns) {
            for (var town : List.copyOf(towns)) {
                var alone = new Atlas(atlas.random, 0);
                alone.towns.add(town);
                var keeper = new Keeper(alone);
                keepers.add(keeper);
                byAddress.put(town.addresses.getFirst().toString(), keeper);
                byId.put(town.id, keeper);
                if (keepers.size() % 4 == 0) {
                    town.capabilities = NodeRecord.STORES;
                    town.addresses.clear();
                }
                records.put(town.id, town.record());
            }
        }

        void remove(Town town) {
            var gone = in(byId, town.id);
            byId.remove(town.id);
            keepers.remove(gone);
            records.remove(town.id);
            gone.neighbours.all().forEach(link -> unlink(gone, link));
        }

        void link(Keeper from, String address) {
            var to = in(byAddress, address);
            boolean isThere = byId.containsKey(to.me.id);
            if (!isThere
                    || to.neighbours.all().stream().anyMatch(link -> link.node().equals(from.me.id))) {
                from.plan.handleFailed(address, from.now());
                return;
            }
            from.up(to.me.id, true, address);
            to.up(from.me.id, false, "");
            from.me.link(to.me);
            changed(from, to);
        }

        void unlink(Keeper from, Neighbour link) {
            from.down(link);
            var to = byId.get(link.node());
            if (to != null) {
                to.neighbours.all().stream()
                        .filter(it -> it.node().equals(from.me.id))
                        .toList()
                        .forEach(it -> {
                            to.plan.handleGoodbye(from.me.id, to.now());
                            to.down(it);
                        });
                from.me.links.remove(to.me);
                to.me.links.remove(from.me);
                changed(from, to);
            }
        }

        void changed(Keeper... keepers) {
            changes++;
            for (var keeper : keepers) {
                // A record has room for so many links.
                var all = List.copyOf(keeper.me.links);
                keeper.me
                        .links
                        .subList(Math.min(NodeRecord.LINKS, all.size()), all.size())
                        .clear();
                records.put(keeper.me.id, keeper.me.record());
                keeper.me.links.clear();
                keeper.me.links.addAll(all);
            }
        }

        void runFor(Duration more) {
            for (var end = time.plus(more); time.compareTo(end) < 0; time = time.plusMillis(500)) {
                for (var keeper : List.copyOf(keepers)) {
                    keeper.time = time;
                    var now = keeper.now().uptime();
                    if (!keeper.changed
                            && keeper.plan
                                    .nextWake()
                                    .filter(at -> at.compareTo(now) <= 0)
                                    .isEmpty()) {
                        continue;
                    }
                    keeper.changed = false;
                    keeper.records = List.copyOf(records.values());
                    keeper.due().ifPresent(address -> link(keeper, address));
                    keeper.surplus(Set.of()).flatMap(keeper.neighbours::at).ifPresent(link -> unlink(keeper, link));
                }
            }
        }

        /// Everyone has links enough and reaches all others; who has too many has them with nodes in need.
        void check() {
            for (var keeper : keepers) {
                assertThat(keeper.neighbours.count()).isGreaterThanOrEqualTo(LinkPlan.FEWEST);
                if (keeper.neighbours.count() > LinkPlan.MOST) {
                    assertThat(mayGo(keeper, atlas, Set.of())).isEmpty();
                }
                var topology = Topology.of(keeper.me.id, keeper.neighbours.all(), records.values());
                assertThat(topology.reachable().size()).isEqualTo(keepers.size() - 1);
            }
        }
    }
}
