package org.heliograph.core.mesh.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.heliograph.core.mesh.Atlas.START;
import static org.heliograph.core.mesh.Atlas.at;
import static org.heliograph.core.mesh.Atlas.in;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.heliograph.core.LinkId;
import org.heliograph.core.NodeId;
import org.heliograph.core.Now;
import org.heliograph.core.mesh.Atlas;
import org.heliograph.core.mesh.Atlas.Town;
import org.heliograph.core.mesh.Neighbours;
import org.heliograph.core.mesh.Neighbours.Neighbour;
import org.heliograph.core.mesh.NodeRecord;
import org.heliograph.core.mesh.route.Routing.Drop;
import org.heliograph.core.mesh.route.Routing.Relayed;
import org.heliograph.core.wire.LinkFrame;
import org.heliograph.testkit.Case;
import org.heliograph.testkit.Cases;
import org.junit.jupiter.api.Test;

class RelayingTest {
    private static LinkFrame frame(int type, NodeId target, int hopLimit) {
        return LinkFrame.of(type, new byte[] {1}).to(target.a(), hopLimit);
    }

    private static LinkFrame frame(NodeId target) {
        return frame(LinkFrame.RELAY, target, Relaying.HOP_LIMIT);
    }

    /// A node with its links, its graph and what it passes on.
    private static final class Station {
        final Town town;
        final Relaying relaying;
        final Map<NodeId, Neighbour> links = new LinkedHashMap<>();
        final Topology topology;

        Station(Town town, List<Town> linked, List<NodeRecord> known) {
            this.town = town;
            this.relaying = new Relaying(town.id);
            var neighbours = new Neighbours();
            linked.forEach(other -> links.put(other.id, Atlas.up(neighbours, other.id, true)));
            this.topology = Topology.of(town.id, neighbours.all(), known);
        }

        Relayed handle(NodeId from, LinkFrame frame, Now now) {
            return relaying.handle(in(links, from), frame, topology, now);
        }

        NodeId end(LinkId link) {
            return links.values().stream()
                    .filter(it -> it.link().equals(link))
                    .findFirst()
                    .orElseThrow()
                    .node();
        }
    }

    /// Sends one frame from `start` and lets it go on; the nodes that it visited, the last one being where it ended.
    private static List<NodeId> journey(Map<NodeId, Station> stations, Town start, Town target) {
        var way = in(stations, start.id).topology.way(target.id.a(), _ -> true);
        var visited = new ArrayList<>(List.of(start.id));
        var frame = frame(target.id);
        var link = way.map(Topology.Way::link);
        while (link.isPresent()) {
            var from = visited.getLast();
            var to = in(stations, from).end(link.get());
            visited.add(to);
            var outcome = in(stations, to).handle(from, frame, START);
            link = Optional.empty();
            if (outcome instanceof Relayed.Onward(var next, var changed)) {
                assertThat(in(stations, to).end(next)).isNotEqualTo(from);
                assertThat(changed.hopLimit()).isLessThan(frame.hopLimit());
                assertThat(changed.target()).isEqualTo(target.id.a());
                link = Optional.of(next);
                frame = changed;
            }
            assertThat(visited.size()).isLessThanOrEqualTo(Relaying.HOP_LIMIT + 2);
        }
        return visited;
    }

    @Test
    void aFrameTakesAShortestWayWhereAllKnowTheSameGraph() {
        Cases.forAll(30, random -> {
            var atlas = new Atlas(random, random.nextInt(3, 40));
            atlas.join(random.nextInt(1, 4));
            var records = atlas.records();
            var stations = new HashMap<NodeId, Station>();
            atlas.towns.forEach(town -> stations.put(town.id, new Station(town, town.links, records)));
            for (int i = 0; i < 30; i++) {
                var start = random.pick(atlas.towns);
                var target = random.pick(atlas.towns);
                int hops = in(stations, start.id).topology.hops(target.id);
                var journey = journey(stations, start, target);
                if (hops > 0 && hops <= Relaying.HOP_LIMIT + 1) {
                    assertThat(journey).hasSize(hops + 1).endsWith(target.id).doesNotHaveDuplicates();
                }
            }
        });
    }

    /// Each node knows its own live links, and of the others what happens to have come to it, some of it long untrue.
    @Test
    void aFrameEndsWhateverTheNodesOnItsWayBelieve() {
        int[] strayed = {0};
        Cases.forAll(60, random -> {
            var atlas = new Atlas(random, random.nextInt(6, 30));
            atlas.join(random.nextInt(2, 4));
            var versions = new ArrayList<>(List.of(atlas.records()));
            for (int i = 0; i < 3; i++) {
                atlas.change(4);
                versions.add(atlas.records());
            }
            var stations = new HashMap<NodeId, Station>();
            for (var town : atlas.towns) {
                var known = new ArrayList<NodeRecord>();
                for (int i = 0; i < atlas.towns.size(); i++) {
                    known.add(random.pick(versions).get(i));
                }
                stations.put(town.id, new Station(town, town.links, known));
            }
            for (int i = 0; i < 100; i++) {
                var journey = journey(stations, random.pick(atlas.towns), random.pick(atlas.towns));
                strayed[0] += new HashSet<>(journey).size() < journey.size() ? 1 : 0;
            }
        });
        // Some did go in circles, so the graphs were stale enough to show something.
        assertThat(strayed[0]).isPositive();
    }

    @Test
    void aFrameForThisNodeIsMineAndCostsNothing() {
        var atlas = new Atlas(new Case(1), 3);
        atlas.join(2);
        var station = new Station(atlas.towns.get(0), atlas.towns.get(0).links, atlas.records());
        var from = atlas.towns.get(0).links.getFirst().id;
        for (int i = 0; i < 10_000; i++) {
            assertThat(station.handle(from, frame(station.town.id), START)).isEqualTo(new Relayed.Mine());
            assertThat(station.handle(from, LinkFrame.of(LinkFrame.GOSSIP, new byte[0]), START))
                    .isEqualTo(new Relayed.Mine());
        }
        assertThat(station.relaying.forwarded()).isZero();
        assertThat(station.relaying.dropped()).isEmpty();
    }

    /// a - me - b, and b - c.
    private static Station middle(Atlas atlas) {
        var me = atlas.towns.get(1);
        atlas.towns.get(0).link(me);
        me.link(atlas.towns.get(2));
        atlas.towns.get(2).link(atlas.towns.get(3));
        return new Station(me, me.links, atlas.records());
    }

    @Test
    void whatIsNotForwardedIsCountedByReason() {
        var atlas = new Atlas(new Case(2), 5);
        var station = middle(atlas);
        var a = atlas.towns.get(0).id;
        var b = atlas.towns.get(2).id;
        var c = atlas.towns.get(3).id;
        var nobody = atlas.towns.get(4).id;
        assertThat(station.handle(a, frame(c), START)).isInstanceOf(Relayed.Onward.class);
        assertThat(station.handle(a, frame(LinkFrame.STORE, c, 2), START)).isInstanceOf(Relayed.Onward.class);
        assertThat(station.handle(a, frame(LinkFrame.RELAY, c, 1), START))
                .isEqualTo(new Relayed.Dropped(Drop.HOP_LIMIT));
        assertThat(station.handle(a, frame(LinkFrame.RELAY, b, 0), START))
                .isEqualTo(new Relayed.Dropped(Drop.HOP_LIMIT));
        assertThat(station.handle(a, frame(nobody), START)).isEqualTo(new Relayed.Dropped(Drop.NO_WAY));
        assertThat(station.handle(a, frame(a), START)).isEqualTo(new Relayed.Dropped(Drop.NO_WAY));
        for (int type :
                new int[] {LinkFrame.PAD, LinkFrame.GOSSIP, LinkFrame.RECON, LinkFrame.CTRL, LinkFrame.DIRECT}) {
            assertThat(station.handle(a, frame(type, c, 8), START)).isEqualTo(new Relayed.Dropped(Drop.NOT_FOR_OTHERS));
        }
        assertThat(station.relaying.forwarded()).isEqualTo(2);
        assertThat(station.relaying.dropped())
                .isEqualTo(Map.of(Drop.HOP_LIMIT, 2L, Drop.NO_WAY, 2L, Drop.NOT_FOR_OTHERS, 5L));
    }

    @Test
    void aHopLimitAboveTheCommonOneCountsAsThat() {
        var atlas = new Atlas(new Case(3), 4);
        var station = middle(atlas);
        var outcome = station.handle(atlas.towns.get(0).id, frame(LinkFrame.RELAY, atlas.towns.get(3).id, 255), START);
        assertThat(((Relayed.Onward) outcome).frame().hopLimit()).isEqualTo(Relaying.HOP_LIMIT - 1);
    }

    @Test
    void nothingGoesToANeighbourThatDoesNotWantIt() {
        var atlas = new Atlas(new Case(4), 3);
        var me = atlas.towns.get(1);
        atlas.towns.get(0).link(me);
        var shy = atlas.towns.get(2);
        var station = new Station(me, List.of(atlas.towns.get(0), shy), atlas.records());
        var from = atlas.towns.get(0).id;
        var link = in(station.links, shy.id).link();
        assertThat(station.handle(from, frame(shy.id), START)).isEqualTo(new Relayed.Dropped(Drop.NO_WAY));
        assertThat(station.relaying.register(link)).isTrue();
        assertThat(station.handle(from, frame(shy.id), START))
                .isInstanceOfSatisfying(
                        Relayed.Onward.class,
                        onward -> assertThat(onward.link()).isEqualTo(link));
        station.relaying.handleDown(link);
        assertThat(station.handle(from, frame(shy.id), START)).isEqualTo(new Relayed.Dropped(Drop.NO_WAY));
    }

    @Test
    void onlySoManyNeighboursCanRegister() {
        var relaying = new Relaying(NodeId.ZERO);
        for (int i = 0; i < Relaying.MAX_REGISTERED; i++) {
            assertThat(relaying.register(new LinkId(i))).isTrue();
        }
        assertThat(relaying.register(new LinkId(99))).isFalse();
        assertThat(relaying.register(new LinkId(0))).isTrue();
        relaying.handleDown(new LinkId(5));
        assertThat(relaying.register(new LinkId(99))).isTrue();
    }

    @Test
    void aNeighbourGetsItsShareAndNoMore() {
        Cases.forAll(10, random -> {
            var atlas = new Atlas(random, 4);
            var station = middle(atlas);
            var from = atlas.towns.get(0).id;
            var target = atlas.towns.get(3).id;
            var sent = new ArrayDeque<Duration>();
            var time = Duration.ZERO;
            for (int i = 0; i < 1_500; i++) {
                time = time.plusNanos(
                        random.oneIn(100) ? random.nextLong(10_000_000_000L) : random.nextLong(80_000_000L));
                if (station.handle(from, frame(target), at(time)) instanceof Relayed.Onward) {
                    sent.add(time);
                }
            }
            var times = List.copyOf(sent);
            for (int i = 0; i < times.size(); i++) {
                for (int j = i; j < times.size(); j += 31) {
                    double seconds = times.get(j).minus(times.get(i)).toNanos() / 1e9;
                    assertThat((j - i + 1) * 4_096.0)
                            .isLessThanOrEqualTo(Relaying.BURST_BYTES + seconds * Relaying.BYTES_PER_SECOND + 1);
                }
            }
            // One that keeps to its share loses nothing, and has the share again after a rest.
            var later = time.plusSeconds(60);
            for (int i = 0; i < 400; i++) {
                later = later.plusNanos(62_500_000);
                assertThat(station.handle(from, frame(target), at(later))).isInstanceOf(Relayed.Onward.class);
            }
        });
    }

    @Test
    void oneNeighboursFloodIsNotAnothersLoss() {
        var atlas = new Atlas(new Case(6), 4);
        var station = middle(atlas);
        for (int i = 0; i < 1_000; i++) {
            station.handle(atlas.towns.get(0).id, frame(atlas.towns.get(3).id), START);
        }
        assertThat(station.handle(atlas.towns.get(0).id, frame(atlas.towns.get(3).id), START))
                .isEqualTo(new Relayed.Dropped(Drop.TOO_MUCH));
        assertThat(station.handle(atlas.towns.get(2).id, frame(atlas.towns.get(0).id), START))
                .isInstanceOf(Relayed.Onward.class);
        assertThat(station.relaying.forwarded()).isEqualTo(Relaying.BURST_BYTES / Relaying.FRAME_BYTES + 1);
    }
}
