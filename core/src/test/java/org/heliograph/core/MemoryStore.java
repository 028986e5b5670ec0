package org.heliograph.core;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// A store without a disk: what is committed lives as long as the object, what is not can be rolled back.
///
/// A crash is [#rollback] followed by a second life on the same object.
public final class MemoryStore implements Store {
    /// A row keeps its place in the order of insertion when its value is replaced.
    private record Row(long place, byte[] key, byte[] group, byte[] value) {}

    private static final class Rows {
        final Map<ByteBuffer, Row> byKey = new HashMap<>();
        final TreeMap<Long, Row> byPlace = new TreeMap<>();

        void set(ByteBuffer key, Optional<Row> row) {
            var old = byKey.remove(key);
            if (old != null) {
                byPlace.remove(old.place());
            }
            row.ifPresent(it -> {
                byKey.put(key, it);
                byPlace.put(it.place(), it);
            });
        }
    }

    /// How a row was before a write that is not committed yet.
    private record Undo(Table table, ByteBuffer key, Optional<Row> before) {}

    private final Map<Table, Rows> tables = new EnumMap<>(Table.class);
    private final List<Undo> uncommitted = new ArrayList<>();
    private long nextPlace;
    private long commits;
    private boolean closed;

    public MemoryStore() {
        for (var table : Table.values()) {
            tables.put(table, new Rows());
        }
    }

    @Override
    public Optional<byte[]> value(Table table, byte[] key) {
        var row = rows(table).byKey.get(ByteBuffer.wrap(key));
        return row == null ? Optional.empty() : Optional.of(row.value().clone());
    }

    @Override
    public void put(Table table, byte[] key, byte[] group, byte[] value) {
        if (key.length + value.length > MAX_ROW_BYTES) {
            throw new IllegalArgumentException("a row of " + (key.length + value.length) + " bytes");
        }
        var name = ByteBuffer.wrap(key.clone());
        var old = rows(table).byKey.get(name);
        if (old != null && !Arrays.equals(old.group(), group)) {
            throw new IllegalArgumentException("the group of a row must not change");
        }
        long place = old == null ? nextPlace++ : old.place();
        write(table, name, Optional.of(new Row(place, key.clone(), group.clone(), value.clone())));
    }

    @Override
    public void delete(Table table, byte[] key) {
        write(table, ByteBuffer.wrap(key.clone()), Optional.empty());
    }

    @Override
    public void scan(Table table, byte[] group, Visitor visitor) {
        show(
                rows(table).byPlace.values().stream()
                        .filter(row -> Arrays.equals(row.group(), group))
                        .toList(),
                visitor);
    }

    @Override
    public void scanNewestFirst(Table table, byte[] group, Visitor visitor) {
        show(
                rows(table).byPlace.descendingMap().values().stream()
                        .filter(row -> Arrays.equals(row.group(), group))
                        .toList(),
                visitor);
    }

    @Override
    public void scanAll(Table table, Visitor visitor) {
        show(List.copyOf(rows(table).byPlace.values()), visitor);
    }

    @Override
    public void commit() {
        open();
        uncommitted.clear();
        commits++;
    }

    @Override
    public void rollback() {
        open();
        for (var undo : uncommitted.reversed()) {
            rows(undo.table()).set(undo.key(), undo.before());
        }
        uncommitted.clear();
    }

    @Override
    public void close() {
        closed = true;
    }

    /// What is committed, as it is now.
    public MemoryStore copy() {
        open();
        var copy = new MemoryStore();
        copy.nextPlace = nextPlace;
        tables.forEach((table, rows) ->
                rows.byKey.forEach((key, row) -> copy.rows(table).set(key, Optional.of(row))));
        uncommitted.reversed().forEach(undo -> copy.rows(undo.table()).set(undo.key(), undo.before()));
        return copy;
    }

    /// How many rows the table has.
    public int count(Table table) {
        return rows(table).byKey.size();
    }

    /// How many commits there were.
    public long commits() {
        return commits;
    }

    private void write(Table table, ByteBuffer key, Optional<Row> row) {
        var rows = rows(table);
        uncommitted.add(new Undo(table, key, Optional.ofNullable(rows.byKey.get(key))));
        rows.set(key, row);
    }

    private static void show(List<Row> rows, Visitor visitor) {
        for (var row : rows) {
            if (!visitor.visit(row.key().clone(), row.value().clone())) {
                return;
            }
        }
    }

    private Rows rows(Table table) {
        open();
        var rows = tables.get(table);
        if (rows == null) {
            throw new IllegalStateException("no table " + table);
        }
        return rows;
    }

    private void open() {
        if (closed) {
            throw new IllegalStateException("the store is closed");
        }
    }
}
