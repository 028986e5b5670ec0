package org.heliograph.core.mesh.route;

import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.heliograph.core.LinkId;
import org.heliograph.core.NodeId;
import org.heliograph.core.Now;
import org.heliograph.core.mesh.Neighbours.Neighbour;
import org.heliograph.core.mesh.route.Routing.Drop;
import org.heliograph.core.mesh.route.Routing.Relayed;
import org.heliograph.core.wire.LinkFrame;

/// What becomes of a frame that names another node as its target: on over one live link, or dropped.
///
/// Never to an address, only over links that their far end wants: it lists this node, or has registered here. Each
/// neighbour may ask for so much and no more.
///
/// A frame ends: each node passes it on with a lower hop limit, and only over a way that it believes to be no longer
/// than what is left of that, never back where it came from. Where the nodes on the way know the same graph, each
/// brings it one link nearer. Where they do not, it may walk astray, but never more than [#HOP_LIMIT] links after its
/// first.
final class Relaying {
    /// What a frame begins with. Graphs of 10,000 nodes with eight links each are five links wide.
    static final int HOP_LIMIT = 8;

    /// Neighbours that nobody else can reach and that this node forwards to; half of its links of the mesh stay its
    /// own.
    static final int MAX_REGISTERED = 32;

    static final int BYTES_PER_SECOND = 64 << 10;

    /// What a neighbour may ask for at once: a deposit of a handful of boxes, by two paths, need not be spread over
    /// time.
    static final int BURST_BYTES = 256 << 10;

    /// On the wire.
    static final int FRAME_BYTES = 4_096;

    private static final Duration FILLED_AFTER = Duration.ofSeconds(BURST_BYTES / BYTES_PER_SECOND);

    private final NodeId self;
    private final Set<LinkId> registered = new LinkedHashSet<>();
    private final Map<LinkId, Bucket> buckets = new HashMap<>();
    private final Map<Drop, Long> dropped = new EnumMap<>(Drop.class);
    private long forwarded;

    /// What a neighbour may still ask for: `bytes`, as of `at`.
    private record Bucket(long bytes, Duration at) {
        Bucket filled(Now now) {
            long nanos = Math.min(now.uptime().minus(at).toNanos(), FILLED_AFTER.toNanos());
            long earned = nanos * BYTES_PER_SECOND / Duration.ofSeconds(1).toNanos();
            return new Bucket(Math.min(BURST_BYTES, bytes + earned), now.uptime());
        }
    }

    Relaying(NodeId self) {
        this.self = self;
    }

    /// The neighbour asks this node to forward to it; false when too many have.
    boolean register(LinkId link) {
        return registered.contains(link) || (registered.size() < MAX_REGISTERED && registered.add(link));
    }

    boolean isRegistered(LinkId link) {
        return registered.contains(link);
    }

    void handleDown(LinkId link) {
        registered.remove(link);
        buckets.remove(link);
    }

    /// Decides about a frame that came from a neighbour.
    Relayed handle(Neighbour from, LinkFrame frame, Topology topology, Now now) {
        if (frame.target() == 0 || frame.target() == self.a()) {
            return new Relayed.Mine();
        }
        if (frame.type() != LinkFrame.RELAY && frame.type() != LinkFrame.STORE) {
            return drop(Drop.NOT_FOR_OTHERS);
        }
        if (!pays(from.link(), now)) {
            return drop(Drop.TOO_MUCH);
        }
        var way = topology.way(frame.target(), link -> !link.equals(from.link()) && wantsFrames(link, topology));
        if (way.isEmpty()) {
            return drop(Drop.NO_WAY);
        }
        int hopLimit = Math.min(frame.hopLimit(), HOP_LIMIT);
        if (way.get().hops() > hopLimit) {
            return drop(Drop.HOP_LIMIT);
        }
        forwarded++;
        return new Relayed.Onward(way.get().link(), frame.to(frame.target(), hopLimit - 1));
    }

    /// Frames passed on since the start.
    long forwarded() {
        return forwarded;
    }

    /// Frames dropped since the start, by reason.
    Map<Drop, Long> dropped() {
        return new EnumMap<>(dropped);
    }

    private boolean wantsFrames(LinkId link, Topology topology) {
        return registered.contains(link) || topology.isListed(link);
    }

    private boolean pays(LinkId link, Now now) {
        var bucket = buckets.getOrDefault(link, new Bucket(BURST_BYTES, now.uptime()))
                .filled(now);
        boolean pays = bucket.bytes >= FRAME_BYTES;
        buckets.put(link, pays ? new Bucket(bucket.bytes - FRAME_BYTES, bucket.at) : bucket);
        return pays;
    }

    private Relayed drop(Drop why) {
        dropped.merge(why, 1L, Long::sum);
        return new Relayed.Dropped(why);
    }
}
