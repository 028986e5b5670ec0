package org.heliograph.bench;

import java.util.Optional;
import org.heliograph.core.Store;

/// Counts the commits of a store, and the time they take.
final class CountingStore implements Store {
    private final Store store;
    private volatile long commits;
    private volatile long nanos;

    CountingStore(Store store) {
        this.store = store;
    }

    long commits() {
        return commits;
    }

    long nanos() {
        return nanos;
    }

    @Override
    @SuppressWarnings("NonAtomicOperationOnVolatileField") // one thread writes
    public void commit() {
        long start = System.nanoTime();
        store.commit();
        nanos += System.nanoTime() - start;
        commits++;
    }

    @Override
    public Optional<byte[]> value(Table table, byte[] key) {
        return store.value(table, key);
    }

    @Override
    public void put(Table table, byte[] key, byte[] group, byte[] value) {
        store.put(table, key, group, value);
    }

    @Override
    public void delete(Table table, byte[] key) {
        store.delete(table, key);
    }

    @Override
    public void scan(Table table, byte[] group, Visitor visitor) {
        store.scan(table, group, visitor);
    }

    @Override
    public void scanNewestFirst(Table table, byte[] group, Visitor visitor) {
        store.scanNewestFirst(table, group, visitor);
    }

    @Override
    public void scanAll(Table table, Visitor visitor) {
        store.scanAll(table, visitor);
    }

    @Override
    public void rollback() {
        store.rollback();
    }

    @Override
    public void close() {
        store.close();
    }
}
