package org.heliograph.core.mesh.route;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.heliograph.core.NodeId;
import org.heliograph.core.PeerFault;
import org.heliograph.core.wire.NetAddress;
import org.heliograph.core.wire.Reader;
import org.heliograph.core.wire.Writer;

/// Nodes that this one was linked to, and where they answered: the way back in after weeks in which all records
/// ended.
final class Peers {
    /// Of so many strangers some are still there after a month; 30 kB.
    static final int MAX = 512;

    /// Where `node` could be dialled when a link to it was last alive, in unix seconds.
    record Peer(NodeId node, NetAddress address, long seen) {}

    private static final int VERSION = 1;

    private final TreeMap<NodeId, Peer> peers = new TreeMap<>();
    private boolean changed;

    /// Takes up what [#writeTo] wrote.
    void read(Reader in) throws PeerFault {
        int version = in.u8();
        int count = in.u16();
        if (version != VERSION || count > MAX) {
            throw new PeerFault(PeerFault.Kind.MALFORMED, "not a list of peers");
        }
        for (int i = 0; i < count; i++) {
            var node = NodeId.of(in.bytes(NodeId.BYTES));
            peers.put(node, new Peer(node, NetAddress.read(in), in.u64()));
        }
    }

    void writeTo(Writer out) {
        out.u8(VERSION).u16(peers.size());
        for (var peer : peers.values()) {
            peer.address.writeTo(out.bytes(peer.node.toBytes())).u64(peer.seen);
        }
    }

    /// Whether there is something new to write down.
    boolean takeChanged() {
        boolean was = changed;
        changed = false;
        return was;
    }

    /// A link to this node is alive. When there are too many, the one that was not seen for longest is forgotten.
    void remember(NodeId node, NetAddress address, long seen) {
        peers.put(node, new Peer(node, address, seen));
        changed = true;
        if (peers.size() > MAX) {
            peers.values().stream()
                    .min(Comparator.comparingLong(Peer::seen))
                    .map(Peer::node)
                    .ifPresent(peers::remove);
        }
    }

    Optional<Peer> peer(NodeId node) {
        return Optional.ofNullable(peers.get(node));
    }

    List<Peer> all() {
        return List.copyOf(peers.values());
    }
}
