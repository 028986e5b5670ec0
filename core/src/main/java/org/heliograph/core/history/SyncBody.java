package org.heliograph.core.history;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.heliograph.core.PeerFault;
import org.heliograph.core.wire.Reader;
import org.heliograph.core.wire.Writer;

/// The body of a SYNC frame. It stands for itself: who answers it needs no earlier one.
///
/// `round` counts the bodies before it in one comparison, `asOfMillis` is its writer's wall clock, `restored` says that
/// its writer lost what it had, perhaps a moment ago.
record SyncBody(int round, long asOfMillis, boolean restored, List<Part> parts) {
    private static final int VERSION = 1;
    private static final int RESTORED = 1;

    SyncBody {
        parts = List.copyOf(parts);
    }

    /// One thing that a body says.
    sealed interface Part permits Summary, Ranges, Want, Page {
        int op();

        void write(Writer out);
    }

    /// Asks for messages: one by one, by their marks under `key`, and for all in some stretches, in
    /// ascending order.
    record Want(SipHash key, long[] marks, List<Stretch> stretches) implements Part {
        static final int OP = 3;

        /// Who lacks more asks for the rest when these have come.
        static final int MAX_MARKS = 8_192;

        static final int MAX_STRETCHES = 256;

        Want {
            stretches = List.copyOf(stretches);
        }

        @Override
        public int op() {
            return OP;
        }

        @Override
        public void write(Writer out) {
            key.write(out);
            writeMarks(out, marks);
            out.u16(stretches.size());
            stretches.forEach(stretch -> stretch.write(out));
        }

        private static Want read(Reader in) throws PeerFault {
            var key = SipHash.read(in);
            var marks = readMarks(in, MAX_MARKS);
            int count = atMost(in.u16(), MAX_STRETCHES);
            var stretches = new ArrayList<Stretch>(count);
            var last = Moment.START;
            for (int i = 0; i < count; i++) {
                var stretch = Stretch.read(in);
                if (stretch.isEmpty() || stretch.from().compareTo(last) < 0) {
                    throw malformed("stretches that overlap");
                }
                last = stretch.end();
                stretches.add(stretch);
            }
            return new Want(key, marks, stretches);
        }
    }

    /// Messages that the other end lacks.
    record Page(List<Entry> entries) implements Part {
        static final int OP = 4;

        static final int MAX_ENTRIES = 512;

        /// Where a page ends; a longer message has one to itself.
        static final int FULL_BYTES = 32 << 10;

        Page {
            entries = List.copyOf(entries);
        }

        @Override
        public int op() {
            return OP;
        }

        @Override
        public void write(Writer out) {
            out.u16(entries.size());
            entries.forEach(entry -> entry.write(out));
        }

        private static Page read(Reader in) throws PeerFault {
            int count = atMost(in.u16(), MAX_ENTRIES);
            var entries = new ArrayList<Entry>(count);
            for (int i = 0; i < count; i++) {
                entries.add(Entry.read(in));
            }
            return new Page(entries);
        }
    }

    byte[] encode() {
        var out = new Writer(2_048).u8(VERSION).u8(round).u64(asOfMillis).u8(restored ? RESTORED : 0);
        for (var part : parts) {
            var content = new Writer(2_048);
            part.write(content);
            var bytes = content.toBytes();
            out.u8(part.op()).u32(bytes.length).bytes(bytes);
        }
        return out.toBytes();
    }

    /// Parts of unknown kinds are stepped over; none comes twice.
    static SyncBody decode(byte[] body) throws PeerFault {
        var in = new Reader(body);
        int version = in.u8();
        if (version != VERSION) {
            throw malformed("history in version " + version);
        }
        int round = in.u8();
        long asOfMillis = in.u64();
        boolean restored = (in.u8() & RESTORED) != 0;
        var parts = new ArrayList<Part>();
        var seen = new BitSet();
        while (in.remaining() > 0) {
            int op = in.u8();
            if (seen.get(op)) {
                throw malformed("two parts of one kind");
            }
            seen.set(op);
            readPart(op, in.bytes(asLength(in.u32())), parts);
        }
        return new SyncBody(round, asOfMillis, restored, parts);
    }

    private static void readPart(int op, byte[] content, List<Part> parts) throws PeerFault {
        var in = new Reader(content);
        switch (op) {
            case Summary.OP -> parts.add(Summary.read(in));
            case Ranges.OP -> parts.add(Ranges.read(in));
            case Want.OP -> parts.add(Want.read(in));
            case Page.OP -> parts.add(Page.read(in));
            default -> in.skip(in.remaining());
        }
        in.end();
    }

    // ---- what all parts are written with

    static void writeMarks(Writer out, long[] marks) {
        out.u16(marks.length);
        for (long mark : marks) {
            Sketch.writeMark(out, mark);
        }
    }

    static long[] readMarks(Reader in, int limit) throws PeerFault {
        var marks = new long[atMost(in.u16(), limit)];
        for (int i = 0; i < marks.length; i++) {
            marks[i] = Sketch.readMark(in);
        }
        return marks;
    }

    static int atMost(int count, int limit) throws PeerFault {
        if (count > limit) {
            throw malformed(count + " entries, at most " + limit);
        }
        return count;
    }

    /// A length beyond any array is cut short all the same.
    static int asLength(long length) {
        return (int) Math.min(length, Integer.MAX_VALUE);
    }

    static PeerFault malformed(String what) {
        return new PeerFault(PeerFault.Kind.MALFORMED, what);
    }
}
