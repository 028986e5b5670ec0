package org.heliograph.core.mailbox;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/// A sorted list of some hundred thousand entries, small in memory, that also knows the rank of an entry.
///
/// The entries lie in chunks, so that an insertion moves few of them and a rank counts few chunks.
final class Sorted<T> {
    private static final int MAX_CHUNK = 512;

    private final Comparator<? super T> order;
    private final List<ArrayList<T>> chunks = new ArrayList<>();
    private int size;

    /// No two entries may be equal in `order`.
    Sorted(Comparator<? super T> order) {
        this.order = order;
    }

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    T first() {
        return chunks.getFirst().getFirst();
    }

    void add(T entry) {
        size++;
        if (chunks.isEmpty()) {
            chunks.add(new ArrayList<>(List.of(entry)));
            return;
        }
        int index = Math.min(chunk(it -> order.compare(it, entry) < 0), chunks.size() - 1);
        var chunk = chunks.get(index);
        chunk.add(lowerBound(chunk, it -> order.compare(it, entry) < 0), entry);
        if (chunk.size() > MAX_CHUNK) {
            var upper = chunk.subList(MAX_CHUNK / 2, chunk.size());
            chunks.add(index + 1, new ArrayList<>(upper));
            upper.clear();
        }
    }

    void remove(T entry) {
        int index = chunk(it -> order.compare(it, entry) < 0);
        if (index == chunks.size()) {
            return;
        }
        var chunk = chunks.get(index);
        int at = lowerBound(chunk, it -> order.compare(it, entry) < 0);
        if (order.compare(chunk.get(at), entry) == 0) {
            chunk.remove(at);
            size--;
            if (chunk.isEmpty()) {
                chunks.remove(index);
            }
        }
    }

    /// How many entries `lies` holds for; it must hold for the first ones and no others.
    int rank(Predicate<T> lies) {
        int index = chunk(lies);
        int rank = 0;
        for (int i = 0; i < index; i++) {
            rank += chunks.get(i).size();
        }
        return index == chunks.size() ? rank : rank + lowerBound(chunks.get(index), lies);
    }

    T at(int rank) {
        int left = rank;
        for (var chunk : chunks) {
            if (left < chunk.size()) {
                return chunk.get(left);
            }
            left -= chunk.size();
        }
        throw new IndexOutOfBoundsException(rank);
    }

    /// The entries with ranks from `from` to before `to`.
    List<T> slice(int from, int to) {
        var slice = new ArrayList<T>(to - from);
        int start = 0;
        for (var chunk : chunks) {
            int end = start + chunk.size();
            if (end > from && start < to) {
                slice.addAll(chunk.subList(Math.max(from - start, 0), Math.min(to, end) - start));
            }
            start = end;
        }
        return slice;
    }

    /// The first chunk whose last entry `lies` does not hold for.
    private int chunk(Predicate<T> lies) {
        return lowerBound(chunks, chunk -> lies.test(chunk.getLast()));
    }

    private static <E> int lowerBound(List<E> list, Predicate<E> lies) {
        int low = 0;
        int high = list.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (lies.test(list.get(middle))) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
