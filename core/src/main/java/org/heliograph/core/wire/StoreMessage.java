package org.heliograph.core.wire;

import java.util.ArrayList;
import java.util.List;
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

    /// Please forget these, at most [#MAX_DELETIONS].
    record Delete(long source, long request, List<Deletion> deletions) implements StoreMessage {
        public Delete {
            deletions = List.copyOf(deletions);
        }
    }

    /// The sender holds these, at most [#MAX_NAMES]: ask for what you lack.
    record Offer(long source, long request, List<ElementId> elements) implements StoreMessage {
        public Offer {
            elements = List.copyOf(elements);
        }
    }

    /// Please give me these, at most [#MAX_NAMES].
    record Want(long source, long request, List<ElementId> elements) implements StoreMessage {
        public Want {
            elements = List.copyOf(elements);
        }
    }

    int HEADER_BYTES = 14;

    /// As many as fit into a packet.
    int MAX_DELETIONS = (LinkFrame.PACKET_BYTES - HEADER_BYTES) / Deletion.BYTES;

    int MAX_NAMES = (LinkFrame.PACKET_BYTES - HEADER_BYTES - 2) / ElementId.BYTES;

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
            case Delete delete -> encode(delete);
            case Offer offer -> names(4, offer.elements());
            case Want want -> names(5, want.elements());
        };
    }

    /// A zero after the last one ends the list, as the padding does.
    private byte[] encode(Delete delete) {
        bounded(delete.deletions(), MAX_DELETIONS);
        var out = header(3, 0);
        delete.deletions().forEach(deletion -> deletion.writeTo(out));
        return out.toBytes();
    }

    private byte[] names(int op, List<ElementId> elements) {
        bounded(elements, MAX_NAMES);
        var out = header(op, 0).u16(elements.size());
        elements.forEach(element -> out.bytes(element.toBytes()));
        return out.toBytes();
    }

    private static void bounded(List<?> list, int limit) {
        if (list.isEmpty() || list.size() > limit) {
            throw new IllegalArgumentException(list.size() + " entries, at least 1 and at most " + limit);
        }
    }

    private Writer header(int op, int status) {
        return new Writer(HEADER_BYTES + Item.BYTES)
                .u8(op)
                .u8(status)
                .u64(source())
                .u32(request());
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
            case 3 -> new Delete(source, request, readDeletions(in));
            case 4 -> new Offer(source, request, readNames(in));
            case 5 -> new Want(source, request, readNames(in));
            default -> throw Reader.malformed("store op " + op);
        };
    }

    private static List<Deletion> readDeletions(Reader in) throws PeerFault {
        var deletions = new ArrayList<Deletion>();
        deletions.add(Deletion.read(in));
        while (in.remaining() >= Deletion.BYTES && in.peek() != 0) {
            deletions.add(Deletion.read(in));
        }
        return deletions;
    }

    private static List<ElementId> readNames(Reader in) throws PeerFault {
        int count = in.u16();
        if (count == 0 || count > MAX_NAMES) {
            throw Reader.malformed(count + " names");
        }
        var names = new ArrayList<ElementId>(count);
        for (int i = 0; i < count; i++) {
            names.add(ElementId.read(in));
        }
        return names;
    }
}
