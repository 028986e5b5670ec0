package org.heliograph.core.node;

import java.nio.charset.StandardCharsets;
import org.heliograph.core.Now;
import org.heliograph.core.Store;
import org.heliograph.core.Store.Table;
import org.heliograph.core.mesh.Dialing;

/// The addresses a person told this node to keep a link to.
final class Addresses {
    private static final byte[] NO_GROUP = {};

    private final Store store;
    private final Dialing dialing;

    Addresses(Store store, Dialing dialing, Now now) {
        this.store = store;
        this.dialing = dialing;
        store.scanAll(Table.PEER, (_, row) -> dialing.remember(new String(row, StandardCharsets.UTF_8), now));
    }

    /// False when there is no room for another.
    boolean join(String address, Now now) {
        byte[] row = address.getBytes(StandardCharsets.UTF_8);
        boolean room = dialing.remember(address, now);
        if (room) {
            store.put(Table.PEER, row, NO_GROUP, row);
        }
        return room;
    }
}
