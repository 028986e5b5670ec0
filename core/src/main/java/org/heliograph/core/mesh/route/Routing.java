package org.heliograph.core.mesh.route;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.heliograph.core.LinkId;
import org.heliograph.core.NodeId;
import org.heliograph.core.Now;
import org.heliograph.core.PeerFault;
import org.heliograph.core.mesh.Dialing;
import org.heliograph.core.mesh.Neighbours;
import org.heliograph.core.mesh.Neighbours.Neighbour;
import org.heliograph.core.mesh.NodeRecord;
import org.heliograph.core.wire.LinkFrame;
import org.heliograph.core.wire.NetAddress;
import org.heliograph.core.wire.Reader;
import org.heliograph.core.wire.Writer;
import org.heliograph.crypto.Entropy;

/// What this node does in the graph of nodes: which links it keeps, which ways its packets take, and what it passes
/// on for others.
///
/// The caller tells of links and of changed records, and asks for [#links] after every change and at [#nextWake]. All
/// the rest are answers to questions.
public final class Routing {
    /// Why a link ends: this node has enough of them (CTRL BYE).
    public static final int ENOUGH_LINKS = 1;

    /// How old the graph may be when records have changed. They come in floods when two parts of a network meet.
    private static final Duration FRESH = Duration.ofSeconds(1);

    /// What the graph is seen through.
    ///
    /// @param records those that are valid now, one of each node
    /// @param stable who has been part of the network for a while: seen for a day, or by two neighbours
    /// @param asked the addresses a person gave
    public record Sources(
            NodeId self,
            Neighbours neighbours,
            Iterable<NodeRecord> records,
            Predicate<NodeId> stable,
            Dialing asked) {}

    /// A path, or why there is none.
    public sealed interface Route {}

    /// The other nodes that a packet passes, in its order: the last one reads it, or hands it to this node. At most
    /// four, so that this node can be a fifth.
    public record Path(List<Hop> hops, long epoch) implements Route {
        public Path {
            hops = List.copyOf(hops);
        }
    }

    /// A node, and its X25519 key for the packets of the path's epoch.
    public record Hop(NodeId node, byte[] mixKey) {}

    public record NoPath(Why why) implements Route {}

    public enum Why {
        /// Fewer than four others can be reached: each would know who sends.
        TOO_FEW_NODES,
        /// No guard is linked now.
        NO_GUARD,
        /// The last node that was asked for cannot be reached, or has no key for that epoch.
        EXIT_NOT_REACHED
    }

    /// What becomes of a frame that came over a link.
    public sealed interface Relayed {
        /// It is for this node.
        record Mine() implements Relayed {}

        /// It goes on as this frame.
        record Onward(LinkId link, LinkFrame frame) implements Relayed {}

        record Dropped(Drop why) implements Relayed {}
    }

    public enum Drop {
        /// Of a type that only goes between neighbours.
        NOT_FOR_OTHERS,
        /// The neighbour asks for more than its share.
        TOO_MUCH,
        /// The target is not known, or not behind a link that may be used.
        NO_WAY,
        /// The target is farther than the frame may go.
        HOP_LIMIT
    }

    /// What this node wants to happen to its links.
    public sealed interface LinkWish {
        /// Ends in [#handleUp] or [#handleDialFailed].
        record Dial(String address) implements LinkWish {}

        /// Say BYE with [#ENOUGH_LINKS], and close.
        record Leave(LinkId link) implements LinkWish {}
    }

    /// How this node stands, for people to see.
    ///
    /// @param avoided guards that lose much more than the others do
    /// @param forwarded frames passed on for others since the start, and those that were not, by reason
    public record Standing(
            int reachable, int guards, int guardsLinked, int avoided, long forwarded, Map<Drop, Long> dropped) {}

    /// Who could hold items in a graph.
    private record Placed(Topology graph, boolean storing, Placement placement) {}

    private final Sources sources;
    private final Guards guards;
    private final Peers peers = new Peers();
    private final Paths paths;
    private final Relaying relaying;
    private final LinkPlan plan;
    private Topology topology;
    private Optional<Placed> placed = Optional.empty();
    private boolean linksChanged = true;
    private boolean recordsChanged = true;
    private Duration chartedAt = Duration.ZERO;
    private boolean charted;

    public Routing(Sources sources, Entropy entropy) {
        this.sources = sources;
        this.guards = new Guards(sources.stable, entropy);
        this.paths = new Paths(guards, sources.stable, entropy);
        this.relaying = new Relaying(sources.self);
        this.plan = new LinkPlan(sources.self, guards, peers, sources.asked::asks, entropy);
        this.topology = Topology.of(sources.self, List.of(), List.of());
    }

    /// Takes up guards and peers as [#takeRow] gave them, before anything else.
    public void restore(byte[] row) throws PeerFault {
        var in = new Reader(row);
        guards.read(in);
        peers.read(in);
        in.end();
    }

    /// What must outlive the process, if it is not what it was: at most 34 kB.
    public Optional<byte[]> takeRow() {
        boolean guardsChanged = guards.takeChanged();
        boolean peersChanged = peers.takeChanged();
        if (!guardsChanged && !peersChanged) {
            return Optional.empty();
        }
        var out = new Writer(1_024);
        guards.writeTo(out);
        peers.writeTo(out);
        return Optional.of(out.toBytes());
    }

    /// Addresses of this kind may be dialled too: this node has one, or a person said so. Those of the world always
    /// may.
    public void allow(NetAddress.Reach reach) {
        plan.allow(reach);
    }

    /// The link is among the neighbours now.
    public void handleUp(Neighbour link, Now now) {
        linksChanged = true;
        plan.handleUp(link, topology(now), now);
    }

    /// The link is no longer among the neighbours.
    public void handleDown(Neighbour link, Now now) {
        linksChanged = true;
        relaying.handleDown(link.link());
        plan.handleDown(link, now);
    }

    public void handleDialFailed(String address, Now now) {
        plan.handleFailed(address, now);
    }

    /// The other end said BYE with [#ENOUGH_LINKS].
    public void handleGoodbye(Neighbour link, Now now) {
        plan.handleGoodbye(link.node(), now);
    }

    /// The other end asks this node to forward to it (CTRL REGISTER); false when too many have.
    public boolean handleRegister(Neighbour link) {
        return relaying.register(link.link());
    }

    /// A record is new, another, or over.
    public void handleRecords(Now now) {
        recordsChanged = true;
        plan.handleNews(now);
    }

    /// What should happen to the links of this node now.
    public List<LinkWish> links(Now now) {
        var graph = topology(now);
        var links = sources.neighbours.all();
        if (charted
                || guards.nextWake()
                        .filter(at -> at.compareTo(now.uptime()) <= 0)
                        .isPresent()) {
            charted = false;
            guards.review(graph, links, now);
        }
        var wishes = new ArrayList<LinkWish>();
        plan.due(graph, links, now).map(LinkWish.Dial::new).ifPresent(wishes::add);
        var inUse = guards.inUse(guard -> graph.hops(guard) == 1);
        plan.surplus(graph, links, link -> isKept(link, inUse), now)
                .map(LinkWish.Leave::new)
                .ifPresent(wishes::add);
        return wishes;
    }

    /// When [#links] may want something although nothing has changed.
    public Optional<Duration> nextWake() {
        return Stream.of(guards.nextWake(), plan.nextWake())
                .flatMap(Optional::stream)
                .min(Duration::compareTo);
    }

    /// Guard, mix and a random exit. Nodes of `beside`, another path's, are passed over when there are others.
    public Route forward(List<Hop> beside, long epoch, Now now) {
        return paths.forward(ground(epoch, now), Optional.empty(), beside);
    }

    /// Guard, mix and this exit.
    public Route forwardTo(NodeId exit, long epoch, Now now) {
        return paths.forward(ground(epoch, now), Optional.of(exit), List.of());
    }

    /// Mix and guard, and then this node: for a reply block.
    public Route reply(long epoch, Now now) {
        return paths.reply(ground(epoch, now));
    }

    /// Guard, mix and another guard, and then this node: for a loop.
    public Route loop(long epoch, Now now) {
        return paths.loop(ground(epoch, now));
    }

    /// What came of a packet that should have been heard of again, such as a loop or a deposit.
    public void handleResult(Path path, boolean arrived, Now now) {
        paths.handleResult(path, arrived, now);
    }

    /// The first link and the frame for a packet that this node sends to `node`, near or far; empty if it is not
    /// joined to this node. A SPHINX frame for a node that is no neighbour goes as RELAY.
    public Optional<Relayed.Onward> send(NodeId node, LinkFrame frame, Now now) {
        return send(node.a(), frame, now);
    }

    /// As [#send(NodeId, LinkFrame, Now)], for a node of whose id only the first 8 bytes are known.
    public Optional<Relayed.Onward> send(long node, LinkFrame frame, Now now) {
        return topology(now).way(node, _ -> true).map(way -> {
            if (way.hops() == 1) {
                return new Relayed.Onward(way.link(), frame);
            }
            var far = frame.type() == LinkFrame.SPHINX ? frame.as(LinkFrame.RELAY) : frame;
            return new Relayed.Onward(way.link(), far.to(node, Relaying.HOP_LIMIT));
        });
    }

    /// Judges a frame that came over a link.
    public Relayed relay(Neighbour from, LinkFrame frame, Now now) {
        return relaying.handle(from, frame, topology(now), now);
    }

    /// Other nodes that are joined to this one.
    public int reachable(Now now) {
        return topology(now).reachable().size();
    }

    /// Whether all the others that hold items hold every item.
    public boolean allCarryAll(Now now) {
        return topology(now).reachable().stream()
                .allMatch(record -> !record.can(NodeRecord.STORES) || record.can(NodeRecord.CARRIES_ALL));
    }

    /// Who could hold items now; this node among them if it stores.
    public Placement placement(boolean storing, Now now) {
        var graph = topology(now);
        if (placed.filter(last -> last.graph == graph && last.storing == storing)
                .isEmpty()) {
            var storers = new ArrayList<NodeId>();
            for (var record : graph.reachable()) {
                if (record.can(NodeRecord.STORES)) {
                    storers.add(record.id());
                }
            }
            if (storing) {
                storers.add(sources.self);
            }
            placed = Optional.of(new Placed(graph, storing, Placement.of(sources.self, storers)));
        }
        return placed.get().placement;
    }

    public Standing standing(Now now) {
        var graph = topology(now);
        var all = guards.all();
        return new Standing(
                graph.reachable().size(),
                all.size(),
                (int) all.stream().filter(guard -> graph.hops(guard) == 1).count(),
                (int) all.stream().filter(paths::isAvoided).count(),
                relaying.forwarded(),
                relaying.dropped());
    }

    private boolean isKept(Neighbour link, List<NodeId> guards) {
        return guards.contains(link.node())
                || !link.proven().isEmpty()
                || relaying.isRegistered(link.link())
                || sources.asked.asks(link.address());
    }

    private Paths.Ground ground(long epoch, Now now) {
        return new Paths.Ground(topology(now), epoch, now);
    }

    private Topology topology(Now now) {
        boolean isOld = chartedAt.plus(FRESH).compareTo(now.uptime()) <= 0;
        if (linksChanged || (recordsChanged && isOld)) {
            topology = Topology.of(sources.self, sources.neighbours.all(), sources.records);
            chartedAt = now.uptime();
            linksChanged = false;
            recordsChanged = false;
            charted = true;
        }
        return topology;
    }
}
