package org.heliograph.core.wire;

import org.heliograph.core.PeerFault;

/// The packet of a STORE frame: giving items to a node, and what became of them.
///
/// `source` 0 means a neighbour, else the first 8 bytes of the id of the node the result goes to. `request` is the
/// giver's own number, handed back with the result.
public sealed interface StoreMessage {
    /// Please hold this.
    record Put(long source, long request, Item item) implements StoreMessage {}

    /// What became of the item of `request`: how many copies are known, and the stamp bits now asked for.
    record Result(long source, long request, Status status, int copies, int bits) implements StoreMessage {}

    /// Please forget this.
    record Delete(long source, long request, Deletion deletion) implements StoreMessage {}

    long source();

    long request();

    /// The packet without its padding.
    default byte[] encode() {
        return switch (this) {
            case Put put -> put.item().writeTo(header(1, 0)).toBytes();
            case Result result ->
                header(2, result.status().code())
                        .u8(result.copies())
                        .u8(result.bits())
                        .toBytes();
            case Delete delete -> delete.deletion().writeTo(header(3, 0)).toBytes();
        };
    }

    private Writer header(int op, int status) {
        return new Writer(14 + Item.BYTES).u8(op).u8(status).u64(source()).u32(request());
    }

    /// Takes a packet; its padding is not looked at.
    static StoreMessage decode(byte[] packet) throws PeerFault {
        var in = new Reader(packet);
        int op = in.u8();
        int status = in.u8();
        long source = in.u64();
        long request = in.u32();
        return switch (op) {
            case 1 -> new Put(source, request, Item.read(in));
            case 2 -> {
                var known = Status.of(status).orElseThrow(() -> Reader.malformed("status " + status));
                yield new Result(source, request, known, in.u8(), in.u8());
            }
            case 3 -> new Delete(source, request, Deletion.read(in));
            default -> throw Reader.malformed("store op " + op);
        };
    }
}
