package org.heliograph.core.mesh.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.heliograph.core.mesh.Atlas.START;
import static org.heliograph.core.mesh.Atlas.at;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.heliograph.core.ContactId;
import org.heliograph.core.LinkId;
import org.heliograph.core.PeerFault;
import org.heliograph.core.mesh.Atlas;
import org.heliograph.core.mesh.Atlas.Town;
import org.heliograph.core.mesh.Dialing;
import org.heliograph.core.mesh.Neighbours;
import org.heliograph.core.mesh.Neighbours.Neighbour;
import org.heliograph.core.mesh.NodeRecord;
import org.heliograph.core.mesh.route.Routing.Drop;
import org.heliograph.core.mesh.route.Routing.Hop;
import org.heliograph.core.mesh.route.Routing.LinkWish;
import org.heliograph.core.mesh.route.Routing.NoPath;
import org.heliograph.core.mesh.route.Routing.Path;
import org.heliograph.core.mesh.route.Routing.Relayed;
import org.heliograph.core.mesh.route.Routing.Standing;
import org.heliograph.core.mesh.route.Routing.Why;
import org.heliograph.core.wire.LinkFrame;
import org.heliograph.core.wire.NetAddress.Reach;
import org.heliograph.core.wire.Position;
import org.heliograph.testkit.Case;
import org.junit.jupiter.api.Test;

class RoutingTest {
    private final Atlas atlas = new Atlas(new Case(21), 30);
    private final Town me = atlas.towns.getFirst();
    private final Neighbours neighbours = new Neighbours();
    private final Dialing dialing = new Dialing(Atlas.entropy(atlas.random));
    private final List<NodeRecord> records = new ArrayList<>();
    private final Routing routing = routing();
    private int graphs;

    private Routing routing() {
        Iterable<NodeRecord> counted = () -> {
            graphs++;
            return records.iterator();
        };
        return new Routing(
                new Routing.Sources(me.id, neighbours, counted, _ -> true, dialing), Atlas.entropy(atlas.random));
    }

    /// Everybody is joined, this node to the first ones.
    private void join(int links) {
        for (int i = 0; i < 30; i++) {
            atlas.towns.get(i).addresses.add(Atlas.address(50, i, 1, 1));
        }
        atlas.join(3);
        me.links.clear();
        atlas.towns.subList(1, links + 1).forEach(town -> {
            town.links.remove(me);
            me.link(town);
        });
        records.addAll(atlas.records());
        routing.handleRecords(START);
        atlas.towns.subList(1, links + 1).forEach(town -> up(town, true, "x"));
    }

    private Neighbour up(Town town, boolean dialler, String address) {
        var id = new LinkId(neighbours.all().stream()
                        .mapToLong(it -> it.link().value())
                        .max()
                        .orElse(0)
                + 1);
        var link = neighbours.handleUp(id, town.id, dialler, new byte[32], address);
        routing.handleUp(link, START);
        return link;
    }

    @Test
    void aNodeAloneHasNoPathAndSaysWhy() {
        assertThat(routing.links(START)).isEmpty();
        assertThat(routing.forward(List.of(), Atlas.DAY, START)).isEqualTo(new NoPath(Why.TOO_FEW_NODES));
        assertThat(routing.standing(START)).isEqualTo(new Standing(0, 0, 0, 0, 0, Map.of()));
        assertThat(routing.send(atlas.towns.get(1).id, LinkFrame.of(LinkFrame.SPHINX, new byte[0]), START))
                .isEmpty();
        assertThat(routing.takeRow()).isEmpty();
    }

    @Test
    void withLinksThereAreGuardsAndPathsAllTheWay() {
        join(8);
        routing.links(START);
        var standing = routing.standing(START);
        assertThat(standing.reachable()).isEqualTo(29);
        assertThat(standing.guards()).isEqualTo(3).isEqualTo(standing.guardsLinked());
        var path = (Path) routing.forward(List.of(), Atlas.DAY, START);
        var other = (Path) routing.forward(path.hops(), Atlas.DAY, START);
        assertThat(path.hops())
                .hasSize(3)
                .extracting(Hop::node)
                .doesNotContainAnyElementsOf(
                        other.hops().stream().skip(1).map(Hop::node).toList());
        var exit = atlas.towns.get(20).id;
        assertThat(((Path) routing.forwardTo(exit, Atlas.DAY, START))
                        .hops()
                        .getLast()
                        .node())
                .isEqualTo(exit);
        assertThat(((Path) routing.reply(Atlas.DAY + 1, START)).hops()).hasSize(2);
        assertThat(((Path) routing.loop(Atlas.DAY, START)).hops()).hasSize(3);
        routing.handleResult(path, false, START);
        assertThat(routing.standing(START).avoided()).isZero();
    }

    @Test
    void guardsAndPeersOutliveTheProcess() throws PeerFault {
        join(8);
        routing.links(START);
        var row = routing.takeRow().orElseThrow();
        assertThat(routing.takeRow()).isEmpty();
        var again = routing();
        again.restore(row);
        assertThat(again.takeRow()).isEmpty();
        assertThat(again.standing(START).guards()).isEqualTo(3);
        assertThatThrownBy(() -> routing().restore(new byte[] {1})).isInstanceOf(PeerFault.class);
    }

    @Test
    void theGraphIsMadeAnewOnlyWhenSomethingChangedAndSomebodyAsks() {
        join(8);
        routing.links(START);
        int before = graphs;
        for (int i = 0; i < 100; i++) {
            routing.links(at(Duration.ofSeconds(i)));
            routing.forward(List.of(), Atlas.DAY, START);
        }
        assertThat(graphs).isEqualTo(before);
        for (int i = 0; i < 100; i++) {
            routing.handleRecords(at(Duration.ofSeconds(200)));
            routing.links(at(Duration.ofSeconds(200)));
        }
        assertThat(graphs).isEqualTo(before + 1);
        var link = neighbours.all().getFirst();
        neighbours.handleDown(link.link());
        routing.handleDown(link, at(Duration.ofSeconds(200)));
        routing.links(at(Duration.ofSeconds(200)));
        assertThat(graphs).isEqualTo(before + 2);
    }

    @Test
    void aPacketGoesToANeighbourAsItIsAndToOthersByRelay() {
        join(4);
        var packet = LinkFrame.of(LinkFrame.SPHINX, new byte[] {5});
        var near = routing.send(atlas.towns.get(1).id, packet, START).orElseThrow();
        assertThat(neighbours.at(near.link()).orElseThrow().node()).isEqualTo(atlas.towns.get(1).id);
        assertThat(near.frame().encode()).isEqualTo(packet.encode());
        var far = atlas.towns.stream()
                .filter(town -> town != me && !me.links.contains(town))
                .findFirst()
                .orElseThrow();
        var frame = routing.send(far.id, packet, START).orElseThrow().frame();
        assertThat(frame.type()).isEqualTo(LinkFrame.RELAY);
        assertThat(frame.target()).isEqualTo(far.id.a());
        assertThat(frame.hopLimit()).isEqualTo(Relaying.HOP_LIMIT);
        assertThat(frame.packet()).isEqualTo(packet.packet());
        var store = LinkFrame.of(LinkFrame.STORE, new byte[0]);
        assertThat(routing.send(far.id, store, START).orElseThrow().frame().type())
                .isEqualTo(LinkFrame.STORE);
    }

    @Test
    void framesOfOthersGoOnAndAreCounted() {
        join(4);
        var from = neighbours.all().getFirst();
        var frame = LinkFrame.of(LinkFrame.RELAY, new byte[0])
                .to(atlas.towns.get(2).id.a(), 8);
        assertThat(routing.relay(from, frame, START)).isInstanceOf(Relayed.Onward.class);
        assertThat(routing.relay(from, frame.to(1, 8), START)).isEqualTo(new Relayed.Dropped(Drop.NO_WAY));
        assertThat(routing.relay(from, frame.to(me.id.a(), 8), START)).isEqualTo(new Relayed.Mine());
        var client = up(atlas.town(), false, "");
        assertThat(routing.relay(from, frame.to(client.node().a(), 8), START))
                .isEqualTo(new Relayed.Dropped(Drop.NO_WAY));
        assertThat(routing.handleRegister(client)).isTrue();
        assertThat(routing.relay(from, frame.to(client.node().a(), 8), START)).isInstanceOf(Relayed.Onward.class);
        var standing = routing.standing(START);
        assertThat(standing.forwarded()).isEqualTo(2);
        assertThat(standing.dropped()).isEqualTo(Map.of(Drop.NO_WAY, 2L));
    }

    @Test
    void placementKnowsWhoStoresAndIsReached() {
        join(4);
        records.removeIf(record -> record.id().equals(atlas.towns.get(9).id));
        atlas.towns.get(9).capabilities = 0;
        records.add(atlas.towns.get(9).record());
        var lost = atlas.town();
        records.add(lost.record());
        routing.handleRecords(START);
        var later = at(Duration.ofSeconds(5));
        assertThat(routing.placement(true, later).size()).isEqualTo(29);
        assertThat(routing.placement(false, later).size()).isEqualTo(28);
        assertThat(routing.placement(true, later).closest(Position.ZERO, 99))
                .contains(me.id)
                .doesNotContain(atlas.towns.get(9).id, lost.id);
    }

    @Test
    void linksAreWishedForAndLeft() {
        join(4);
        var wishes = new HashSet<LinkWish>();
        for (int i = 0; i < 20; i++) {
            wishes.addAll(routing.links(at(Duration.ofSeconds(i))));
        }
        assertThat(wishes)
                .hasSize(LinkPlan.MAX_DIALLING)
                .allSatisfy(wish -> assertThat(wish).isInstanceOf(LinkWish.Dial.class));
        wishes.forEach(wish -> routing.handleDialFailed(((LinkWish.Dial) wish).address(), at(Duration.ofSeconds(20))));
        assertThat(routing.links(at(Duration.ofSeconds(21)))).hasSize(1);
        assertThat(routing.nextWake()).isPresent();
    }

    @Test
    void guardsContactsClientsAndWhatAPersonAskedForIsKept() {
        for (var town : atlas.towns.subList(1, 30)) {
            town.addresses.add(Atlas.address(50, 1, 1, 1));
        }
        atlas.join(12);
        records.addAll(atlas.records());
        routing.handleRecords(START);
        dialing.remember("asked:1", START);
        var links = new ArrayList<Neighbour>();
        for (var town : atlas.towns.subList(1, 27)) {
            links.add(up(town, true, links.size() == 25 ? "asked:1" : "x"));
        }
        routing.links(START);
        neighbours.prove(links.get(24), new ContactId(1, 2, 3, 4));
        routing.handleRegister(links.get(23));
        var left = new ArrayList<LinkId>();
        for (int minute = 1; minute < 100; minute++) {
            for (var wish : routing.links(at(Duration.ofMinutes(minute)))) {
                if (wish instanceof LinkWish.Leave(var link)) {
                    left.add(link);
                    var gone = neighbours.handleDown(link).orElseThrow();
                    routing.handleDown(gone, at(Duration.ofMinutes(minute)));
                }
            }
        }
        assertThat(neighbours.count()).isEqualTo(LinkPlan.MOST);
        assertThat(left)
                .hasSize(10)
                .doesNotContain(
                        links.get(23).link(),
                        links.get(24).link(),
                        links.get(25).link());
        assertThat(routing.standing(at(Duration.ofMinutes(100))).guardsLinked()).isEqualTo(3);
    }

    @Test
    void addressesOfThisSiteAreDialledOnceTheyMay() {
        for (int i = 1; i < 30; i++) {
            atlas.towns.get(i).addresses.add(Atlas.address(10, 0, 0, i));
        }
        records.addAll(atlas.records());
        routing.handleRecords(START);
        assertThat(routing.links(START)).isEmpty();
        routing.allow(Reach.SITE);
        assertThat(routing.links(at(Duration.ofMinutes(1)))).hasSize(1);
    }
}
