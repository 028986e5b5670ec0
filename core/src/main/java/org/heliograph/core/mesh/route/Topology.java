package org.heliograph.core.mesh.route;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.heliograph.core.LinkId;
import org.heliograph.core.NodeId;
import org.heliograph.core.mesh.Neighbours.Neighbour;
import org.heliograph.core.mesh.NodeRecord;

/// The graph of nodes as this one sees it: who can be reached, how far off, and over which of its own links.
///
/// A link is one if this node has it alive, or if the records of both its ends list it. Frames name their target by
/// the first 8 bytes of its id; whoever shares those with another node is left out. To make such a pair takes 2^32
/// node keys and gains its maker nothing; to take a given node's prefix takes 2^64.
///
/// A snapshot: made anew, in some milliseconds for 10,000 nodes, when links or records have changed.
final class Topology {
    /// Links beyond these carry nothing: one bit each says which of them lie on a shortest way.
    static final int MAX_LINKS = Long.SIZE;

    /// 2^64 over the golden ratio: targets close to each other get ways far apart.
    private static final long SPREAD = 0x9e37_79b9_7f4a_7c15L;

    /// The first link of a shortest way, and how many links the whole way has.
    record Way(LinkId link, int hops) {}

    private final List<Neighbour> links;

    /// In the order of their prefixes, as are the arrays.
    private final List<NodeRecord> records;

    private final long[] prefixes;

    /// Where the prefixes begin that have these first bits: nearly always the place itself.
    private final int[] starts;

    private final int bits;
    private final long[][] listed;

    /// How many links away; 0 is not reached.
    private final int[] hops;

    /// Bit i: the link i begins a shortest way.
    private final long[] ways;

    private final List<NodeRecord> reachable = new ArrayList<>();

    /// Bit i: the node at the end of link i lists this one.
    private final long listing;

    /// `records` has at most one of each node. That of this node itself is passed over: it knows its links.
    static Topology of(NodeId self, List<Neighbour> links, Iterable<NodeRecord> records) {
        var known = new ArrayList<NodeRecord>();
        records.forEach(known::add);
        known.sort(Comparator.comparing(NodeRecord::id));
        var shared = sharedPrefixes(self, links, known);
        known.removeIf(record ->
                record.id().equals(self) || shared.contains(record.id().a()));
        var usable = links.stream()
                .filter(link -> !shared.contains(link.node().a()))
                .limit(MAX_LINKS)
                .toList();
        return new Topology(self, usable, known);
    }

    private static Set<Long> sharedPrefixes(NodeId self, List<Neighbour> links, List<NodeRecord> records) {
        var names = new ArrayList<NodeId>(records.size() + links.size() + 1);
        records.forEach(record -> names.add(record.id()));
        links.forEach(link -> names.add(link.node()));
        names.add(self);
        names.sort(Comparator.naturalOrder());
        var shared = new HashSet<Long>();
        for (int i = 1; i < names.size(); i++) {
            var before = names.get(i - 1);
            if (names.get(i).a() == before.a() && !names.get(i).equals(before)) {
                shared.add(before.a());
            }
        }
        return shared;
    }

    private Topology(NodeId self, List<Neighbour> links, List<NodeRecord> records) {
        this.links = links;
        this.records = records;
        this.prefixes = records.stream().mapToLong(record -> record.id().a()).toArray();
        this.bits = Math.max(1, Integer.SIZE - Integer.numberOfLeadingZeros(prefixes.length));
        this.starts = starts();
        this.listed = records.stream().map(NodeRecord::links).toArray(long[][]::new);
        this.hops = new int[prefixes.length];
        this.ways = new long[prefixes.length];
        search();
        this.listing = listing(self);
    }

    /// Breadth first, so that all shortest ways to a node are known when its own links are followed.
    private void search() {
        var queue = new int[prefixes.length];
        int end = 0;
        for (int link = 0; link < links.size(); link++) {
            int node = index(links.get(link).node().a());
            if (node >= 0 && reach(node, 1, 1L << link)) {
                queue[end++] = node;
            }
        }
        for (int next = 0; next < end; next++) {
            int from = queue[next];
            for (long prefix : listed[from]) {
                int to = index(prefix);
                boolean isLonger = to >= 0 && hops[to] > 0 && hops[to] <= hops[from];
                if (to >= 0 && !isLonger && lists(to, prefixes[from]) && reach(to, hops[from] + 1, ways[from])) {
                    queue[end++] = to;
                }
            }
        }
        for (int next = 0; next < end; next++) {
            reachable.add(records.get(queue[next]));
        }
    }

    /// True the first time; a way that is longer than another counts for nothing.
    private boolean reach(int node, int length, long over) {
        boolean first = hops[node] == 0;
        if (first) {
            hops[node] = length;
        }
        if (hops[node] == length) {
            ways[node] |= over;
        }
        return first;
    }

    private long listing(NodeId self) {
        long listing = 0;
        for (int link = 0; link < links.size(); link++) {
            int node = index(links.get(link).node().a());
            if (node >= 0 && lists(node, self.a())) {
                listing |= 1L << link;
            }
        }
        return listing;
    }

    /// Everyone known, reached or not.
    List<NodeRecord> records() {
        return Collections.unmodifiableList(records);
    }

    /// Nodes that are joined to this one, the nearest first.
    List<NodeRecord> reachable() {
        return Collections.unmodifiableList(reachable);
    }

    Optional<NodeRecord> record(NodeId node) {
        int index = index(node.a());
        return index >= 0 && records.get(index).id().equals(node) ? Optional.of(records.get(index)) : Optional.empty();
    }

    /// How many links away a node is; 0 when it is not joined to this one.
    int hops(NodeId node) {
        int index = index(node.a());
        return index >= 0 && records.get(index).id().equals(node) ? hops[index] : 0;
    }

    /// Whether the node at the other end says in its record that it has this link.
    boolean isListed(LinkId link) {
        for (int i = 0; i < links.size(); i++) {
            if (links.get(i).link().equals(link)) {
                return ((listing >>> i) & 1) != 0;
            }
        }
        return false;
    }

    /// A shortest way to the node whose id begins with `target`, over a link that is `open`; the same one each time,
    /// another for other targets. A node that is joined to nobody is looked for behind the relays that it names.
    Optional<Way> way(long target, Predicate<LinkId> open) {
        for (var link : links) {
            if (link.node().a() == target) {
                return Optional.of(new Way(link.link(), 1)).filter(way -> open.test(way.link));
            }
        }
        int node = index(target);
        if (node < 0) {
            return Optional.empty();
        }
        return hops[node] > 0 ? way(target, ways[node], hops[node], open) : wayByRelay(node, open);
    }

    private Optional<Way> wayByRelay(int node, Predicate<LinkId> open) {
        long nearest = 0;
        int length = 0;
        for (var relay : records.get(node).vias()) {
            int index = index(relay.a());
            if (index >= 0 && hops[index] > 0 && (length == 0 || hops[index] <= length)) {
                nearest = hops[index] == length ? nearest | ways[index] : ways[index];
                length = hops[index];
            }
        }
        return way(prefixes[node], nearest, length + 1, open);
    }

    private Optional<Way> way(long target, long over, int length, Predicate<LinkId> open) {
        var equal = new ArrayList<LinkId>();
        for (int link = 0; link < links.size(); link++) {
            if (((over >>> link) & 1) != 0 && open.test(links.get(link).link())) {
                equal.add(links.get(link).link());
            }
        }
        if (equal.isEmpty()) {
            return Optional.empty();
        }
        int choice = (int) (((target * SPREAD) >>> Integer.SIZE) % equal.size());
        return Optional.of(new Way(equal.get(choice), length));
    }

    private boolean lists(int node, long prefix) {
        for (long each : listed[node]) {
            if (each == prefix) {
                return true;
            }
        }
        return false;
    }

    private int index(long prefix) {
        int bucket = (int) (prefix >>> (Long.SIZE - bits));
        return Arrays.binarySearch(prefixes, starts[bucket], starts[bucket + 1], prefix);
    }

    private int[] starts() {
        var starts = new int[(1 << bits) + 1];
        for (long prefix : prefixes) {
            starts[(int) (prefix >>> (Long.SIZE - bits)) + 1]++;
        }
        for (int bucket = 1; bucket < starts.length; bucket++) {
            starts[bucket] += starts[bucket - 1];
        }
        return starts;
    }
}
