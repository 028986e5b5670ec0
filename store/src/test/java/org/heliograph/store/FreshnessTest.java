package org.heliograph.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.heliograph.store.Scratch.put;
import static org.heliograph.store.Scratch.rows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Properties;
import org.heliograph.core.Store.Table;
import org.heliograph.core.StoreFailure;
import org.heliograph.core.StoreFailure.Kind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sqlite.JDBC;

/// Rows and whole databases from another time, put there by somebody who knows the file's layout but not the keys.
class FreshnessTest {
    private final Scratch scratch = new Scratch();
    private Path old = scratch.folder();

    @BeforeEach
    void fill() {
        try (var store = scratch.create()) {
            put(store, Table.SESSION, "a", "", "old a");
            put(store, Table.SESSION, "b", "", "old b");
            put(store, Table.ITEM, "c", "", "old c");
            store.commit();
        }
        old = scratch.copy("old");
        try (var store = scratch.open()) {
            put(store, Table.SESSION, "a", "", "new a");
            store.commit();
        }
    }

    @AfterEach
    void close() {
        scratch.close();
    }

    @Test
    void aRowFromAnOlderCopyIsRefused() throws SQLException {
        tamper("REPLACE INTO t5 SELECT id,m,x FROM old.t5 WHERE id=1");
        assertDamaged("another time");
    }

    @Test
    void partsOfARowFromAnOlderCopyAreRefused() throws SQLException {
        tamper("UPDATE t5 SET m=(SELECT m FROM old.t5 WHERE id=1) WHERE id=1");
        assertDamaged("another time");
        tamper("UPDATE t5 SET m=(SELECT m FROM main.t5 WHERE id=1)", "DELETE FROM t5 WHERE id=2");
        assertDamaged("");
    }

    @Test
    void aBoxFromAnOlderCopyIsRefusedWhenItIsRead() throws SQLException {
        tamper("UPDATE t5 SET x=(SELECT x FROM old.t5 WHERE id=1) WHERE id=1");
        try (var store = scratch.open()) {
            assertThatThrownBy(() -> rows(store, Table.SESSION)).isInstanceOf(StoreFailure.class);
        }
    }

    @Test
    void aRemovedRowIsRefused() throws SQLException {
        tamper("DELETE FROM t5 WHERE id=2");
        assertDamaged("missing");
    }

    @Test
    void aDoubledRowIsRefused() throws SQLException {
        tamper("INSERT INTO t5 SELECT id+5,m,x FROM t5 WHERE id=2");
        assertDamaged("");
    }

    @Test
    void swappedRowsAreRefused() throws SQLException {
        tamper("UPDATE t5 SET id=-id", "UPDATE t5 SET id=3+id");
        assertDamaged("");
    }

    @Test
    void aRowMovedToAnotherTableIsRefused() throws SQLException {
        tamper("INSERT INTO t9 SELECT * FROM t5 WHERE id=1", "DELETE FROM t5 WHERE id=1");
        assertDamaged("");
    }

    @Test
    void theHeadOfAnOlderCopyIsRefused() throws SQLException {
        tamper("UPDATE t0 SET x=(SELECT x FROM old.t0)");
        assertDamaged("older than this home remembers");
    }

    @Test
    void aTableOrTriggerMoreIsRefused() throws SQLException {
        tamper("CREATE TRIGGER g AFTER INSERT ON t5 BEGIN DELETE FROM t5; END");
        assertDamaged("laid out");
    }

    @Test
    void aWholeDatabaseFromAnOlderCopyIsRefusedUnlessAccepted() throws IOException {
        var newer = scratch.copy("newer");
        Files.copy(old.resolve("store.db"), scratch.home().resolve("store.db"), StandardCopyOption.REPLACE_EXISTING);
        assertDamaged("older than this home remembers");
        HomeStore.open(scratch.home(), Optional.empty(), Scratch.HERE, true).close();
        assertDamaged("older than this home remembers");
        try (var store = HomeStore.open(scratch.home(), Optional.empty(), Scratch.HERE, true)) {
            assertThat(store.restoredFromOlderCopy()).isTrue();
            assertThat(rows(store, Table.SESSION)).containsExactly("a=old a", "b=old b");
            put(store, Table.SESSION, "a", "", "after");
            store.commit();
        }
        try (var store = scratch.open()) {
            assertThat(store.restoredFromOlderCopy()).isFalse();
            assertThat(rows(store, Table.SESSION)).containsExactly("a=after", "b=old b");
        }
        Files.copy(newer.resolve("store.db"), scratch.home().resolve("store.db"), StandardCopyOption.REPLACE_EXISTING);
        assertDamaged("older than this home remembers");
    }

    @Test
    void aLogWhoseEndWasLostIsRefused() throws IOException {
        try (var store = scratch.open()) {
            put(store, Table.SESSION, "a", "", "1");
            store.commit();
            put(store, Table.SESSION, "a", "", "2");
            store.commit();
            var crashed = scratch.copy("crashed");
            var log = crashed.resolve("store.db-wal");
            var bytes = Files.readAllBytes(log);
            bytes[bytes.length - 100] ^= 1;
            Files.write(log, bytes);
            assertThatThrownBy(() -> Scratch.open(crashed)).hasMessageContaining("older than this home remembers");
        }
    }

    /// The anchor is written after the commit: a crash between the two is no rollback.
    @Test
    void anAnchorThatIsBehindIsNoRollback() throws IOException {
        Files.copy(old.resolve("anchor"), scratch.home().resolve("anchor"), StandardCopyOption.REPLACE_EXISTING);
        try (var store = scratch.open()) {
            assertThat(rows(store, Table.SESSION)).containsExactly("a=new a", "b=old b");
        }
    }

    @Test
    void twoHistoriesThatPartedAreToldApart() throws IOException {
        try (var store = Scratch.open(old)) {
            put(store, Table.SESSION, "a", "", "other a");
            store.commit();
        }
        Files.copy(old.resolve("store.db"), scratch.home().resolve("store.db"), StandardCopyOption.REPLACE_EXISTING);
        assertDamaged("not the one that was written last");
    }

    /// A table that is not needed for safety and is large is looked at when it is used first.
    @Test
    void aLargeTableIsCheckedWhenItIsUsedFirst() throws SQLException {
        try (var store = scratch.open()) {
            for (int i = 0; i < 5_000; i++) {
                put(store, Table.ITEM, "item " + i, "", "");
            }
            store.commit();
        }
        tamper("DELETE FROM t11 WHERE id=77");
        try (var store = scratch.open()) {
            assertThat(rows(store, Table.SESSION)).hasSize(2);
            assertThatThrownBy(() -> store.value(Table.ITEM, Scratch.bytes("item 5")))
                    .isInstanceOfSatisfying(
                            StoreFailure.class,
                            failure -> assertThat(failure.kind()).isEqualTo(Kind.DAMAGED));
            assertThatThrownBy(() -> rows(store, Table.SESSION)).as("no way on").isInstanceOf(StoreFailure.class);
        }
    }

    private void tamper(String... statements) throws SQLException {
        try (var connection =
                        JDBC.createConnection("jdbc:sqlite:" + scratch.home().resolve("store.db"), new Properties());
                var statement = connection.createStatement()) {
            statement.execute("ATTACH '" + old.resolve("store.db") + "' AS old");
            for (var sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private void assertDamaged(String words) {
        assertThatThrownBy(scratch::open)
                .isInstanceOfSatisfying(
                        StoreFailure.class,
                        failure -> assertThat(failure.kind()).isEqualTo(Kind.DAMAGED))
                .hasMessageContaining(words);
    }
}
