package org.heliograph.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.heliograph.store.Scratch.NOON;
import static org.heliograph.store.Scratch.put;
import static org.heliograph.store.Scratch.rows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.heliograph.core.Store.Table;
import org.heliograph.core.StoreFailure;
import org.heliograph.crypto.Secret;
import org.heliograph.store.Contents.RotationStep;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The key of the ratchet tables is replaced, and what it sealed stays closed.
class RowKeyTest {
    private final Scratch scratch = new Scratch();

    @AfterEach
    void close() {
        scratch.close();
    }

    @Test
    void theKeyIsReplacedOnceADay() {
        try (var store = scratch.create()) {
            assertThat(store.rotateIfDue(NOON.plus(Duration.ofHours(23)))).isFalse();
            assertThat(store.rotateIfDue(NOON.plus(Duration.ofHours(24)))).isTrue();
            assertThat(store.rotateIfDue(NOON.plus(Duration.ofHours(25)))).isFalse();
            assertThat(store.rotateIfDue(NOON.minus(Duration.ofHours(1))))
                    .as("a clock set back")
                    .isTrue();
        }
    }

    @Test
    void aCleanCloseReplacesAKeyOlderThanAnHour() throws IOException {
        scratch.create().close();
        assertThat(scratch.home().resolve("row-0.key")).exists();
        var later = new Host(Scratch.HERE.identity(), Scratch.HERE.entropy(), () -> NOON.plusSeconds(3_601));
        HomeStore.open(scratch.home(), Optional.empty(), later, false).close();
        assertThat(scratch.home().resolve("row-0.key")).doesNotExist();
        assertThat(scratch.home().resolve("row-1.key")).exists();
        assertThat(scratch.home().resolve("store.db-wal")).doesNotExist();
    }

    @Test
    void theKeyIsReplacedBetweenCommitsOnly() {
        try (var store = scratch.create()) {
            put(store, Table.SESSION, "a", "", "1");
            assertThatThrownBy(() -> store.rotateIfDue(NOON.plus(Duration.ofDays(2))))
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    /// The files of yesterday and all keys of today: of the boxes in the database those of ratchet tables stay closed.
    @Test
    void yesterdaysRatchetRowsDoNotOpenWithTodaysKeys() throws IOException, SQLException {
        Path yesterday;
        try (var store = scratch.create()) {
            for (var table : Table.values()) {
                put(store, table, "key", "group", "value of " + table);
            }
            store.commit();
            yesterday = scratch.copy("yesterday");
            store.rotateIfOlderThan(Duration.ZERO, NOON, _ -> {});
        }
        var files = new HomeFiles(scratch.home());
        try (var keys = Keys.of(new StoreKey(files, Scratch.HERE).open(Optional.empty()));
                var rowKey = new RowKey(files, keys.home(), new Sealer(Scratch.HERE.entropy())).open(1)) {
            for (var table : Table.values()) {
                assertThat(opens(yesterday, table, keys, keys.value()))
                        .as("%s with the value key", table)
                        .isEqualTo(!table.ratchet());
                assertThat(opens(yesterday, table, keys, rowKey))
                        .as("%s with today's row key", table)
                        .isFalse();
                assertThat(opens(scratch.home(), table, keys, rowKey)).isEqualTo(table.ratchet());
            }
        }
    }

    private static boolean opens(Path home, Table table, Keys keys, Secret valueKey) throws IOException, SQLException {
        var file = new HomeFiles(home).database();
        var sealer = new Sealer(Scratch.HERE.entropy());
        try (var database = Database.open(file)) {
            var rows = new Rows(Tables.number(table), database, keys, sealer, valueKey);
            assertThatThrownBy(() -> rows.load(Head.Content.EMPTY))
                    .isInstanceOf(StoreFailure.class); // read all the same
            return rows.value(Scratch.bytes("key")).isPresent();
        } catch (StoreFailure failure) {
            return false;
        }
    }

    @Test
    void aCrashAtAnyStepLeavesAWholeStore() {
        Map<RotationStep, Path> crashes = new EnumMap<>(RotationStep.class);
        try (var store = scratch.create()) {
            put(store, Table.SESSION, "a", "", "1");
            put(store, Table.SKIPPED_KEY, "b", "", "2");
            put(store, Table.MESSAGE, "c", "", "3");
            store.commit();
            store.rotateIfOlderThan(Duration.ZERO, NOON, step -> crashes.put(step, scratch.copy(step.name())));
        }
        assertThat(crashes).containsOnlyKeys(RotationStep.values());
        crashes.forEach((step, home) -> {
            for (int life = 0; life < 2; life++) {
                try (var store = Scratch.open(home)) {
                    assertThat(rows(store, Table.SESSION)).as("%s", step).containsExactly("a=1");
                    assertThat(rows(store, Table.SKIPPED_KEY)).containsExactly("b=2");
                    assertThat(rows(store, Table.MESSAGE)).containsExactly("c=3");
                    assertThat(Files.exists(home.resolve("row-0.key")) ^ Files.exists(home.resolve("row-1.key")))
                            .as("one key is left after %s", step)
                            .isTrue();
                    store.rotateIfOlderThan(Duration.ZERO, NOON, _ -> {});
                }
            }
        });
    }
}
