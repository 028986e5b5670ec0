package org.heliograph.core.mesh.route;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.heliograph.core.LinkId;
import org.heliograph.core.NodeId;
import org.heliograph.core.Now;
import org.heliograph.core.mesh.Neighbours.Neighbour;
import org.heliograph.core.mesh.NodeRecord;
import org.heliograph.core.wire.NetAddress;
import org.heliograph.core.wire.NetAddress.Reach;
import org.heliograph.crypto.Entropy;

/// Which links this node wants: whom to dial while it has too few, and whom to leave when it has too many.
///
/// Addresses that a person gave are [Dialing]'s: dialled for ever, whoever answers. Here it is nodes, known by their
/// records or remembered, and one will do as well as another. Where they are is a claim of strangers, so this node
/// lets itself be sent to no IP address often, and to none of this machine or site unless it is of the same itself.
final class LinkPlan {
    static final int FEWEST = 8;
    static final int MOST = 16;

    /// Of which this node dialled so many itself, or those who dial it could be all that it sees.
    static final int OWN_CHOICE = 4;

    /// How often one is dialled for that reason alone. Where most nodes cannot be dialled the others have too many
    /// links, and would leave each other as fast as they dial.
    static final Duration OWN_PACE = Duration.ofMinutes(10);

    /// Links that are being tried at a time.
    static final int MAX_DIALLING = 4;

    /// To one IP address; this machine's own are exempt.
    static final int DIALS_PER_MINUTE = 2;

    /// Between two dials to anywhere.
    static final Duration PACE = Duration.ofMillis(500);

    static final Duration FIRST_WAIT = Duration.ofSeconds(30);
    static final Duration LONGEST_WAIT = Duration.ofMinutes(10);

    /// A node that said it has links enough is let alone for so long.
    static final Duration UNWANTED = Duration.ofHours(1);

    /// How long there must have been too many links before one goes, and between that one and the next.
    static final Duration CROWDED = Duration.ofMinutes(1);

    /// Nodes not to be dialled for a while; beyond these the oldest are forgotten, and dialled sooner.
    private static final int MAX_WAITING = 2_048;

    /// After a link has ended, which may have been an accident.
    private static final Duration SHORT_WAIT = Duration.ofSeconds(1);

    private static final Duration MINUTE = Duration.ofMinutes(1);

    /// No dial takes longer, if an answer is late or lost.
    private static final Duration DIAL_TIME = Duration.ofSeconds(30);

    /// When nobody could be dialled, somebody can by then; or when links or records change.
    private static final Duration IDLE = Duration.ofSeconds(30);

    /// A node, and where it can be dialled now.
    private record Candidate(NodeId node, NetAddress address) {}

    private record Dial(Candidate to, Duration at) {}

    private record Wait(int failures, Duration until) {}

    /// One machine, at whatever port.
    private record Machine(int version, long high, long low) {
        static Machine of(NetAddress address) {
            return new Machine(address.version(), address.high(), address.low());
        }
    }

    /// What is known at the moment of a choice. `near` are the neighbourhoods in which there is a link already.
    private record Sight(Topology topology, Set<NodeId> linked, Set<Long> near, Now now) {}

    private final NodeId self;
    private final Guards guards;
    private final Peers peers;
    private final Predicate<String> asked;
    private final Entropy entropy;
    private final Set<Reach> reaches = EnumSet.of(Reach.WORLD);
    private final Map<String, Dial> dialling = new LinkedHashMap<>();
    private final Map<NodeId, Wait> waits = new LinkedHashMap<>();
    private final Map<Machine, Deque<Duration>> dialled = new LinkedHashMap<>();
    private Duration nextLook = Duration.ZERO;
    private Duration nextOwn = Duration.ZERO;
    private boolean wanting;
    private Optional<Duration> crowdedSince = Optional.empty();

    /// `asked` tells the addresses a person gave.
    LinkPlan(NodeId self, Guards guards, Peers peers, Predicate<String> asked, Entropy entropy) {
        this.self = self;
        this.guards = guards;
        this.peers = peers;
        this.asked = asked;
        this.entropy = entropy;
    }

    /// This node has an address of this kind, or a person said that such may be dialled.
    void allow(Reach reach) {
        reaches.add(reach);
        reaches.remove(Reach.NOWHERE);
    }

    /// The address to dial now, if there is one; ends in [#handleUp] or [#handleFailed].
    Optional<String> due(Topology topology, List<Neighbour> links, Now now) {
        dialling.values().removeIf(dial -> dial.at.plus(DIAL_TIME).compareTo(now.uptime()) <= 0);
        boolean few = links.size() + dialling.size() < FEWEST;
        boolean lacksOwn = own(links) + dialling.size() < OWN_CHOICE;
        var away = away(links);
        wanting = dialling.size() < MAX_DIALLING && (few || lacksOwn || !away.isEmpty());
        if (!wanting || nextLook.compareTo(now.uptime()) > 0) {
            return Optional.empty();
        }
        var sight = sight(topology, links, now);
        var found = first(away, sight);
        if (found.isEmpty() && (few || (lacksOwn && nextOwn.compareTo(now.uptime()) <= 0))) {
            found = anyone(true, sight).or(() -> anyone(false, sight));
            nextOwn = now.uptime().plus(OWN_PACE);
        }
        nextLook = found.isPresent() ? now.uptime().plus(PACE) : few || !away.isEmpty() ? nextChance(now) : nextOwn;
        return found.map(candidate -> dial(candidate, now));
    }

    /// A link is up, whoever dialled.
    void handleUp(Neighbour link, Topology topology, Now now) {
        var dial = Optional.ofNullable(dialling.remove(link.address()));
        dial.map(it -> it.to.node).filter(node -> !node.equals(link.node())).ifPresent(node -> fail(node, now));
        dialling.values().removeIf(other -> other.to.node.equals(link.node()));
        waits.remove(link.node());
        dial.map(it -> it.to.address)
                .or(() -> addresses(link.node(), topology).stream().findFirst())
                .ifPresent(address -> peers.remember(link.node(), address, now.wallSeconds()));
    }

    void handleDown(Neighbour link, Now now) {
        if (!waits.containsKey(link.node())) {
            wait(link.node(), new Wait(0, now.uptime().plus(jittered(SHORT_WAIT))));
        }
        peers.peer(link.node()).ifPresent(peer -> peers.remember(peer.node(), peer.address(), now.wallSeconds()));
        handleNews(now);
    }

    void handleFailed(String address, Now now) {
        Optional.ofNullable(dialling.remove(address)).ifPresent(dial -> fail(dial.to.node, now));
    }

    /// The node at the other end has enough links, and ends this one next.
    void handleGoodbye(NodeId node, Now now) {
        wait(node, new Wait(0, now.uptime().plus(jittered(UNWANTED))));
    }

    /// Links or records are not what they were.
    void handleNews(Now now) {
        var soon = now.uptime().plus(PACE);
        nextLook = nextLook.compareTo(soon) < 0 ? nextLook : soon;
    }

    /// The link to leave now, if there have been too many for a while: the youngest of those that are not `kept`, nor
    /// among the few that this node chose, and whose other end has enough without it. Nobody is cut off for a number.
    Optional<LinkId> surplus(Topology topology, List<Neighbour> links, Predicate<Neighbour> kept, Now now) {
        if (links.size() <= MOST) {
            crowdedSince = Optional.empty();
            return Optional.empty();
        }
        crowdedSince = crowdedSince.or(() -> Optional.of(now.uptime()));
        if (crowdedSince.get().plus(CROWDED).compareTo(now.uptime()) > 0) {
            return Optional.empty();
        }
        crowdedSince = Optional.of(now.uptime());
        boolean keepsOwn = own(links) <= OWN_CHOICE;
        return links.stream()
                .filter(link -> !kept.test(link) && !(keepsOwn && link.dialler()) && hasEnough(topology, link.node()))
                .map(Neighbour::link)
                .max(Comparator.comparingLong(LinkId::value));
    }

    Optional<Duration> nextWake() {
        var look = wanting ? Optional.of(nextLook) : Optional.<Duration>empty();
        var leave = crowdedSince.map(since -> since.plus(CROWDED));
        return look.isPresent() && leave.isPresent()
                ? look.filter(at -> at.compareTo(leave.get()) < 0).or(() -> leave)
                : look.or(() -> leave);
    }

    /// When the next node may be dialled again that may not now.
    private Duration nextChance(Now now) {
        var soon = now.uptime().plus(PACE);
        var late = now.uptime().plus(IDLE);
        return waits.values().stream()
                .map(Wait::until)
                .filter(until -> until.compareTo(soon) > 0)
                .min(Duration::compareTo)
                .filter(until -> until.compareTo(late) < 0)
                .orElse(late);
    }

    private static int own(List<Neighbour> links) {
        return (int) links.stream().filter(Neighbour::dialler).count();
    }

    private static boolean hasEnough(Topology topology, NodeId node) {
        return topology.record(node)
                .filter(record -> record.links().length > FEWEST)
                .isPresent();
    }

    private List<NodeId> away(List<Neighbour> links) {
        return guards.missed(
                guard -> links.stream().anyMatch(link -> link.node().equals(guard)));
    }

    private Sight sight(Topology topology, List<Neighbour> links, Now now) {
        var linked = new HashSet<NodeId>();
        var near = new HashSet<Long>();
        for (var link : links) {
            linked.add(link.node());
            topology.record(link.node())
                    .ifPresent(record -> record.addresses().forEach(address -> near.add(address.neighbourhood())));
        }
        for (var dial : dialling.values()) {
            linked.add(dial.to.node);
            near.add(dial.to.address.neighbourhood());
        }
        return new Sight(topology, linked, near, now);
    }

    private Optional<Candidate> first(List<NodeId> wanted, Sight sight) {
        return wanted.stream()
                .flatMap(node -> candidate(node, false, sight).stream())
                .findFirst();
    }

    /// A random one of all that are known or remembered; a `far` one is in a neighbourhood without a link.
    private Optional<Candidate> anyone(boolean far, Sight sight) {
        var nodes = new ArrayList<NodeId>();
        sight.topology.records().forEach(record -> nodes.add(record.id()));
        for (var peer : peers.all()) {
            if (sight.topology.record(peer.node()).isEmpty()) {
                nodes.add(peer.node());
            }
        }
        while (!nodes.isEmpty()) {
            int drawn = entropy.below(nodes.size());
            var candidate = candidate(nodes.get(drawn), far, sight);
            if (candidate.isPresent()) {
                return candidate;
            }
            nodes.set(drawn, nodes.getLast());
            nodes.removeLast();
        }
        return Optional.empty();
    }

    private Optional<Candidate> candidate(NodeId node, boolean far, Sight sight) {
        var wait = waits.get(node);
        boolean isFree = !node.equals(self)
                && !sight.linked.contains(node)
                && (wait == null || wait.until.compareTo(sight.now.uptime()) <= 0);
        if (!isFree) {
            return Optional.empty();
        }
        var fitting = addresses(node, sight.topology).stream()
                .filter(address -> reaches.contains(address.reach()) && !asked.test(address.toString()))
                .filter(address -> hasTurn(address, sight.now))
                .filter(address -> !far || address.isLocal() || !sight.near.contains(address.neighbourhood()))
                .toList();
        return fitting.isEmpty()
                ? Optional.empty()
                : Optional.of(new Candidate(node, fitting.get(entropy.below(fitting.size()))));
    }

    /// What a record says today counts, not where its node was once.
    private List<NetAddress> addresses(NodeId node, Topology topology) {
        return topology.record(node)
                .map(record -> record.can(NodeRecord.DIALABLE) ? record.addresses() : List.<NetAddress>of())
                .orElseGet(
                        () -> peers.peer(node).map(Peers.Peer::address).stream().toList());
    }

    private String dial(Candidate to, Now now) {
        dialled.values().forEach(times -> times.removeIf(at -> at.plus(MINUTE).compareTo(now.uptime()) <= 0));
        dialled.values().removeIf(Deque::isEmpty);
        dialled.computeIfAbsent(Machine.of(to.address), _ -> new ArrayDeque<>()).add(now.uptime());
        var address = to.address.toString();
        dialling.put(address, new Dial(to, now.uptime()));
        return address;
    }

    private boolean hasTurn(NetAddress address, Now now) {
        var times = dialled.get(Machine.of(address));
        if (times == null || address.reach() == Reach.MACHINE) {
            return true;
        }
        long lately = times.stream()
                .filter(at -> at.plus(MINUTE).compareTo(now.uptime()) > 0)
                .count();
        return lately < DIALS_PER_MINUTE;
    }

    /// Twice as long after each failure.
    private void fail(NodeId node, Now now) {
        int failures = Optional.ofNullable(waits.get(node)).map(Wait::failures).orElse(0) + 1;
        var wait = FIRST_WAIT.multipliedBy(1L << Math.min(failures - 1, 16));
        wait = wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT;
        wait(node, new Wait(failures, now.uptime().plus(jittered(wait))));
    }

    private void wait(NodeId node, Wait wait) {
        waits.remove(node);
        waits.put(node, wait);
        if (waits.size() > MAX_WAITING) {
            waits.remove(waits.keySet().iterator().next());
        }
    }

    /// Half as long to half as long again: a returning network is not met by everybody at once.
    private Duration jittered(Duration wait) {
        return wait.multipliedBy(512 + entropy.below(1_024)).dividedBy(1_024);
    }
}
