package org.heliograph.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.heliograph.core.Store.Table;
import org.junit.jupiter.api.Test;

class MemoryStoreTest {
    private static final byte[] GROUP = {7};
    private final MemoryStore store = new MemoryStore();

    @Test
    void rollbackForgetsWhatWasNotCommitted() {
        put(1, 10);
        put(2, 20);
        store.commit();
        put(1, 11);
        store.delete(Table.ITEM, new byte[] {2});
        put(3, 30);
        store.rollback();
        assertThat(rows()).containsExactly("1=10", "2=20");
    }

    @Test
    void aReplacedRowKeepsItsPlace() {
        put(1, 10);
        put(2, 20);
        put(1, 11);
        store.commit();
        assertThat(rows()).containsExactly("1=11", "2=20");
        var newestFirst = new ArrayList<Byte>();
        store.scanNewestFirst(Table.ITEM, GROUP, (key, value) -> newestFirst.add(key[0]));
        assertThat(newestFirst).containsExactly((byte) 2, (byte) 1);
    }

    @Test
    void aDeletedRowComesBackAtTheEnd() {
        put(1, 10);
        put(2, 20);
        store.delete(Table.ITEM, new byte[] {1});
        put(1, 11);
        assertThat(rows()).containsExactly("2=20", "1=11");
    }

    private void put(int key, int value) {
        store.put(Table.ITEM, new byte[] {(byte) key}, GROUP, new byte[] {(byte) value});
    }

    private List<String> rows() {
        var rows = new ArrayList<String>();
        store.scan(Table.ITEM, GROUP, (key, value) -> rows.add(key[0] + "=" + value[0]));
        return rows;
    }
}
