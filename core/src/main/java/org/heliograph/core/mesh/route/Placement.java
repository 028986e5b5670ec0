package org.heliograph.core.mesh.route;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.heliograph.core.NodeId;
import org.heliograph.core.wire.Position;
import org.heliograph.crypto.Entropy;

/// Which nodes hold the items at an address: the closest ones, by XOR of address and id (Kademlia; Maymounkov and
/// Mazières, 2002).
///
/// A snapshot of the nodes that can be reached and store, this one among them if it does. Whoever knows the same
/// nodes comes to the same answers without asking anybody.
public final class Placement {
    /// Copies of an item in a slot, at each of its two addresses (v = 0, 1).
    public static final int COPIES = 4;

    /// Copies of an item in a drop: who knows the card knows its addresses ahead, and can make nodes close to them.
    public static final int DROP_COPIES = 8;

    /// Nodes at random that get an item besides, so that it leaves a part of the network that is cut off.
    public static final int CARRIERS = 4;

    /// How many closer nodes an item is passed on to by a node that should not hold it.
    public static final int PARALLEL = 2;

    /// A change of more nodes than these is a change at all addresses.
    public static final int MAX_RANGES = 64;

    private static final int WORD = Long.SIZE;

    /// The addresses from `from` to before `end`; as an end, [Position#ZERO] is the end of the space.
    public record Range(Position from, Position end) {}

    /// An item is to be given to `node`: at once if `turn` is 0, else by the review that many later, if `node` lacks
    /// it then.
    public record Handover(NodeId node, int turn) {}

    /// Who carries what.
    public enum Mode {
        /// Every node every item.
        EPIDEMIC,
        /// The closest nodes, and some carriers.
        CLOSEST;

        /// Up to so many nodes carry everything...
        public static final int FEW_NODES = 256;

        /// ...and go on until there are more than these.
        public static final int MANY_NODES = 320;

        public static final int FULL_PERCENT = 80;
        public static final int ROOMY_PERCENT = 70;

        /// The mode of a node that starts: how many nodes it has seen in 30 days, and how full its store is.
        public static Mode first(Optional<Mode> forced, int nodes, int fillPercent) {
            return forced.orElse(nodes <= FEW_NODES && fillPercent < FULL_PERCENT ? EPIDEMIC : CLOSEST);
        }

        /// The mode after this one; `forced` is what a person decided. Between the bounds nothing changes, or a node
        /// would go back and forth.
        public Mode next(Optional<Mode> forced, int nodes, int fillPercent) {
            if (forced.isPresent()) {
                return forced.get();
            }
            return switch (this) {
                case EPIDEMIC -> nodes > MANY_NODES || fillPercent >= FULL_PERCENT ? CLOSEST : EPIDEMIC;
                case CLOSEST -> nodes <= FEW_NODES && fillPercent < ROOMY_PERCENT ? EPIDEMIC : CLOSEST;
            };
        }
    }

    private final NodeId self;

    /// Sorted.
    private final List<NodeId> nodes;

    private Placement(NodeId self, List<NodeId> nodes) {
        this.self = self;
        this.nodes = nodes;
    }

    /// `storers` are all that count, this node among them if it stores.
    public static Placement of(NodeId self, Collection<NodeId> storers) {
        return new Placement(self, List.copyOf(new TreeSet<>(storers)));
    }

    public int size() {
        return nodes.size();
    }

    /// How many nodes are in one of the two and not in the other.
    public int differences(Placement other) {
        int missing = (int) nodes.stream().filter(node -> !other.has(node)).count();
        return missing + other.nodes.size() - (nodes.size() - missing);
    }

    /// So many nodes, the closest first; fewer when there are not as many.
    public List<NodeId> closest(Position address, int copies) {
        var closest = new ArrayList<NodeId>(copies);
        collect(0, nodes.size(), name(address), copies, closest);
        return closest;
    }

    /// Whether this node is one of those that should hold what belongs at this address.
    public boolean isHolder(Position address, int copies) {
        return closest(address, copies).contains(self);
    }

    /// To whom this node passes on what belongs at this address, if it is no holder: the closest that are closer than
    /// it is itself, so that what is passed on comes nearer each time.
    public List<NodeId> towards(Position address) {
        var target = name(address);
        return closest(address, PARALLEL).stream()
                .filter(node -> isCloser(node, self, target))
                .toList();
    }

    /// Random nodes that are no holders, nor this one.
    public List<NodeId> carriers(Position address, int copies, Entropy entropy) {
        var left = new ArrayList<>(nodes);
        left.removeAll(closest(address, copies));
        left.remove(self);
        var carriers = new ArrayList<NodeId>(CARRIERS);
        while (carriers.size() < CARRIERS && !left.isEmpty()) {
            int drawn = entropy.below(left.size());
            carriers.add(left.get(drawn));
            left.set(drawn, left.getLast());
            left.removeLast();
        }
        return carriers;
    }

    /// To whom this node, which holds an item at `address`, gives it now that the nodes are no longer those of
    /// `before`.
    ///
    /// Each newcomer among the holders gets it from one of those who were holders before and still are there: they
    /// take turns, in the order of their distance, the first one for the first newcomer, the second for the second.
    /// Who holds it without having been a holder comes last. All who know the same two sets of nodes agree on this.
    public List<Handover> handovers(Placement before, Position address, int copies) {
        var then = before.closest(address, copies);
        var newcomers = new ArrayList<>(closest(address, copies));
        newcomers.removeAll(then);
        var holders = then.stream().filter(this::has).toList();
        int rank = holders.indexOf(self);
        var handovers = new ArrayList<Handover>();
        for (int i = 0; i < newcomers.size(); i++) {
            if (!newcomers.get(i).equals(self)) {
                int turn = rank < 0 ? holders.size() : Math.floorMod(rank - i, holders.size());
                handovers.add(new Handover(newcomers.get(i), turn));
            }
        }
        return handovers;
    }

    /// Where there may be [#handovers]: ranges in order, apart from each other, that hold every address whose holders
    /// changed. In a large network a node that comes or goes changes a small part of the space.
    public List<Range> changes(Placement before, int copies) {
        var ranges = new ArrayList<Range>();
        nodes.stream().filter(node -> !before.has(node)).forEach(node -> ranges.add(influence(node, copies)));
        before.nodes.stream().filter(node -> !has(node)).forEach(node -> ranges.add(before.influence(node, copies)));
        return ranges.size() > MAX_RANGES ? List.of(new Range(Position.ZERO, Position.ZERO)) : joined(ranges);
    }

    private boolean has(NodeId node) {
        return Collections.binarySearch(nodes, node) >= 0;
    }

    /// The nodes of a stretch have their first bits in common. At the first bit in which they differ, those that
    /// agree with the address are closer than all the others, whatever follows.
    private void collect(int from, int to, NodeId target, int copies, List<NodeId> closest) {
        if (from == to || closest.size() == copies) {
            return;
        }
        if (to - from == 1) {
            closest.add(nodes.get(from));
            return;
        }
        int bit = firstDifference(nodes.get(from), nodes.get(to - 1));
        int middle = firstWith(bit, from, to);
        boolean upper = hasBit(target, bit);
        collect(upper ? middle : from, upper ? to : middle, target, copies, closest);
        collect(upper ? from : middle, upper ? middle : to, target, copies, closest);
    }

    /// The addresses to which `node` may be one of the closest: an address that parts from it at some bit is closer
    /// to all nodes that part from it there too; where those are enough, `node` is no holder.
    private Range influence(NodeId node, int copies) {
        int from = 0;
        int to = nodes.size();
        for (int bit = 0; ; bit++) {
            int middle = firstWith(bit, from, to);
            boolean upper = hasBit(node, bit);
            int parting = upper ? middle - from : to - middle;
            if (parting < copies) {
                return around(node, bit);
            }
            from = upper ? middle : from;
            to = upper ? to : middle;
        }
    }

    /// The addresses that have the first `bits` bits of `node`.
    private static Range around(NodeId node, int bits) {
        var from = new long[4];
        var last = new long[4];
        for (int i = 0; i < from.length; i++) {
            int kept = Math.clamp(bits - (long) i * WORD, 0, WORD);
            long mask = kept == 0 ? 0 : -1L << (WORD - kept);
            from[i] = word(node, i) & mask;
            last[i] = word(node, i) | ~mask;
        }
        for (int i = last.length - 1; i >= 0 && ++last[i] == 0; i--) {} // adds 1; after the last address comes zero
        return new Range(
                new Position(from[0], from[1], from[2], from[3]), new Position(last[0], last[1], last[2], last[3]));
    }

    private static List<Range> joined(List<Range> ranges) {
        ranges.sort(Comparator.comparing(Range::from));
        var joined = new ArrayList<Range>();
        for (var range : ranges) {
            var before = joined.isEmpty() ? range : joined.getLast();
            boolean endsBefore = !before.end.equals(Position.ZERO) && before.end.compareTo(range.from) < 0;
            if (joined.isEmpty() || endsBefore) {
                joined.add(range);
            } else {
                boolean within = !range.end.equals(Position.ZERO) && range.end.isBefore(before.end);
                joined.set(joined.size() - 1, new Range(before.from, within ? before.end : range.end));
            }
        }
        return joined;
    }

    /// The first place of a stretch whose node has this bit; its nodes have all bits before it in common.
    private int firstWith(int bit, int from, int to) {
        int low = from;
        int high = to;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (hasBit(nodes.get(middle), bit)) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    private static boolean isCloser(NodeId node, NodeId other, NodeId target) {
        if (node.equals(other)) {
            return false;
        }
        int bit = firstDifference(node, other);
        return hasBit(node, bit) == hasBit(target, bit);
    }

    private static int firstDifference(NodeId one, NodeId other) {
        int i = 0;
        while (word(one, i) == word(other, i)) {
            i++;
        }
        return i * WORD + Long.numberOfLeadingZeros(word(one, i) ^ word(other, i));
    }

    private static boolean hasBit(NodeId node, int bit) {
        return (word(node, bit / WORD) << (bit % WORD)) < 0;
    }

    private static long word(NodeId node, int i) {
        return switch (i) {
            case 0 -> node.a();
            case 1 -> node.b();
            case 2 -> node.c();
            default -> node.d();
        };
    }

    private static NodeId name(Position address) {
        return new NodeId(address.a(), address.b(), address.c(), address.d());
    }
}
