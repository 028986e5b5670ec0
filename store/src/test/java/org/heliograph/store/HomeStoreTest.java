package org.heliograph.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.heliograph.store.Scratch.bytes;
import static org.heliograph.store.Scratch.put;
import static org.heliograph.store.Scratch.rows;
import static org.heliograph.store.Scratch.text;
import static org.heliograph.store.Scratch.value;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.heliograph.core.Store.Table;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What the core's `Store` promises.
class HomeStoreTest {
    private final Scratch scratch = new Scratch();
    private HomeStore store = scratch.create();

    @AfterEach
    void close() {
        store.close();
        scratch.close();
    }

    @Test
    void aValueIsFoundUnderItsKeyInItsTable() {
        put(store, Table.CONTACT, "bob", "", "a");
        put(store, Table.PEER, "bob", "", "b");
        assertThat(value(store, Table.CONTACT, "bob")).contains("a");
        assertThat(value(store, Table.PEER, "bob")).contains("b");
        assertThat(value(store, Table.PEER, "carol")).isEmpty();
    }

    @Test
    void everyTableKeepsItsRowsOverARestart() {
        for (var table : Table.values()) {
            put(store, table, "key", "group", "value of " + table);
        }
        reopen();
        for (var table : Table.values()) {
            assertThat(value(store, table, "key")).contains("value of " + table);
        }
    }

    @Test
    void aReplacedRowKeepsItsPlaceAndADeletedOneComesBackAtTheEnd() {
        put(store, Table.ITEM, "a", "g", "1");
        put(store, Table.ITEM, "b", "g", "2");
        put(store, Table.ITEM, "c", "g", "3");
        put(store, Table.ITEM, "a", "g", "4");
        store.delete(Table.ITEM, bytes("b"));
        put(store, Table.ITEM, "b", "g", "5");
        assertThat(rows(store, Table.ITEM)).containsExactly("a=4", "c=3", "b=5");
        reopen();
        assertThat(rows(store, Table.ITEM)).containsExactly("a=4", "c=3", "b=5");
    }

    @Test
    void aScanShowsItsGroupInOrderAndStopsWhenTold() {
        put(store, Table.MESSAGE, "1", "bob", "x");
        put(store, Table.MESSAGE, "2", "carol", "x");
        put(store, Table.MESSAGE, "3", "bob", "x");
        put(store, Table.MESSAGE, "4", "", "x");
        put(store, Table.MESSAGE, "5", "bob", "x");
        assertThat(scanned("bob", 9)).containsExactly("1", "3", "5");
        assertThat(scanned("bob", 2)).containsExactly("1", "3");
        assertThat(scanned("", 9)).containsExactly("4");
        assertThat(scanned("nobody", 9)).isEmpty();
        assertThat(newestFirst("bob", 2)).containsExactly("5", "3");
        assertThat(newestFirst("carol", 2)).containsExactly("2");
    }

    @Test
    void aVisitorMayReadOtherRows() {
        put(store, Table.MESSAGE, "1", "g", "x");
        put(store, Table.MESSAGE, "2", "g", "y");
        var pairs = new ArrayList<String>();
        store.scan(Table.MESSAGE, bytes("g"), (key, _) -> {
            store.scanNewestFirst(
                    Table.MESSAGE,
                    bytes("g"),
                    (other, value) -> pairs.add(text(key)
                            + text(other)
                            + text(value)
                            + value(store, Table.MESSAGE, text(key)).orElseThrow()));
            return true;
        });
        assertThat(pairs).containsExactly("12yx", "11xx", "22yy", "21xy");
    }

    @Test
    void emptyAndLongRowsAreKept() {
        var longValue = new byte[960_000];
        Arrays.fill(longValue, (byte) 7);
        store.put(Table.SELF, new byte[0], new byte[0], new byte[0]);
        store.put(Table.FRAGMENT, new byte[60_000], bytes("g"), longValue);
        reopen();
        assertThat(store.value(Table.SELF, new byte[0]))
                .hasValueSatisfying(value -> assertThat(value).isEmpty());
        assertThat(store.value(Table.FRAGMENT, new byte[60_000])).contains(longValue);
        assertThatThrownBy(() -> store.put(Table.ITEM, new byte[1], new byte[0], new byte[1_100_000]))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store.put(Table.ITEM, new byte[70_000], new byte[0], new byte[1]))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatIsRolledBackWasNeverThere() {
        put(store, Table.SESSION, "a", "g", "1");
        put(store, Table.SESSION, "b", "g", "2");
        store.commit();
        put(store, Table.SESSION, "a", "g", "3");
        store.delete(Table.SESSION, bytes("b"));
        put(store, Table.SESSION, "c", "g", "4");
        assertThat(rows(store, Table.SESSION)).containsExactly("a=3", "c=4");
        store.rollback();
        assertThat(rows(store, Table.SESSION)).containsExactly("a=1", "b=2");
        put(store, Table.SESSION, "d", "g", "5");
        reopen();
        assertThat(rows(store, Table.SESSION)).containsExactly("a=1", "b=2", "d=5");
    }

    @Test
    void whatWasNotCommittedIsGoneAfterClosing() {
        put(store, Table.OUTBOX, "a", "", "1");
        store.commit();
        put(store, Table.OUTBOX, "b", "", "2");
        store.close();
        store = scratch.open();
        assertThat(rows(store, Table.OUTBOX)).containsExactly("a=1");
    }

    @Test
    void theGroupOfARowMustNotChange() {
        put(store, Table.OUTBOX, "a", "g", "1");
        assertThatThrownBy(() -> put(store, Table.OUTBOX, "a", "h", "1")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void nothingIsWrittenForACommitWithoutWrites() {
        put(store, Table.OUTBOX, "a", "g", "1");
        store.commit();
        var before = scratch.copy("before");
        store.commit();
        store.rollback();
        store.delete(Table.OUTBOX, bytes("nothing"));
        store.commit();
        for (var file : Scratch.files(before)) {
            assertThat(scratch.home().resolve(file.getFileName())).hasSameBinaryContentAs(file);
        }
    }

    @Test
    void anInterruptedThreadStillWritesAndStaysInterrupted() {
        Thread.currentThread().interrupt();
        put(store, Table.SESSION, "a", "g", "1");
        store.commit();
        assertThat(store.rotateIfDue(Scratch.NOON.plusSeconds(100_000))).isTrue();
        assertThat(Thread.interrupted()).isTrue();
        reopen();
        assertThat(rows(store, Table.SESSION)).containsExactly("a=1");
    }

    @Test
    void aClosedStoreRefusesEverything() {
        store.close();
        store.close();
        assertThatThrownBy(() -> store.commit()).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> value(store, Table.SELF, "a")).isInstanceOf(IllegalStateException.class);
    }

    private void reopen() {
        store.commit();
        store.close();
        store = scratch.open();
    }

    private List<String> scanned(String group, int limit) {
        var keys = new ArrayList<String>();
        store.scan(Table.MESSAGE, bytes(group), (key, _) -> {
            keys.add(text(key));
            return keys.size() < limit;
        });
        return keys;
    }

    private List<String> newestFirst(String group, int limit) {
        var keys = new ArrayList<String>();
        store.scanNewestFirst(Table.MESSAGE, bytes(group), (key, _) -> {
            keys.add(text(key));
            return keys.size() < limit;
        });
        return keys;
    }
}
