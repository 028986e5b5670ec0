package org.heliograph.core.mesh.route;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import org.heliograph.core.NodeId;
import org.heliograph.core.Now;
import org.heliograph.core.mesh.NodeRecord;
import org.heliograph.core.mesh.route.Routing.Hop;
import org.heliograph.core.mesh.route.Routing.NoPath;
import org.heliograph.core.mesh.route.Routing.Path;
import org.heliograph.core.mesh.route.Routing.Route;
import org.heliograph.core.wire.NetAddress;
import org.heliograph.crypto.Entropy;

/// Which nodes a packet passes on its way from or to this one: next to this node a guard, the others drawn anew each
/// time, every node that can be reached as likely as any other.
///
/// All are distinct, and where the choice allows it no two are in one neighbourhood of addresses (a /16), for those
/// may be one owner's. Nodes without an address of the wide world are not compared: on a local network all look
/// alike, and a node that cannot be dialled names none.
final class Paths {
    /// With fewer nodes than these, this one not counted, each knows who the others are: no path.
    static final int FEWEST_NODES = 4;

    /// With so many nodes of some standing the others are not drawn: whoever floods the graph with new nodes waits.
    /// With fewer the next hop could be guessed.
    static final int ENOUGH_STABLE = 8;

    /// A guard that loses this much more than the others, of so many packets or more, gets no more but loops.
    static final double EXCESS_LOSS = 0.2;

    static final int ENOUGH_RESULTS = 50;

    /// Old results count half: those of so long ago, and those before the last so many.
    private static final Duration HALVED_AFTER = Duration.ofHours(6);

    private static final int HALVED_AT = 256;

    /// Draws before the fitting ones are counted out.
    private static final int TRIES = 64;

    /// What paths are drawn from: the graph, the epoch whose mix keys are wanted, and when.
    record Ground(Topology topology, long epoch, Now now) {}

    /// Packets that went, and those of them that did not arrive.
    private record Tally(int sent, int lost) {
        static final Tally NONE = new Tally(0, 0);

        Tally with(boolean arrived) {
            return new Tally(sent + 1, arrived ? lost : lost + 1);
        }

        Tally without(Tally other) {
            return new Tally(sent - other.sent, lost - other.lost);
        }

        Tally halved() {
            return new Tally(sent / 2, lost / 2);
        }

        double loss() {
            return (double) lost / sent;
        }
    }

    private final Guards guards;
    private final Predicate<NodeId> stable;
    private final Entropy entropy;
    private final Map<NodeId, Tally> tallies = new LinkedHashMap<>();
    private Tally all = Tally.NONE;
    private Duration halvedAt = Duration.ZERO;
    private Optional<Topology> sifted = Optional.empty();
    private List<NodeRecord> pool = List.of();

    Paths(Guards guards, Predicate<NodeId> stable, Entropy entropy) {
        this.guards = guards;
        this.stable = stable;
        this.entropy = entropy;
    }

    /// Guard, mix, exit; the exit may be given. Nodes of `beside` are passed over when there are others.
    Route forward(Ground ground, Optional<NodeId> exit, List<Hop> beside) {
        var drawing = new Drawing(ground, beside);
        if (drawing.isTooSmall()) {
            return new NoPath(Routing.Why.TOO_FEW_NODES);
        }
        var given = exit.flatMap(drawing::usable);
        if (exit.isPresent() && given.isEmpty()) {
            return new NoPath(Routing.Why.EXIT_NOT_REACHED);
        }
        given.ifPresent(drawing::take);
        var guard = drawing.guard(this::isTrusted);
        if (guard.isEmpty()) {
            return new NoPath(Routing.Why.NO_GUARD);
        }
        var last = given.orElseGet(drawing::any);
        return drawing.path(guard.get(), drawing.any(), last);
    }

    /// Mix, guard, and then this node: what a reply block of its own runs through, as its user sees it.
    Route reply(Ground ground) {
        var drawing = new Drawing(ground, List.of());
        if (drawing.isTooSmall()) {
            return new NoPath(Routing.Why.TOO_FEW_NODES);
        }
        var guard = drawing.guard(this::isTrusted);
        return guard.isEmpty() ? new NoPath(Routing.Why.NO_GUARD) : drawing.path(drawing.any(), guard.get());
    }

    /// Guard, mix, another guard, and then this node. Guards that are avoided take part: loops show when they mend.
    Route loop(Ground ground) {
        var drawing = new Drawing(ground, List.of());
        if (drawing.isTooSmall()) {
            return new NoPath(Routing.Why.TOO_FEW_NODES);
        }
        var first = drawing.guard(_ -> true);
        if (first.isEmpty()) {
            return new NoPath(Routing.Why.NO_GUARD);
        }
        var last = drawing.guard(_ -> true).orElseGet(drawing::any);
        return drawing.path(first.get(), drawing.any(), last);
    }

    /// What came of a packet that went this way.
    void handleResult(Path path, boolean arrived, Now now) {
        var ends = path.hops().stream().map(Hop::node).filter(guards::isGuard).toList();
        if (ends.isEmpty()) {
            return;
        }
        tallies.keySet().removeIf(node -> !guards.isGuard(node));
        all = all.with(arrived);
        boolean full = false;
        for (var end : ends) {
            full |= tallies.merge(end, Tally.NONE.with(arrived), (old, _) -> old.with(arrived)).sent >= HALVED_AT;
        }
        if (full || halvedAt.plus(HALVED_AFTER).compareTo(now.uptime()) <= 0) {
            halvedAt = now.uptime();
            all = all.halved();
            tallies.replaceAll((_, tally) -> tally.halved());
        }
    }

    /// Whether a guard loses much more than paths without it do; that all lose alike is the network's doing.
    boolean isAvoided(NodeId guard) {
        var own = tallies.getOrDefault(guard, Tally.NONE);
        var others = all.without(own);
        return own.sent >= ENOUGH_RESULTS && others.sent >= ENOUGH_RESULTS && own.loss() - others.loss() > EXCESS_LOSS;
    }

    private boolean isTrusted(NodeRecord guard) {
        return !isAvoided(guard.id());
    }

    /// Those of some standing who can be reached, if there are enough; else all.
    private List<NodeRecord> pool(Topology topology) {
        if (sifted.isEmpty() || !sifted.get().equals(topology)) {
            sifted = Optional.of(topology);
            var known = topology.reachable().stream()
                    .filter(record -> stable.test(record.id()))
                    .toList();
            pool = known.size() >= ENOUGH_STABLE ? known : topology.reachable();
        }
        return pool;
    }

    /// One path in the making.
    private final class Drawing {
        private final Ground ground;
        private final List<NodeId> beside;
        private final List<NodeRecord> taken = new ArrayList<>();

        Drawing(Ground ground, List<Hop> beside) {
            this.ground = ground;
            this.beside = beside.stream().map(Hop::node).toList();
        }

        boolean isTooSmall() {
            var usable = ground.topology.reachable().stream().filter(this::isUsable);
            return usable.limit(FEWEST_NODES).count() < FEWEST_NODES;
        }

        Optional<NodeRecord> usable(NodeId node) {
            return ground.topology.record(node).filter(record -> ground.topology.hops(node) > 0 && isUsable(record));
        }

        void take(NodeRecord record) {
            taken.add(record);
        }

        /// One of the guards in use; a `trusted` one if there is any.
        Optional<NodeRecord> guard(Predicate<NodeRecord> trusted) {
            var up = guards
                    .inUse(node ->
                            ground.topology.hops(node) == 1 && usable(node).isPresent())
                    .stream()
                    .flatMap(node -> usable(node).stream())
                    .filter(this::isFree)
                    .toList();
            var preferred = up.stream().filter(trusted).toList();
            return draw(preferred.isEmpty() ? up : preferred);
        }

        /// Any node that is not on the path yet. There is one: no path is longer than the fewest nodes there are.
        NodeRecord any() {
            return draw(pool(ground.topology))
                    .or(() -> draw(ground.topology.reachable()))
                    .orElseThrow();
        }

        Path path(NodeRecord... records) {
            var hops = new ArrayList<Hop>(records.length);
            for (var record : records) {
                hops.add(new Hop(record.id(), record.mixKey(ground.epoch)));
            }
            return new Path(hops, ground.epoch);
        }

        private Optional<NodeRecord> draw(List<NodeRecord> from) {
            var drawn = draw(from, record -> isFree(record) && isApart(record) && !beside.contains(record.id()))
                    .or(() -> draw(from, record -> isFree(record) && isApart(record)))
                    .or(() -> draw(from, this::isFree));
            drawn.ifPresent(this::take);
            return drawn;
        }

        /// One that fits, each as likely as any other.
        private Optional<NodeRecord> draw(List<NodeRecord> from, Predicate<NodeRecord> fits) {
            for (int i = 0; i < Math.min(TRIES, from.size()); i++) {
                var drawn = from.get(entropy.below(from.size()));
                if (fits.test(drawn)) {
                    return Optional.of(drawn);
                }
            }
            var fitting = from.stream().filter(fits).toList();
            return fitting.isEmpty() ? Optional.empty() : Optional.of(fitting.get(entropy.below(fitting.size())));
        }

        private boolean isFree(NodeRecord record) {
            return isUsable(record)
                    && taken.stream().noneMatch(other -> other.id().equals(record.id()));
        }

        private boolean isUsable(NodeRecord record) {
            return record.covers(ground.epoch) && record.endSeconds() > ground.now.wallSeconds();
        }

        private boolean isApart(NodeRecord record) {
            var near = taken.stream().flatMapToLong(Paths::neighbourhoods).toArray();
            return near.length == 0
                    || neighbourhoods(record)
                            .noneMatch(own -> LongStream.of(near).anyMatch(other -> other == own));
        }
    }

    private static LongStream neighbourhoods(NodeRecord record) {
        return record.addresses().stream()
                .filter(address -> address.reach() == NetAddress.Reach.WORLD)
                .mapToLong(NetAddress::neighbourhood);
    }
}
