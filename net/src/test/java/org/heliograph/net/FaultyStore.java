package org.heliograph.net;

import java.util.Optional;
import org.heliograph.core.MemoryStore;
import org.heliograph.core.Store;

/// A store without a disk whose commits do what a test wants first.
final class FaultyStore implements Store {
    private final MemoryStore rows = new MemoryStore();
    private volatile Runnable beforeCommit = () -> {};

    void beforeCommit(Runnable step) {
        beforeCommit = step;
    }

    long commits() {
        return rows.commits();
    }

    @Override
    public Optional<byte[]> value(Table table, byte[] key) {
        return rows.value(table, key);
    }

    @Override
    public void put(Table table, byte[] key, byte[] group, byte[] value) {
        rows.put(table, key, group, value);
    }

    @Override
    public void delete(Table table, byte[] key) {
        rows.delete(table, key);
    }

    @Override
    public void scan(Table table, byte[] group, Visitor visitor) {
        rows.scan(table, group, visitor);
    }

    @Override
    public void scanNewestFirst(Table table, byte[] group, Visitor visitor) {
        rows.scanNewestFirst(table, group, visitor);
    }

    @Override
    public void scanAll(Table table, Visitor visitor) {
        rows.scanAll(table, visitor);
    }

    @Override
    public void commit() {
        beforeCommit.run();
        rows.commit();
    }

    @Override
    public void rollback() {
        rows.rollback();
    }

    @Override
    public void close() {
        rows.close();
    }
}
