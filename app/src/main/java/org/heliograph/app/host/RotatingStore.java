package org.heliograph.app.host;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.heliograph.core.Store;
import org.heliograph.store.HomeStore;

/// A home's store that sees to it, once an hour between commits, that the key of its ratchet tables does not grow old.
final class RotatingStore implements Store {
    private static final Duration LOOK_EVERY = Duration.ofHours(1);

    private final HomeStore store;
    private long lookedNanos = System.nanoTime();

    RotatingStore(HomeStore store) {
        this.store = store;
    }

    @Override
    public void commit() {
        store.commit();
        long now = System.nanoTime();
        if (now - lookedNanos > LOOK_EVERY.toNanos()) {
            lookedNanos = now;
            store.rotateIfDue(Instant.now());
        }
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
