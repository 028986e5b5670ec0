package org.heliograph.core.onion;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.heliograph.core.NodeId;
import org.heliograph.core.Now;
import org.heliograph.core.PeerFault;
import org.heliograph.core.onion.Sphinx.Hop;
import org.heliograph.core.onion.Sphinx.Opened;
import org.heliograph.core.onion.Sphinx.Packet;
import org.heliograph.crypto.Entropy;
import org.heliograph.testkit.Case;

/// Some nodes with mix keys, and the way of packets among them.
final class Mixes implements AutoCloseable {
    static final Now NOON = new Now(Duration.ofHours(1), Instant.parse("2026-11-25T12:00:00Z"));
    static final long TODAY = MixKeys.epochOf(NOON);

    final Case random;
    final Entropy entropy;
    final List<NodeId> ids = new ArrayList<>();
    final List<MixKeys> keys = new ArrayList<>();

    Mixes(int nodes, Case random) {
        this.random = random;
        entropy = random::nextBytes;
        for (int i = 0; i < nodes; i++) {
            ids.add(NodeId.of(random.bytes(NodeId.BYTES)));
            keys.add(MixKeys.generate(TODAY, entropy));
        }
    }

    /// The first `hops` nodes, each with a delay of its own.
    List<Hop> path(int hops) {
        var path = new ArrayList<Hop>();
        for (int i = 0; i < hops; i++) {
            path.add(hop(i, TODAY));
        }
        return path;
    }

    Hop hop(int node, long epoch) {
        var mixKeys = keys.get(node);
        var mixKey = mixKeys.publicKeys().get((int) (epoch - mixKeys.firstEpoch()));
        return new Hop(ids.get(node), mixKey, epoch, Sphinx.drawDelay(entropy));
    }

    Packet wrap(List<Hop> path, byte[] body) {
        try {
            return Sphinx.wrap(path, body, entropy);
        } catch (PeerFault fault) {
            throw new AssertionError(fault);
        }
    }

    Opened open(Packet packet) throws PeerFault {
        return keys.get(ids.indexOf(packet.to())).open(packet.bytes(), packet.keyEpoch());
    }

    /// From node to node until one keeps it.
    Opened travel(Packet packet) throws PeerFault {
        var opened = open(packet);
        while (opened instanceof Opened.Forward forward) {
            opened = open(forward.packet());
        }
        return opened;
    }

    /// A second packet with the same bytes, since opening takes the array over.
    static Packet copy(Packet packet) {
        return new Packet(packet.to(), packet.keyEpoch(), packet.bytes().clone());
    }

    @Override
    public void close() {
        keys.forEach(MixKeys::close);
    }
}
