package org.heliograph.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.TreeMap;
import org.heliograph.core.MemoryStore;
import org.heliograph.core.MessageId;
import org.heliograph.core.Store.Table;
import org.heliograph.testkit.Case;
import org.junit.jupiter.api.Test;

class ExpiringTest {
    private static final Keys KEYS = new Keys(Desk.PEER);

    @Test
    void moreThanFitInMemoryExpireInOrderAlsoAcrossARestart() {
        var random = new Case(7);
        var store = new MemoryStore();
        var expiring = new Expiring(store, KEYS);
        var expected = new TreeMap<Long, MessageId>();
        for (int i = 0; i < Expiring.MAX_IN_MEMORY * 3; i++) {
            long at = random.nextLong(1, 1L << 40);
            var id = new MessageId(0, i);
            if (expected.putIfAbsent(at, id) == null) {
                expiring.add(id, at);
            }
        }
        int taken = 0;
        while (!expected.isEmpty()) {
            long first = expected.firstKey();
            assertThat(expiring.firstAtMillis()).contains(first);
            assertThat(expiring.takeOver(first - 1)).isEmpty();
            assertThat(expiring.takeOver(first))
                    .contains(expected.pollFirstEntry().getValue());
            expiring = ++taken % 5_000 == 0 ? new Expiring(store, KEYS) : expiring;
        }
        assertThat(expiring.firstAtMillis()).isEmpty();
        assertThat(store.count(Table.FRAGMENT)).isZero();
    }
}
