package org.heliograph.sim;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.heliograph.core.Store;
import org.heliograph.core.StoreFailure;

/// A disk that keeps what was committed and forgets the rest when its machine crashes, and can be told to fail.
public final class VirtualDisk implements Store {
    private record Key(Table table, ByteBuffer bytes) implements Comparable<Key> {
        byte[] toBytes() {
            byte[] copy = new byte[bytes.remaining()];
            bytes.duplicate().get(copy);
            return copy;
        }

        @Override
        public int compareTo(Key other) {
            int order = table.compareTo(other.table);
            return order != 0 ? order : bytes.compareTo(other.bytes);
        }
    }

    private record Row(long order, ByteBuffer group, byte[] value) {}

    /// The machine lost power during a write.
    static final class PowerLoss extends RuntimeException {
        private static final long serialVersionUID = 1L;

        PowerLoss() {
            super("power loss", null, false, false);
        }
    }

    private final TreeMap<Key, Row> durable = new TreeMap<>();
    private final TreeMap<Key, Row> current = new TreeMap<>();
    private final List<Key> dirty = new ArrayList<>();
    private long nextOrder = 1;
    private long writes;
    private long powerLossAt = Long.MAX_VALUE;
    private boolean full;

    /// Every put, delete and commit counts as one; the one with this number does not happen.
    void losePowerAt(long write) {
        powerLossAt = write;
    }

    void setFull(boolean isFull) {
        full = isFull;
    }

    /// Puts, deletes and commits so far.
    long writes() {
        return writes;
    }

    boolean hasUncommitted() {
        return !dirty.isEmpty();
    }

    /// Whether any durable value contains these bytes.
    boolean contains(byte[] canary) {
        return durable.values().stream().anyMatch(row -> Bytes.contains(row.value, canary));
    }

    @Override
    public Optional<byte[]> value(Table table, byte[] key) {
        return Optional.ofNullable(current.get(key(table, key))).map(row -> row.value.clone());
    }

    @Override
    public void put(Table table, byte[] key, byte[] group, byte[] value) {
        write();
        var at = key(table, key);
        var old = current.get(at);
        long order = old == null ? nextOrder++ : old.order;
        current.put(at, new Row(order, ByteBuffer.wrap(group.clone()), value.clone()));
        dirty.add(at);
    }

    @Override
    public void delete(Table table, byte[] key) {
        write();
        var at = key(table, key);
        if (current.remove(at) != null) {
            dirty.add(at);
        }
    }

    @Override
    public void scan(Table table, byte[] group, Visitor visitor) {
        visit(inOrder(table, Optional.of(ByteBuffer.wrap(group))), visitor);
    }

    @Override
    public void scanNewestFirst(Table table, byte[] group, Visitor visitor) {
        visit(inOrder(table, Optional.of(ByteBuffer.wrap(group))).reversed(), visitor);
    }

    @Override
    public void scanAll(Table table, Visitor visitor) {
        visit(inOrder(table, Optional.empty()), visitor);
    }

    @Override
    public void commit() {
        write();
        if (full && !dirty.isEmpty()) {
            throw new StoreFailure(StoreFailure.Kind.FULL, "the virtual disk is full");
        }
        for (var key : dirty) {
            copy(key, current, durable);
        }
        dirty.clear();
    }

    @Override
    public void rollback() {
        for (var key : dirty) {
            copy(key, durable, current);
        }
        dirty.clear();
    }

    @Override
    public void close() {
        rollback();
    }

    /// What a machine finds when it comes up again.
    void restart() {
        rollback();
        powerLossAt = Long.MAX_VALUE;
    }

    private static void copy(Key key, TreeMap<Key, Row> from, TreeMap<Key, Row> to) {
        var row = from.get(key);
        if (row == null) {
            to.remove(key);
        } else {
            to.put(key, row);
        }
    }

    private void write() {
        writes++;
        if (writes >= powerLossAt) {
            throw new PowerLoss();
        }
    }

    private List<Found> inOrder(Table table, Optional<ByteBuffer> group) {
        var rows = new TreeMap<Long, Found>();
        var first = new Key(table, ByteBuffer.allocate(0));
        for (var entry : current.tailMap(first).entrySet()) {
            if (entry.getKey().table != table) {
                break;
            }
            if (group.isEmpty() || group.get().equals(entry.getValue().group)) {
                rows.put(entry.getValue().order, new Found(entry.getKey().toBytes(), entry.getValue().value));
            }
        }
        return new ArrayList<>(rows.values());
    }

    private record Found(byte[] key, byte[] value) {}

    private static void visit(List<Found> rows, Visitor visitor) {
        for (var row : rows) {
            if (!visitor.visit(row.key.clone(), row.value.clone())) {
                return;
            }
        }
    }

    private static Key key(Table table, byte[] key) {
        return new Key(table, ByteBuffer.wrap(key.clone()));
    }
}
