package org.heliograph.core.mesh;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import org.heliograph.core.NodeId;
import org.heliograph.core.PeerFault;
import org.heliograph.core.Store;
import org.heliograph.core.Store.Table;
import org.heliograph.core.wire.NetAddress;
import org.heliograph.core.wire.Reader;
import org.heliograph.core.wire.Writer;

/// Where nodes were whose records are over: nothing is said of them any more, but a node that comes back after weeks
/// has nobody else to dial.
final class Remembered {
    /// The first byte of a row.
    static final int ROW = 2;

    /// With so many some are there after weeks, and dialling all of them stays a matter of minutes.
    static final int MAX = 512;

    private static final byte[] NO_GROUP = {};

    /// One node as it was last known.
    private record Peer(NodeId id, List<NetAddress> addresses, boolean wasLinked, boolean wasDialable, long seen) {
        /// Who was linked to this node answered it once; else who said it can be dialled; else who was there last.
        static final Comparator<Peer> BEST_FIRST = Comparator.comparing(Peer::wasLinked)
                .thenComparing(Peer::wasDialable)
                .thenComparingLong(Peer::seen)
                .reversed()
                .thenComparing(Peer::id);

        byte[] encode() {
            var out = new Writer(11 + addresses.size() * NetAddress.BYTES)
                    .u8(ROW)
                    .u8(wasLinked ? 1 : 0)
                    .u8(wasDialable ? 1 : 0)
                    .u64(seen);
            addresses.forEach(address -> address.writeTo(out));
            return out.toBytes();
        }

        static Peer decode(NodeId id, byte[] row) {
            try {
                var in = new Reader(row);
                in.skip(1);
                boolean wasLinked = in.u8() == 1;
                boolean wasDialable = in.u8() == 1;
                long seen = in.u64();
                var addresses = new ArrayList<NetAddress>();
                while (in.remaining() > 0) {
                    addresses.add(NetAddress.read(in));
                }
                return new Peer(id, List.copyOf(addresses), wasLinked, wasDialable, seen);
            } catch (PeerFault notARow) {
                throw Known.damaged();
            }
        }
    }

    private final Store store;
    private final TreeMap<NodeId, Peer> peers = new TreeMap<>();

    Remembered(Store store) {
        this.store = store;
    }

    void load(NodeId id, byte[] row) {
        peers.put(id, Peer.decode(id, row));
    }

    /// Keeps the addresses of a node whose record is given up, in the row that its record had; says whether it does.
    boolean add(Known known) {
        var record = known.record();
        var addresses = known.isDisputed() ? List.<NetAddress>of() : record.addresses();
        if (addresses.isEmpty()) {
            return false;
        }
        boolean wasDialable = record.can(NodeRecord.DIALABLE);
        var peer = new Peer(known.id(), addresses, known.wasLinked(), wasDialable, known.changedSeconds());
        if (peers.size() >= MAX) {
            var worst = peers.values().stream().max(Peer.BEST_FIRST).orElseThrow();
            if (Peer.BEST_FIRST.compare(worst, peer) < 0) {
                return false;
            }
            peers.remove(worst.id);
            store.delete(Table.RECORD, worst.id.toBytes());
        }
        peers.put(peer.id, peer);
        store.put(Table.RECORD, peer.id.toBytes(), NO_GROUP, peer.encode());
        return true;
    }

    /// The node is known again, and has its row for itself.
    void forget(NodeId id) {
        peers.remove(id);
    }

    /// Best first.
    List<NetAddress> addresses() {
        return peers.values().stream()
                .sorted(Peer.BEST_FIRST)
                .flatMap(peer -> peer.addresses.stream())
                .toList();
    }

    int size() {
        return peers.size();
    }
}
