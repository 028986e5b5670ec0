package org.heliograph.core.mailbox;

import org.heliograph.core.NodeId;
import org.heliograph.core.Now;
import org.heliograph.core.PeerFault;
import org.heliograph.core.StoreFailure;
import org.heliograph.core.wire.ElementId;
import org.heliograph.core.wire.Item;
import org.heliograph.core.wire.Position;
import org.heliograph.core.wire.Reader;
import org.heliograph.core.wire.Writer;

/// The row of a held item: the item, and what only this node knows of it. The key is its element id.
///
/// Whatever took work to check when the item arrived is kept, so that loading checks nothing again.
record ItemRow(Giver giver, long goneWallMillis, int stampBits, Item item) {
    /// What an item costs of the quota.
    static final int BYTES = 2 + NodeId.BYTES + 8 + 1 + Item.BYTES;

    private static final int VERSION = 1;
    private static final int OWN = 0;
    private static final int NEIGHBOUR = 1;
    private static final int CARRIER = 2;
    private static final int KEPT = 3;

    byte[] encode() {
        var out = new Writer(BYTES).u8(VERSION);
        switch (giver) {
            case Giver.Own own -> out.u8(OWN).zeros(NodeId.BYTES);
            case Giver.Kept kept -> out.u8(KEPT).zeros(NodeId.BYTES);
            case Giver.Carrier carrier -> out.u8(CARRIER).zeros(NodeId.BYTES);
            case Giver.Neighbour neighbour ->
                out.u8(NEIGHBOUR).bytes(neighbour.node().toBytes());
        }
        return out.u64(goneWallMillis).u8(stampBits).bytes(item.encode()).toBytes();
    }

    static ItemRow decode(byte[] row) {
        try {
            var in = new Reader(row);
            if (in.u8() != VERSION) {
                throw damaged();
            }
            int kind = in.u8();
            var node = NodeId.of(in.bytes(NodeId.BYTES));
            var giver = switch (kind) {
                case OWN -> new Giver.Own();
                case NEIGHBOUR -> new Giver.Neighbour(node);
                case CARRIER -> new Giver.Carrier();
                case KEPT -> new Giver.Kept();
                default -> throw damaged();
            };
            var decoded = new ItemRow(giver, in.u64(), in.u8(), Item.read(in));
            in.end();
            return decoded;
        } catch (PeerFault notARow) {
            throw damaged();
        }
    }

    ItemRow on(Giver other) {
        return new ItemRow(other, goneWallMillis, stampBits, item);
    }

    /// What stays in memory of it, on this account.
    Held held(ElementId element, Position address, Giver account, Now now) {
        var term = new Term(Bucket.of(item.bucket()).orElseThrow(ItemRow::damaged), item.day());
        long goneMillis = now.uptimeMillisAt(goneWallMillis);
        return new Held(address, element, item.tag(), item.isDrop(), stampBits, term, account, goneMillis);
    }

    static StoreFailure damaged() {
        return new StoreFailure(
                StoreFailure.Kind.DAMAGED,
                "A held box cannot be read: the store is damaged or was written by a newer version. "
                        + "Restore it from a copy, or start with a new home.");
    }
}
