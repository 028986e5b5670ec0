package org.heliograph.core.delivery;

import java.util.Optional;
import org.heliograph.core.Store;

/// A store in front of another.
abstract class StoreInFront implements Store {
    private final Store store;

    StoreInFront(Store store) {
        this.store = store;
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
    public void commit() {
        store.commit();
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
