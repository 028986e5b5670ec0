package org.heliograph.core.delivery;

import java.util.Optional;
import org.heliograph.core.Store;

/// A store that does not show which messages arrived: the bug of an end that does not know what it has seen.
final class ForgetfulStore extends StoreInFront {
    private static final int FATE = 2; // tells of a message of ours, as those with the first flag are

    ForgetfulStore(Store store) {
        super(store);
    }

    @Override
    public Optional<byte[]> value(Table table, byte[] key) {
        var value = super.value(table, key);
        return table == Table.MESSAGE
                ? value.filter(row -> row.length > 2 && (row[1] == FATE || (row[2] & 1) == 1))
                : value;
    }
}
