package org.heliograph.core.history;

import java.util.ArrayList;
import java.util.List;
import org.heliograph.core.PeerFault;
import org.heliograph.core.wire.Reader;
import org.heliograph.core.wire.Writer;

/// What one end has, range by range: each begins where the one before ends, the first at the start of the history.
/// `estimate` is how many differences are thought to be in all, 0 if nobody knows.
record Ranges(SipHash key, long estimate, List<Range> ranges) implements SyncBody.Part {
    static final int OP = 2;

    static final int MAX_RANGES = 1_024;

    /// Marks listed in all ranges together.
    static final int MAX_LISTED = 16_384;

    /// One range, up to, not including, `end`.
    sealed interface Range {
        Moment end();

        /// Nothing is said of it.
        record Skipped(Moment end) implements Range {}

        /// How much is there, and its digest.
        record Digested(Moment end, long count, Digest digest) implements Range {}

        /// All that is there, by its marks under the key.
        record Listed(Moment end, long[] marks) implements Range {}
    }

    private static final int SKIPPED = 0;
    private static final int DIGESTED = 1;
    private static final int LISTED = 2;

    Ranges {
        ranges = List.copyOf(ranges);
    }

    @Override
    public int op() {
        return OP;
    }

    @Override
    public void write(Writer out) {
        key.write(out);
        out.u32(estimate).u16(ranges.size());
        ranges.forEach(range -> write(range, out));
    }

    private static void write(Range range, Writer out) {
        switch (range) {
            case Range.Skipped(var end) -> {
                out.u8(SKIPPED);
                end.write(out);
            }
            case Range.Digested(var end, long count, var digest) -> {
                out.u8(DIGESTED);
                end.write(out);
                out.u32(count);
                digest.write(out);
            }
            case Range.Listed(var end, var marks) -> {
                out.u8(LISTED);
                end.write(out);
                SyncBody.writeMarks(out, marks);
            }
        }
    }

    static Ranges read(Reader in) throws PeerFault {
        var key = SipHash.read(in);
        long estimate = in.u32();
        int count = SyncBody.atMost(in.u16(), MAX_RANGES);
        var ranges = new ArrayList<Range>(count);
        int room = MAX_LISTED;
        var last = Moment.START;
        for (int i = 0; i < count; i++) {
            var range = readRange(in, room);
            if (range.end().compareTo(last) <= 0) {
                throw SyncBody.malformed("a range that ends before it starts");
            }
            last = range.end();
            room -= range instanceof Range.Listed(var _, var marks) ? marks.length : 0;
            ranges.add(range);
        }
        return new Ranges(key, estimate, ranges);
    }

    private static Range readRange(Reader in, int room) throws PeerFault {
        int mode = in.u8();
        var end = Moment.read(in);
        return switch (mode) {
            case SKIPPED -> new Range.Skipped(end);
            case DIGESTED -> new Range.Digested(end, in.u32(), Digest.read(in));
            case LISTED -> new Range.Listed(end, SyncBody.readMarks(in, room));
            default -> throw SyncBody.malformed("range of mode " + mode);
        };
    }

    /// Lays out ranges of my history, one after the other, in ascending order.
    ///
    /// What has no room is skipped: whoever compares finds it another time.
    static final class Row {
        /// Into how many parts all of it is split the first time, and a part that differs after that.
        static final int FIRST_PARTS = 64;

        static final int PARTS = 16;

        /// Up to so many elements it costs less to list than to split.
        static final int LISTED = 64;

        /// About what one digest costs.
        static final int DIGEST_BYTES = 30;

        private final Tree tree;
        private final SipHash key;
        private final long estimate;
        private final List<Ranges.Range> ranges = new ArrayList<>();
        private Moment end = Moment.START;
        private int room = MAX_LISTED;

        Row(Chronicle mine, long estimate) {
            tree = mine.tree();
            key = mine.freshKey();
            this.estimate = estimate;
        }

        boolean isEmpty() {
            return ranges.isEmpty();
        }

        Ranges ranges() {
            return new Ranges(key, estimate, ranges);
        }

        Row list(Stretch stretch) {
            int count = tree.count(stretch);
            if (count <= room && reach(stretch, 1)) {
                var marks = new long[count];
                var at = new int[1];
                tree.leaves(stretch, (high, low) -> marks[at[0]++] = Sketch.mark(key, high, low));
                ranges.add(new Range.Listed(stretch.end(), marks));
                room -= count;
            }
            return this;
        }

        /// One digest of all of it.
        Row digest(Stretch stretch) {
            return reach(stretch, 1) ? add(stretch) : this;
        }

        /// Digests of parts with about as many elements each.
        Row split(Stretch stretch, int parts) {
            if (!reach(stretch, parts)) {
                return this;
            }
            int first = tree.rank(stretch.from());
            int count = tree.count(stretch);
            var from = stretch.from();
            for (int part = 1; part < parts; part++) {
                var bound = bound(from, tree.at(first + (int) ((long) count * part / parts)));
                if (bound.compareTo(from) > 0) {
                    add(new Stretch(from, bound));
                    from = bound;
                }
            }
            return add(new Stretch(from, stretch.end()));
        }

        /// A short bound where one does.
        private static Moment bound(Moment from, Moment element) {
            var before = Moment.before(element.lamport());
            return before.compareTo(from) > 0 ? before : element;
        }

        private Row add(Stretch stretch) {
            ranges.add(new Range.Digested(stretch.end(), tree.count(stretch), tree.digest(stretch)));
            end = stretch.end();
            return this;
        }

        /// Skips to where the stretch starts, if there is room for so many ranges and what is skipped.
        private boolean reach(Stretch stretch, int more) {
            if (ranges.size() + more >= MAX_RANGES) {
                return false;
            }
            if (stretch.from().compareTo(end) > 0) {
                ranges.add(new Range.Skipped(stretch.from()));
            }
            end = stretch.end();
            return true;
        }
    }
}
