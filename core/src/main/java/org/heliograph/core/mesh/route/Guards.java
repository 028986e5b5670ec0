package org.heliograph.core.mesh.route;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.heliograph.core.NodeId;
import org.heliograph.core.Now;
import org.heliograph.core.PeerFault;
import org.heliograph.core.mesh.Neighbours.Neighbour;
import org.heliograph.core.mesh.NodeRecord;
import org.heliograph.core.wire.NetAddress;
import org.heliograph.core.wire.Reader;
import org.heliograph.core.wire.Writer;
import org.heliograph.crypto.Entropy;

/// The few neighbours next to which all paths of this node begin and end: three, for thirty days each.
///
/// With a first hop drawn anew for every path, whoever has some nodes would sooner or later be the first hop of
/// everybody. With guards most people never meet him, and the others on one path in three.
///
/// The set is kept as Tor keeps its own (spec.torproject.org/guard-spec; there *sampled* and *primary*): it outlives
/// the process; a guard that is away stays in it and is used again when it is back; a stand-in is taken only when all
/// are away, and only now and then, or who can cut links would lead this node along its neighbours to one of his own.
final class Guards {
    /// So many are used at a time.
    static final int USED = 3;

    /// So many there are with stand-ins, however links are cut, as many as Tor samples. More come only as guards end.
    static final int MOST = 60;

    static final Duration LIFE = Duration.ofDays(30);

    /// What lies between the ends of two guards at least, so that three chosen together do not leave together.
    static final Duration APART = LIFE.dividedBy(USED);

    /// How long all must have been away, while there are other links, before a stand-in is taken. What waits meanwhile
    /// must still be in time (I9).
    static final Duration AWAY = Duration.ofSeconds(30);

    /// From one stand-in to the next. Those who move among parts of a network that do not meet need one in each.
    static final Duration PACE = Duration.ofMinutes(20);

    /// How long the first choice waits for more links to choose from.
    static final Duration SETTLING = Duration.ofSeconds(30);

    /// How long others may be unknown that are there: at first a node knows those only who met it first.
    static final Duration HEARING = Duration.ofSeconds(5);

    /// Who has had no valid record for so long has left the network...
    static final Duration GONE = Duration.ofDays(7);

    /// ...if this node was joined to it for so long, and would have heard.
    static final Duration SURE = Duration.ofHours(1);

    private static final int VERSION = 1;
    private static final Duration REVIEWED = Duration.ofMinutes(10);
    private static final long NOTED_SECONDS = Duration.ofDays(1).toSeconds();

    /// `since`, and `listed`, when its record was last seen, to the day: unix seconds.
    private record Guard(NodeId node, long since, long listed) {}

    private final Predicate<NodeId> stable;
    private final Entropy entropy;

    /// The longest in office first.
    private final List<Guard> guards = new ArrayList<>();

    /// When a guard last ended, in unix seconds.
    private long lastEnd;

    private boolean changed;
    private Optional<Duration> joinedAt = Optional.empty();
    private Optional<Duration> awaySince = Optional.empty();
    private Optional<Duration> standInAt = Optional.empty();
    private Duration reviewedAt = Duration.ZERO;

    /// `stable` tells who has been part of the network for a while.
    Guards(Predicate<NodeId> stable, Entropy entropy) {
        this.stable = stable;
        this.entropy = entropy;
    }

    /// Takes up what [#writeTo] wrote.
    void read(Reader in) throws PeerFault {
        int version = in.u8();
        lastEnd = in.u64();
        int count = in.u8();
        if (version != VERSION || count > MOST) {
            throw new PeerFault(PeerFault.Kind.MALFORMED, "not a set of guards");
        }
        for (int i = 0; i < count; i++) {
            guards.add(new Guard(NodeId.of(in.bytes(NodeId.BYTES)), in.u64(), in.u64()));
        }
    }

    void writeTo(Writer out) {
        out.u8(VERSION).u64(lastEnd).u8(guards.size());
        guards.forEach(guard -> out.bytes(guard.node.toBytes()).u64(guard.since).u64(guard.listed));
    }

    /// Whether there is something new to write down.
    boolean takeChanged() {
        boolean was = changed;
        changed = false;
        return was;
    }

    boolean isGuard(NodeId node) {
        return guards.stream().anyMatch(guard -> guard.node.equals(node));
    }

    /// All of them, linked or not.
    List<NodeId> all() {
        return guards.stream().map(Guard::node).toList();
    }

    /// Those to use now: of the three who is `up`; if nobody is, the first stand-in that is.
    List<NodeId> inUse(Predicate<NodeId> up) {
        var used = all().stream().limit(USED).filter(up).toList();
        return used.isEmpty() ? all().stream().filter(up).limit(1).toList() : used;
    }

    /// Whom to dial before others: those of the three that are away; if the whole set is, all of it.
    List<NodeId> missed(Predicate<NodeId> up) {
        int wanted = all().stream().anyMatch(up) ? USED : MOST;
        return all().stream().limit(wanted).filter(up.negate()).toList();
    }

    /// Looks at the set again: after links have changed, and when [#nextWake] says so.
    void review(Topology topology, List<Neighbour> links, Now now) {
        reviewedAt = now.uptime();
        if (links.isEmpty()) {
            joinedAt = Optional.empty();
            awaySince = Optional.empty();
            standInAt = Optional.empty();
            return;
        }
        joinedAt = joinedAt.or(() -> Optional.of(now.uptime()));
        note(topology, now.wallSeconds());
        forgetGone(topology, now);
        var candidates = candidates(topology, links);
        retire(candidates, now);
        if (isSettled(topology, links, now)) {
            choose(topology, candidates, now);
        }
        standIn(topology, links, candidates, now);
    }

    /// When [#review] may find something to do although no link has changed.
    Optional<Duration> nextWake() {
        if (joinedAt.isEmpty()) {
            return Optional.empty();
        }
        var heard = joinedAt.filter(_ -> guards.isEmpty()).map(since -> since.plus(HEARING));
        var settled = joinedAt.filter(_ -> guards.isEmpty()).map(since -> since.plus(SETTLING));
        return Stream.of(heard, settled, standInAt, Optional.of(reviewedAt.plus(REVIEWED)))
                .flatMap(Optional::stream)
                .filter(at -> at.compareTo(reviewedAt) > 0)
                .min(Duration::compareTo);
    }

    /// Who is listed today; and a clock that once ran ahead keeps no guard in office for years.
    private void note(Topology topology, long today) {
        lastEnd = Math.min(lastEnd, today);
        guards.replaceAll(guard -> {
            boolean isNews = topology.record(guard.node).isPresent() && today - guard.listed >= NOTED_SECONDS;
            boolean isAhead = guard.since > today || guard.listed > today;
            if (!isNews && !isAhead) {
                return guard;
            }
            changed = true;
            return new Guard(guard.node, Math.min(guard.since, today), isNews ? today : Math.min(guard.listed, today));
        });
    }

    /// With nobody else in the graph either it is this node, or its clock, that lost the others.
    private void forgetGone(Topology topology, Now now) {
        boolean wouldKnow =
                hasPassed(joinedAt, SURE, now) && !topology.reachable().isEmpty();
        if (wouldKnow && guards.removeIf(guard -> now.wallSeconds() - guard.listed >= GONE.toSeconds())) {
            changed = true;
        }
    }

    /// The longest in office goes when its time is over and somebody can follow; stand-ins go when theirs is.
    private void retire(List<Neighbour> candidates, Now now) {
        long today = now.wallSeconds();
        while (guards.size() > USED && isOver(guards.get(USED), today)) {
            guards.remove(USED);
            changed = true;
        }
        boolean isOver = !guards.isEmpty() && isOver(guards.getFirst(), today) && today - lastEnd >= APART.toSeconds();
        if (isOver && (guards.size() > USED || !candidates.isEmpty())) {
            guards.removeFirst();
            lastEnd = today;
            changed = true;
        }
    }

    private static boolean isOver(Guard guard, long today) {
        return today - guard.since >= LIFE.toSeconds();
    }

    /// The first choice should be one among many: among eight links, or all there can be, or what came in half a
    /// minute.
    private boolean isSettled(Topology topology, List<Neighbour> links, Now now) {
        return !guards.isEmpty()
                || links.size() >= LinkPlan.FEWEST
                || (hasPassed(joinedAt, HEARING, now)
                        && topology.records().stream().allMatch(record -> topology.hops(record.id()) == 1))
                || hasPassed(joinedAt, SETTLING, now);
    }

    /// Whoever has many nodes in one neighbourhood of addresses gets one guard: others are waited for while any are
    /// known, but not for ever.
    private void choose(Topology topology, List<Neighbour> candidates, Now now) {
        while (guards.size() < USED && !candidates.isEmpty()) {
            var near = neighbourhoods(topology);
            var choice = apart(topology, candidates);
            if (choice.isEmpty()) {
                boolean mayCome = topology.records().stream().anyMatch(record -> isApart(record, near));
                if (mayCome && !hasPassed(joinedAt, SURE, now)) {
                    return;
                }
                choice = candidates;
            }
            appoint(choice, now);
            candidates.removeIf(link -> isGuard(link.node()));
        }
    }

    private void standIn(Topology topology, List<Neighbour> links, List<Neighbour> candidates, Now now) {
        if (links.stream().anyMatch(link -> isGuard(link.node()) && hasRecord(topology, link))) {
            awaySince = Optional.empty();
            standInAt = Optional.empty();
            return;
        }
        awaySince = awaySince.or(() -> Optional.of(now.uptime()));
        standInAt = awaySince.map(since -> later(since.plus(AWAY), now.uptime().plus(rest(now))));
        if (hasPassed(standInAt, Duration.ZERO, now) && guards.size() < MOST && !candidates.isEmpty()) {
            var apart = apart(topology, candidates);
            appoint(apart.isEmpty() ? candidates : apart, now);
            awaySince = Optional.empty();
            standInAt = Optional.empty();
        }
    }

    /// How long it still is until the next stand-in may follow the last.
    private Duration rest(Now now) {
        return guards.size() <= USED
                ? Duration.ZERO
                : later(Duration.ZERO, PACE.minusSeconds(now.wallSeconds() - guards.getLast().since));
    }

    private static Duration later(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? other : one;
    }

    /// A random one of the most trusted: this node chose whom it dialled, and others chose to dial it.
    private void appoint(List<Neighbour> choice, Now now) {
        int best = choice.stream().mapToInt(this::trust).max().orElseThrow();
        var among = choice.stream().filter(link -> trust(link) == best).toList();
        var chosen = among.get(entropy.below(among.size()));
        guards.add(new Guard(chosen.node(), now.wallSeconds(), now.wallSeconds()));
        changed = true;
    }

    private int trust(Neighbour link) {
        return (link.dialler() ? 2 : 0) + (stable.test(link.node()) ? 1 : 0);
    }

    private List<Neighbour> candidates(Topology topology, List<Neighbour> links) {
        var candidates = new ArrayList<Neighbour>();
        for (var link : links) {
            if (!isGuard(link.node()) && hasRecord(topology, link)) {
                candidates.add(link);
            }
        }
        return candidates;
    }

    /// Those of the candidates that are in no neighbourhood of a guard.
    private List<Neighbour> apart(Topology topology, List<Neighbour> candidates) {
        var near = neighbourhoods(topology);
        return candidates.stream()
                .filter(link -> topology.record(link.node())
                        .filter(record -> isApart(record, near))
                        .isPresent())
                .toList();
    }

    private List<Long> neighbourhoods(Topology topology) {
        return guards.stream()
                .flatMap(guard -> topology.record(guard.node).stream())
                .flatMap(Guards::neighbourhoods)
                .toList();
    }

    private static boolean isApart(NodeRecord record, List<Long> near) {
        return neighbourhoods(record).noneMatch(near::contains);
    }

    /// Those in the wide world: on a local network all look alike.
    private static Stream<Long> neighbourhoods(NodeRecord record) {
        return record.addresses().stream()
                .filter(address -> address.reach() == NetAddress.Reach.WORLD)
                .map(NetAddress::neighbourhood);
    }

    private static boolean hasRecord(Topology topology, Neighbour link) {
        return topology.record(link.node()).isPresent();
    }

    private static boolean hasPassed(Optional<Duration> since, Duration wait, Now now) {
        return since.isPresent() && since.get().plus(wait).compareTo(now.uptime()) <= 0;
    }
}
