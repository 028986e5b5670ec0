package org.heliograph.core.mailbox;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.heliograph.core.Now;
import org.heliograph.core.PeerFault;
import org.heliograph.core.Store;
import org.heliograph.core.Store.Table;
import org.heliograph.core.wire.Deletion;
import org.heliograph.core.wire.ElementId;
import org.heliograph.core.wire.Reader;
import org.heliograph.core.wire.Writer;

/// The items that were deleted before their end, and the orders that deleted them: what keeps them from coming back.
final class Tombstones {
    /// Each stands for a stamped item that was held. A lost one lets its item return until that item's own end.
    static final int MAX = 100_000;

    private static final byte[] NO_GROUP = {};

    private record Tombstone(ElementId element, long goneMillis) {
        static final Comparator<Tombstone> BY_END =
                Comparator.comparingLong(Tombstone::goneMillis).thenComparing(Tombstone::element);
    }

    private final Store store;
    private final int max;
    private final Map<ElementId, Tombstone> byElement = new HashMap<>();
    private final Sorted<Tombstone> byEnd = new Sorted<>(Tombstone.BY_END);

    private Tombstones(Store store, int max) {
        this.store = store;
        this.max = max;
    }

    static Tombstones load(Store store, int max, Now now) {
        var tombstones = new Tombstones(store, max);
        store.scanAll(Table.TOMBSTONE, (key, row) -> {
            tombstones.remember(new Tombstone(ElementId.of(key), now.uptimeMillisAt(goneWallMillis(row))));
            return true;
        });
        return tombstones;
    }

    int size() {
        return byElement.size();
    }

    boolean has(ElementId element) {
        return byElement.containsKey(element);
    }

    Optional<Deletion> of(ElementId element) {
        return has(element)
                ? store.value(Table.TOMBSTONE, element.toBytes()).map(Tombstones::deletion)
                : Optional.empty();
    }

    void add(ElementId element, Deletion deletion, long goneWallMillis, Now now) {
        var row = new Writer(8 + Deletion.BYTES)
                .u64(goneWallMillis)
                .bytes(deletion.encode())
                .toBytes();
        store.put(Table.TOMBSTONE, element.toBytes(), NO_GROUP, row);
        remember(new Tombstone(element, now.uptimeMillisAt(goneWallMillis)));
        if (byEnd.size() > max) {
            drop(byEnd.first());
        }
    }

    void expire(Now now) {
        while (!byEnd.isEmpty() && byEnd.first().goneMillis() <= now.uptime().toMillis()) {
            drop(byEnd.first());
        }
    }

    private void remember(Tombstone tombstone) {
        byElement.put(tombstone.element(), tombstone);
        byEnd.add(tombstone);
    }

    private void drop(Tombstone tombstone) {
        byElement.remove(tombstone.element());
        byEnd.remove(tombstone);
        store.delete(Table.TOMBSTONE, tombstone.element().toBytes());
    }

    private static long goneWallMillis(byte[] row) {
        try {
            return new Reader(row).u64();
        } catch (PeerFault notARow) {
            throw ItemRow.damaged();
        }
    }

    private static Deletion deletion(byte[] row) {
        try {
            var in = new Reader(row);
            in.skip(8);
            return Deletion.decode(in.rest());
        } catch (PeerFault notARow) {
            throw ItemRow.damaged();
        }
    }
}
