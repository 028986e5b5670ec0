package org.heliograph.bench;

import java.util.Optional;
import org.heliograph.core.Store;

/// Keeps nothing, for what is measured without a disk.
final class ForgetfulStore implements Store {
    @Override
    public Optional<byte[]> value(Table table, byte[] key) {
        return Optional.empty();
    }

    @Override
    public void put(Table table, byte[] key, byte[] group, byte[] value) {}

    @Override
    public void delete(Table table, byte[] key) {}

    @Override
    public void scan(Table table, byte[] group, Visitor visitor) {}

    @Override
    public void scanNewestFirst(Table table, byte[] group, Visitor visitor) {}

    @Override
    public void scanAll(Table table, Visitor visitor) {}

    @Override
    public void commit() {}

    @Override
    public void rollback() {}

    @Override
    public void close() {}
}
