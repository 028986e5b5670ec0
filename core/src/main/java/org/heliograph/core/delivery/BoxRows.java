package org.heliograph.core.delivery;

import java.util.HashMap;
import java.util.Map;
import org.heliograph.core.Store;
import org.heliograph.core.Store.Table;

/// The bytes of sealed boxes. Those of the current group of inputs are at hand, since they are about to be sent.
final class BoxRows {
    private final Store store;
    private final Keys keys;

    /// Look-up only.
    private final Map<Box, SealedBox> ofThisGroup = new HashMap<>();

    BoxRows(Store store, Keys keys) {
        this.store = store;
        this.keys = keys;
    }

    void put(Box box, OutboxRows row) {
        store.put(Table.OUTBOX, keys.box(box), keys.conversation(), OutboxRows.encode(row));
        ofThisGroup.put(box, OutboxRows.box(row));
    }

    SealedBox read(Box box) {
        var atHand = ofThisGroup.get(box);
        return atHand != null
                ? atHand
                : store.value(Table.OUTBOX, keys.box(box))
                        .map(row -> OutboxRows.box(OutboxRows.decode(row)))
                        .orElseThrow(Rows::damaged);
    }

    void delete(Box box) {
        store.delete(Table.OUTBOX, keys.box(box));
        ofThisGroup.remove(box);
    }

    void endGroup() {
        ofThisGroup.clear();
    }
}
