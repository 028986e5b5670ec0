package org.heliograph.core.delivery;

import java.util.Optional;
import java.util.TreeSet;
import org.heliograph.core.MessageId;
import org.heliograph.core.Now;
import org.heliograph.core.Store;
import org.heliograph.core.Store.Table;
import org.heliograph.core.wire.Writer;

/// The messages whose content must go at a time, soonest first.
///
/// Each has a small row. Only so many are held in memory, since the other end could send any number: the rest is
/// read again when those are through.
final class Expiring {
    static final int MAX_IN_MEMORY = 8_192;

    static final long NEVER = Long.MAX_VALUE;

    private record Mark(long atMillis, MessageId id) implements Comparable<Mark> {
        @Override
        public int compareTo(Mark other) {
            int order = Long.compare(atMillis, other.atMillis);
            return order != 0 ? order : id.compareTo(other.id);
        }
    }

    private final Store store;
    private final Keys keys;
    private final TreeSet<Mark> soonest = new TreeSet<>();

    /// There are rows beyond those in memory, none of them sooner.
    private boolean more;

    Expiring(Store store, Keys keys) {
        this.store = store;
        this.keys = keys;
        read();
    }

    /// When a lifetime ends, in milliseconds of the wall clock. `sentMillis` is a date before the year 10000 and
    /// `ttlSeconds` has 32 bits, so this cannot overflow.
    static long at(long sentMillis, long ttlSeconds) {
        return ttlSeconds == 0 ? NEVER : sentMillis + ttlSeconds * 1_000;
    }

    static boolean isOver(long atMillis, Now now) {
        return now.wallMillis() >= atMillis;
    }

    void add(MessageId id, long atMillis) {
        store.put(
                Table.FRAGMENT,
                keys.message(id),
                keys.expiring(),
                new Writer(9).u8(Rows.VERSION).u64(atMillis).toBytes());
        if (!more || new Mark(atMillis, id).compareTo(soonest.last()) < 0) {
            hold(new Mark(atMillis, id));
        }
    }

    Optional<Long> firstAtMillis() {
        return soonest.isEmpty()
                ? Optional.empty()
                : Optional.of(soonest.first().atMillis());
    }

    /// Takes the first mark away if its time has come.
    Optional<MessageId> takeOver(long nowMillis) {
        if (soonest.isEmpty() || soonest.first().atMillis() > nowMillis) {
            return Optional.empty();
        }
        var first = soonest.removeFirst();
        store.delete(Table.FRAGMENT, keys.message(first.id()));
        if (soonest.isEmpty() && more) {
            read();
        }
        return Optional.of(first.id());
    }

    private void read() {
        more = false;
        store.scan(Table.FRAGMENT, keys.expiring(), (key, row) -> {
            var id = History.id(key);
            hold(new Mark(Rows.parse(row, in -> in.u64()), id));
            return true;
        });
    }

    private void hold(Mark mark) {
        soonest.add(mark);
        if (soonest.size() > MAX_IN_MEMORY) {
            soonest.removeLast();
            more = true;
        }
    }
}
