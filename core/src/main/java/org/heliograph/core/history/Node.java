package org.heliograph.core.history;

import java.util.ArrayList;
import java.util.Arrays;
import org.heliograph.core.wire.ElementId;
import org.heliograph.core.wire.Writer;
import org.jspecify.annotations.Nullable;

/// One node of a [Tree]: up to [#MAX_SIDE_BY_SIDE] elements side by side, or more parted by a half byte.
///
/// `depth` is how many half bytes are decided above a node. A bound is null where the whole node lies inside of it.
abstract sealed class Node {
    static final int MAX_SIDE_BY_SIDE = 64;

    static final Node EMPTY = new Bucket(new long[0]);

    private static final int OF_ELEMENTS = 0;
    private static final int OF_PARTS = 1;

    private @Nullable Digest digest;

    /// Sees the leaf of one element.
    interface Leaves {
        void leaf(long high, long low);
    }

    abstract int count();

    abstract int count(@Nullable Moment from, @Nullable Moment end, int depth);

    /// This node, or what takes its place, with one element more; the same node if it has that.
    abstract Node with(Moment at, ElementId leaf, int depth);

    /// What takes the place of this node, which has an element there.
    abstract Node without(Moment at, int depth);

    abstract @Nullable ElementId leaf(Moment at, int depth);

    /// The place of the element that has `rank` others of this node before it.
    abstract Moment at(int rank);

    abstract void leaves(@Nullable Moment from, @Nullable Moment end, int depth, Leaves leaves);

    abstract Digest digestOfMany(@Nullable Moment from, @Nullable Moment end, int depth);

    /// Of the elements between the bounds, as if there were no others.
    final Digest digest(@Nullable Moment from, @Nullable Moment end, int depth) {
        boolean whole = from == null && end == null;
        if (whole && digest != null) {
            return digest;
        }
        int count = whole ? count() : count(from, end, depth);
        var computed = count == 0
                ? Digest.NOTHING
                : count <= MAX_SIDE_BY_SIDE ? digestOfFew(from, end, depth) : digestOfMany(from, end, depth);
        digest = whole ? computed : digest;
        return computed;
    }

    private Digest digestOfFew(@Nullable Moment from, @Nullable Moment end, int depth) {
        var out = new Writer(1 + MAX_SIDE_BY_SIDE * ElementId.BYTES).u8(OF_ELEMENTS);
        leaves(from, end, depth, (high, low) -> out.u64(high).u64(low));
        return Digest.of(out.toBytes());
    }

    final void forgetDigest() {
        digest = null;
    }

    /// Five words for each element: counter, id, leaf. They are not changed.
    static final class Bucket extends Node {
        private static final int WORDS = 5;

        private final long[] words;

        private Bucket(long[] words) {
            this.words = words;
        }

        @Override
        int count() {
            return words.length / WORDS;
        }

        @Override
        int count(@Nullable Moment from, @Nullable Moment end, int depth) {
            return to(end) - from(from);
        }

        private int from(@Nullable Moment from) {
            return from == null ? 0 : rank(from);
        }

        private int to(@Nullable Moment end) {
            return end == null ? count() : rank(end);
        }

        /// How many elements lie before the moment.
        private int rank(Moment moment) {
            int low = 0;
            int high = count();
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (at(middle).compareTo(moment) < 0) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return low;
        }

        private boolean has(Moment at, int rank) {
            return rank < count() && at(rank).equals(at);
        }

        @Override
        Moment at(int rank) {
            int at = rank * WORDS;
            return new Moment(words[at], words[at + 1], words[at + 2]);
        }

        @Override
        @Nullable
        ElementId leaf(Moment at, int depth) {
            int rank = rank(at);
            return has(at, rank) ? new ElementId(words[rank * WORDS + 3], words[rank * WORDS + 4]) : null;
        }

        @Override
        Node with(Moment at, ElementId leaf, int depth) {
            int rank = rank(at);
            if (has(at, rank)) {
                return this;
            }
            var more = new long[words.length + WORDS];
            int gap = rank * WORDS;
            System.arraycopy(words, 0, more, 0, gap);
            System.arraycopy(words, gap, more, gap + WORDS, words.length - gap);
            more[gap] = at.lamport();
            more[gap + 1] = at.high();
            more[gap + 2] = at.low();
            more[gap + 3] = leaf.high();
            more[gap + 4] = leaf.low();
            var grown = new Bucket(more);
            return grown.count() <= MAX_SIDE_BY_SIDE ? grown : grown.parted(depth);
        }

        /// The same elements, parted by their half byte at `depth`; by the next one too if that is the same for all.
        private Fork parted(int depth) {
            var fork = new Fork();
            for (int from = 0, to; from < words.length; from = to) {
                int way = nibble(from, depth);
                to = from;
                while (to < words.length && nibble(to, depth) == way) {
                    to += WORDS;
                }
                var part = new Bucket(Arrays.copyOfRange(words, from, to));
                fork.put(way, part.count() <= MAX_SIDE_BY_SIDE ? part : part.parted(depth + 1));
            }
            return fork;
        }

        private int nibble(int at, int depth) {
            return Moment.nibble(words[at + depth / 16], depth);
        }

        @Override
        Node without(Moment at, int depth) {
            int gap = rank(at) * WORDS;
            var fewer = new long[words.length - WORDS];
            System.arraycopy(words, 0, fewer, 0, gap);
            System.arraycopy(words, gap + WORDS, fewer, gap, fewer.length - gap);
            return new Bucket(fewer);
        }

        @Override
        void leaves(@Nullable Moment from, @Nullable Moment end, int depth, Leaves leaves) {
            int to = to(end) * WORDS;
            for (int at = from(from) * WORDS; at < to; at += WORDS) {
                leaves.leaf(words[at + 3], words[at + 4]);
            }
        }

        @Override
        Digest digestOfMany(@Nullable Moment from, @Nullable Moment end, int depth) {
            throw new IllegalStateException("a bucket of " + count());
        }
    }

    /// Up to 16 nodes, one for each half byte.
    static final class Fork extends Node {
        private static final int WAYS = 16;

        private final @Nullable Node[] parts = new @Nullable Node[WAYS];
        private int count;

        private void put(int way, Node part) {
            var old = parts[way];
            count += part.count() - (old == null ? 0 : old.count());
            parts[way] = part.count() == 0 ? null : part;
            forgetDigest();
        }

        @Override
        int count() {
            return count;
        }

        /// Does something with one part, between the bounds as they are one step down.
        private interface Visit {
            void part(Node part, @Nullable Moment from, @Nullable Moment end, int way);
        }

        private void visit(@Nullable Moment from, @Nullable Moment end, int depth, Visit visit) {
            int first = from == null ? 0 : from.nibble(depth);
            int last = end == null ? WAYS - 1 : end.nibble(depth);
            for (int way = first; way <= last; way++) {
                var part = parts[way];
                if (part != null) {
                    visit.part(part, way == first ? from : null, way == last ? end : null, way);
                }
            }
        }

        @Override
        int count(@Nullable Moment from, @Nullable Moment end, int depth) {
            var sum = new int[1];
            visit(
                    from,
                    end,
                    depth,
                    (part, lower, upper, _) -> sum[0] +=
                            lower == null && upper == null ? part.count() : part.count(lower, upper, depth + 1));
            return sum[0];
        }

        @Override
        Node with(Moment at, ElementId leaf, int depth) {
            int way = at.nibble(depth);
            var part = parts[way] == null ? EMPTY : parts[way];
            int before = part.count();
            var grown = part.with(at, leaf, depth + 1);
            if (grown.count() > before) {
                parts[way] = grown;
                count++;
                forgetDigest();
            }
            return this;
        }

        @Override
        Node without(Moment at, int depth) {
            int way = at.nibble(depth);
            var fewer = present(way).without(at, depth + 1);
            parts[way] = fewer.count() == 0 ? null : fewer;
            count--;
            forgetDigest();
            return count > MAX_SIDE_BY_SIDE ? this : gathered();
        }

        /// All parts are buckets, for together they have room in one.
        private Bucket gathered() {
            var words = new long[count * Bucket.WORDS];
            int at = 0;
            for (var part : parts) {
                if (part instanceof Bucket bucket) {
                    System.arraycopy(bucket.words, 0, words, at, bucket.words.length);
                    at += bucket.words.length;
                }
            }
            return new Bucket(words);
        }

        @Override
        @Nullable
        ElementId leaf(Moment at, int depth) {
            var part = parts[at.nibble(depth)];
            return part == null ? null : part.leaf(at, depth + 1);
        }

        @Override
        Moment at(int rank) {
            int left = rank;
            for (var part : parts) {
                int count = part == null ? 0 : part.count();
                if (part != null && left < count) {
                    return part.at(left);
                }
                left -= count;
            }
            throw new IndexOutOfBoundsException(rank);
        }

        private Node present(int way) {
            var part = parts[way];
            if (part == null) {
                throw new IllegalStateException("no element there");
            }
            return part;
        }

        @Override
        void leaves(@Nullable Moment from, @Nullable Moment end, int depth, Leaves leaves) {
            visit(from, end, depth, (part, lower, upper, _) -> part.leaves(lower, upper, depth + 1, leaves));
        }

        /// A single part is not told from its parent, so that where elements begin to differ leaves no trace.
        @Override
        Digest digestOfMany(@Nullable Moment from, @Nullable Moment end, int depth) {
            var digests = new ArrayList<Digest>(WAYS);
            var ways = new int[1];
            visit(from, end, depth, (part, lower, upper, way) -> {
                var digest = part.digest(lower, upper, depth + 1);
                if (!digest.equals(Digest.NOTHING)) {
                    digests.add(digest);
                    ways[0] |= 1 << way;
                }
            });
            if (digests.size() == 1) {
                return digests.getFirst();
            }
            var out = new Writer(3 + WAYS * Digest.BYTES).u8(OF_PARTS).u16(ways[0]);
            digests.forEach(digest -> digest.write(out));
            return Digest.of(out.toBytes());
        }
    }
}
