package org.heliograph.bench;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongPredicate;
import java.util.stream.LongStream;
import org.heliograph.crypto.Sha256;

/// The plain way: ranges of a sorted set split by 16 wherever their digests differ, and listed when they are short.
final class RangeRival {
    private static final int PARTS = 16;
    private static final int LISTED = 32;
    private static final int ID_BYTES = 16;
    private static final int DIGEST_BYTES = 16;

    /// A counter, and one byte of what follows.
    private static final int BOUND_BYTES = 9;

    private final long[] numbers;

    /// Numbers from `from` to before `end`; listed if the sender has few there.
    private record Range(long from, long end, boolean isListed) {}

    RangeRival(int count, LongPredicate lacks) {
        numbers = LongStream.rangeClosed(1, count).filter(lacks.negate()).toArray();
    }

    private int rank(long number) {
        int at = Arrays.binarySearch(numbers, number);
        return at >= 0 ? at : -at - 1;
    }

    private int count(Range range) {
        return rank(range.end()) - rank(range.from());
    }

    private byte[] digest(Range range) {
        int from = rank(range.from());
        int to = rank(range.end());
        var ids = ByteBuffer.allocate((to - from) * ID_BYTES);
        for (int at = from; at < to; at++) {
            ids.putLong(HistoryEnd.mixed(numbers[at])).putLong(HistoryEnd.mixed(~numbers[at]));
        }
        return Arrays.copyOf(Sha256.hash(ids.array()), DIGEST_BYTES);
    }

    /// Hashes all there is, as the first message of a comparison does.
    void summarise() {
        split(new Range(0, Long.MAX_VALUE, false)).forEach(this::digest);
    }

    private List<Range> split(Range range) {
        int first = rank(range.from());
        int count = count(range);
        var parts = new ArrayList<Range>();
        long from = range.from();
        for (int part = 1; part <= PARTS; part++) {
            long end = part == PARTS ? range.end() : numbers[first + (int) ((long) count * part / PARTS)];
            parts.add(new Range(from, end, false));
            from = end;
        }
        return parts;
    }

    /// Bytes and messages until both ends know what they lack.
    static HistoryEnd.Cost compare(RangeRival asking, RangeRival other) {
        var open = asking.split(new Range(0, Long.MAX_VALUE, false));
        int bytes = 0;
        int messages = 0;
        var sender = asking;
        var reader = other;
        while (!open.isEmpty()) {
            for (var range : open) {
                bytes += BOUND_BYTES + (range.isListed() ? ID_BYTES * sender.count(range) : DIGEST_BYTES);
            }
            messages++;
            open = reader.answer(open, sender);
            var turned = sender;
            sender = reader;
            reader = turned;
        }
        return new HistoryEnd.Cost(bytes, messages);
    }

    private List<Range> answer(List<Range> ranges, RangeRival sender) {
        var open = new ArrayList<Range>();
        for (var range : ranges) {
            if (!range.isListed() && !Arrays.equals(digest(range), sender.digest(range))) {
                if (count(range) <= LISTED) {
                    open.add(new Range(range.from(), range.end(), true));
                } else {
                    open.addAll(split(range));
                }
            }
        }
        return open;
    }
}
