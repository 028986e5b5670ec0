package org.heliograph.core.wire;

import java.util.ArrayList;
import java.util.List;
import org.heliograph.core.PeerFault;

/// The packet of a RECON frame: two neighbours find out what one has and the other lacks.
public sealed interface Recon {
    /// What is being compared.
    int set();

    int RECORDS = 1;
    int ITEMS = 2;

    int MAX_RANGES = 77;
    int MAX_LISTED = 249;
    int MAX_WANTED = 253;

    /// A summary of what the sender has from `from` up to where the next range starts.
    record Range(Position from, long count, byte[] digest) {
        public static final int DIGEST_BYTES = 16;
    }

    /// Ranges that follow each other without a gap, in ascending order; `end` [Position#ZERO] is the end of the
    /// space.
    record Ranges(int set, List<Range> ranges, Position end) implements Recon {
        public Ranges {
            ranges = List.copyOf(ranges);
            bounded(ranges, MAX_RANGES);
        }

        /// Where the range at `index` ends.
        public Position endOf(int index) {
            return index + 1 < ranges.size() ? ranges.get(index + 1).from() : end;
        }
    }

    /// Everything the sender has from `from` up to `end`.
    record Listing(int set, Position from, Position end, List<ElementId> elements) implements Recon {
        public Listing {
            elements = List.copyOf(elements);
            bounded(elements, MAX_LISTED);
        }
    }

    /// What the sender would like to be given.
    record Want(int set, List<ElementId> elements) implements Recon {
        public Want {
            elements = List.copyOf(elements);
            bounded(elements, MAX_WANTED);
        }
    }

    private static void bounded(List<?> list, int limit) {
        if (list.size() > limit) {
            throw new IllegalArgumentException(list.size() + " entries, at most " + limit);
        }
    }

    /// The packet without its padding.
    default byte[] encode() {
        return switch (this) {
            case Ranges ranges -> encode(ranges);
            case Listing listing -> encode(listing);
            case Want want -> encode(want);
        };
    }

    private static byte[] encode(Ranges message) {
        var out = header(1, message.set(), message.ranges().size());
        for (var range : message.ranges()) {
            if (range.digest().length != Range.DIGEST_BYTES) {
                throw new IllegalArgumentException("digest of " + range.digest().length + " bytes");
            }
            out.bytes(range.from().toBytes()).u32(range.count()).bytes(range.digest());
        }
        return out.bytes(message.end().toBytes()).toBytes();
    }

    private static byte[] encode(Listing message) {
        var out = header(2, message.set(), message.elements().size())
                .bytes(message.from().toBytes())
                .bytes(message.end().toBytes());
        message.elements().forEach(element -> out.bytes(element.toBytes()));
        return out.toBytes();
    }

    private static byte[] encode(Want message) {
        var out = header(3, message.set(), message.elements().size());
        message.elements().forEach(element -> out.bytes(element.toBytes()));
        return out.toBytes();
    }

    private static Writer header(int op, int set, int count) {
        return new Writer(LinkFrame.PACKET_BYTES).u8(op).u8(set).u16(count);
    }

    /// Takes a packet; its padding is not looked at.
    static Recon decode(byte[] packet) throws PeerFault {
        var in = new Reader(packet);
        int op = in.u8();
        int set = in.u8();
        if (set != RECORDS && set != ITEMS) {
            throw Reader.malformed("recon set " + set);
        }
        int count = in.u16();
        return switch (op) {
            case 1 -> readRanges(in, set, atMost(count, MAX_RANGES));
            case 2 -> {
                var from = Position.read(in);
                var end = Position.read(in);
                ascending(from, end);
                yield new Listing(set, from, end, readElements(in, atMost(count, MAX_LISTED)));
            }
            case 3 -> new Want(set, readElements(in, atMost(count, MAX_WANTED)));
            default -> throw Reader.malformed("recon op " + op);
        };
    }

    private static Ranges readRanges(Reader in, int set, int count) throws PeerFault {
        var ranges = new ArrayList<Range>(count);
        for (int i = 0; i < count; i++) {
            ranges.add(new Range(Position.read(in), in.u32(), in.bytes(Range.DIGEST_BYTES)));
        }
        var message = new Ranges(set, ranges, Position.read(in));
        for (int i = 0; i < count; i++) {
            ascending(ranges.get(i).from(), message.endOf(i));
        }
        return message;
    }

    private static void ascending(Position from, Position end) throws PeerFault {
        if (!from.isBefore(end)) {
            throw Reader.malformed("a range that ends before it starts");
        }
    }

    private static List<ElementId> readElements(Reader in, int count) throws PeerFault {
        var elements = new ArrayList<ElementId>(count);
        for (int i = 0; i < count; i++) {
            elements.add(ElementId.read(in));
        }
        return elements;
    }

    private static int atMost(int count, int limit) throws PeerFault {
        if (count > limit) {
            throw Reader.malformed(count + " entries, at most " + limit);
        }
        return count;
    }
}
