package org.heliograph.sim;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.heliograph.core.Store;
import org.heliograph.core.StoreFailure;
import org.jspecify.annotations.Nullable;

/// A disk that keeps what was committed and forgets the rest when its machine crashes, and can be told to fail.
///
/// The tails of long values that many disks hold alike, such as boxes, are kept once for all of them.
public final class VirtualDisk implements Store {
    /// What of a long value is its owner's own; the rest is shared.
    private static final int OWN_BYTES = 64;

    private static final int LONG_VALUE_BYTES = 512;

    private record Key(Table table, byte[] bytes) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Key that && table == that.table && Arrays.equals(bytes, that.bytes);
        }

        @Override
        public int hashCode() {
            return 31 * table.name().hashCode() + Arrays.hashCode(bytes);
        }
    }

    private record Row(Key key, Key group, long order, byte[] head, byte[] tail) {
        byte[] value() {
            var value = Arrays.copyOf(head, head.length + tail.length);
            System.arraycopy(tail, 0, value, head.length, tail.length);
            return value;
        }

        long bytes() {
            return (long) key.bytes.length + head.length + tail.length;
        }
    }

    /// What a key stood for before the writes since the last commit.
    private record Before(Key key, Optional<Row> row) {}

    /// The machine lost power during a write.
    static final class PowerLoss extends RuntimeException {
        private static final long serialVersionUID = 1L;

        PowerLoss() {
            super("power loss", null, false, false);
        }
    }

    private static final byte[] NOTHING = {};

    private final SharedBytes shared;
    private final Map<Key, Row> rows = new HashMap<>();
    private final Map<Key, TreeMap<Long, Row>> groups = new HashMap<>();
    private final EnumMap<Table, Integer> counts = new EnumMap<>(Table.class);
    private final List<Before> uncommitted = new ArrayList<>();
    private long nextOrder = 1;
    private long bytes;
    private long writes;
    private long powerLossAt = Long.MAX_VALUE;
    private boolean full;

    VirtualDisk(SharedBytes shared) {
        this.shared = shared;
    }

    /// Every put, delete and commit counts as one; the one with this number does not happen.
    void losePowerAt(long write) {
        powerLossAt = write;
    }

    void setFull(boolean isFull) {
        full = isFull;
    }

    boolean isFull() {
        return full;
    }

    /// Puts, deletes and commits so far.
    long writes() {
        return writes;
    }

    /// What keys and values take, as if nothing were shared.
    public long bytes() {
        return bytes;
    }

    int rows(Table table) {
        return counts.getOrDefault(table, 0);
    }

    boolean hasUncommitted() {
        return !uncommitted.isEmpty();
    }

    /// Whether any value contains these bytes.
    boolean contains(byte[] canary) {
        return rows.values().stream().anyMatch(row -> Bytes.contains(row.value(), canary));
    }

    @Override
    public Optional<byte[]> value(Table table, byte[] key) {
        return Optional.ofNullable(rows.get(new Key(table, key))).map(Row::value);
    }

    @Override
    public void put(Table table, byte[] key, byte[] group, byte[] value) {
        write();
        if (key.length + value.length > MAX_ROW_BYTES) {
            throw new IllegalArgumentException("a row of " + (key.length + value.length) + " bytes");
        }
        var at = new Key(table, key.clone());
        var old = rows.get(at);
        long order = old == null ? nextOrder++ : old.order;
        boolean isLong = value.length >= LONG_VALUE_BYTES;
        var head = isLong ? Arrays.copyOf(value, OWN_BYTES) : value.clone();
        var tail = isLong ? shared.keep(Arrays.copyOfRange(value, OWN_BYTES, value.length)) : NOTHING;
        remember(at, old);
        set(new Row(old == null ? at : old.key, new Key(table, group.clone()), order, head, tail), old);
    }

    @Override
    public void delete(Table table, byte[] key) {
        write();
        var old = rows.get(new Key(table, key));
        if (old != null) {
            remember(old.key, old);
            unset(old);
        }
    }

    @Override
    public void scan(Table table, byte[] group, Visitor visitor) {
        visit(group(table, group), visitor);
    }

    @Override
    public void scanNewestFirst(Table table, byte[] group, Visitor visitor) {
        visit(group(table, group).reversed(), visitor);
    }

    @Override
    public void scanAll(Table table, Visitor visitor) {
        visit(sorted(row -> row.key.table == table), visitor);
    }

    @Override
    public void commit() {
        write();
        if (full && !uncommitted.isEmpty()) {
            throw new StoreFailure(StoreFailure.Kind.FULL, "the virtual disk is full");
        }
        uncommitted.clear();
    }

    @Override
    public void rollback() {
        for (var before : uncommitted.reversed()) {
            var now = rows.get(before.key);
            if (before.row.isPresent()) {
                set(before.row.get(), now);
            } else if (now != null) {
                unset(now);
            }
        }
        uncommitted.clear();
    }

    @Override
    public void close() {
        rollback();
    }

    /// What is committed, as it is now.
    public VirtualDisk copy() {
        var copy = new VirtualDisk(shared);
        copy.rows.putAll(rows);
        groups.forEach((group, members) -> copy.groups.put(group, new TreeMap<>(members)));
        copy.counts.putAll(counts);
        copy.uncommitted.addAll(uncommitted);
        copy.nextOrder = nextOrder;
        copy.bytes = bytes;
        copy.rollback();
        return copy;
    }

    /// What a machine finds when it comes up again.
    void restart() {
        rollback();
        powerLossAt = Long.MAX_VALUE;
    }

    private void remember(Key key, @Nullable Row old) {
        uncommitted.add(new Before(key, Optional.ofNullable(old)));
    }

    private void set(Row row, @Nullable Row old) {
        rows.put(row.key, row);
        bytes += row.bytes() - (old == null ? 0 : old.bytes());
        if (old == null) {
            counts.merge(row.key.table, 1, Integer::sum);
        }
        if (row.group.bytes.length > 0) {
            groups.computeIfAbsent(row.group, _ -> new TreeMap<>()).put(row.order, row);
        }
    }

    private void unset(Row row) {
        rows.remove(row.key);
        bytes -= row.bytes();
        counts.merge(row.key.table, -1, Integer::sum);
        var group = groups.get(row.group);
        if (group != null) {
            group.remove(row.order);
            if (group.isEmpty()) {
                groups.remove(row.group);
            }
        }
    }

    private void write() {
        writes++;
        if (writes >= powerLossAt) {
            throw new PowerLoss();
        }
    }

    private List<Row> group(Table table, byte[] group) {
        if (group.length == 0) {
            return sorted(row -> row.key.table == table && row.group.bytes.length == 0);
        }
        var members = groups.get(new Key(table, group));
        return members == null ? List.of() : List.copyOf(members.values());
    }

    private List<Row> sorted(Predicate<Row> wanted) {
        return rows.values().stream()
                .filter(wanted)
                .sorted(Comparator.comparingLong(Row::order))
                .toList();
    }

    private static void visit(List<Row> found, Visitor visitor) {
        for (var row : found) {
            if (!visitor.visit(row.key.bytes.clone(), row.value())) {
                return;
            }
        }
    }
}
