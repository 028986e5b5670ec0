package org.heliograph.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.heliograph.store.Scratch.put;
import static org.heliograph.store.Scratch.rows;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Optional;
import java.util.Properties;
import org.heliograph.core.Store.Table;
import org.heliograph.core.StoreFailure;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sqlite.JDBC;

/// Homes that a program made which knew fewer tables.
class OlderHomeTest {
    private final Scratch scratch = new Scratch();

    @BeforeEach
    void fill() {
        try (var store = scratch.create()) {
            put(store, Table.SESSION, "a", "", "1");
            put(store, Table.PEER, "b", "", "2");
            store.commit();
        }
    }

    @AfterEach
    void close() {
        scratch.close();
    }

    @Test
    void aHomeWithFewerTablesIsReadAndGetsThem() throws IOException, SQLException {
        age();
        try (var store = scratch.open()) {
            assertThat(rows(store, Table.SESSION)).containsExactly("a=1");
            assertThat(rows(store, Table.PEER)).containsExactly("b=2");
            assertThat(rows(store, Table.RECORD)).isEmpty();
        }
        try (var store = scratch.open()) {
            put(store, Table.RECORD, "c", "", "3");
            store.commit();
        }
        try (var store = scratch.open()) {
            assertThat(rows(store, Table.SESSION)).containsExactly("a=1");
            assertThat(rows(store, Table.RECORD)).containsExactly("c=3");
        }
    }

    @Test
    void aTableThatWasTakenAwayIsMissed() throws SQLException {
        try (var store = scratch.open()) {
            put(store, Table.RECORD, "c", "", "3");
            store.commit();
        }
        try (var connection = connect();
                var statement = connection.createStatement()) {
            dropFrom(14, statement);
        }
        assertThatThrownBy(scratch::open).isInstanceOf(StoreFailure.class).hasMessageContaining("missing");
    }

    @Test
    void noTableOfTheFirstHomesMayBeAbsent() throws SQLException {
        try (var connection = connect();
                var statement = connection.createStatement()) {
            dropFrom(13, statement);
        }
        assertThatThrownBy(scratch::open).isInstanceOf(StoreFailure.class).hasMessageContaining("laid out");
    }

    /// Makes the home what it was before there were node records.
    private void age() throws IOException, SQLException {
        var files = new HomeFiles(scratch.home());
        var sealer = new Sealer(Scratch.HERE.entropy());
        try (var home = new Home(files, Scratch.HERE);
                var connection = connect();
                var statement = connection.createStatement();
                var write = connection.prepareStatement("UPDATE t0 SET x=?1")) {
            var keys = home.unlock(new StoreKey(files, Scratch.HERE).open(Optional.empty()));
            byte[] box;
            try (var found = statement.executeQuery("SELECT x FROM t0")) {
                box = found.getBytes(1);
            }
            var head = Head.open(keys.home(), box);
            var older = new Head(
                    head.commits(),
                    head.generation(),
                    head.rotated(),
                    head.chain(),
                    Arrays.copyOf(head.tables(), Tables.FIRST_COUNT));
            write.setBytes(1, older.seal(keys.home(), sealer));
            write.executeUpdate();
            dropFrom(14, statement);
            try (var anchor = Anchor.open(files, keys.home(), sealer)) {
                anchor.write(older);
            }
        }
    }

    /// Takes away the last tables, from that number on.
    private static void dropFrom(int first, Statement statement) throws SQLException {
        for (int number = Tables.COUNT; number >= first; number--) {
            statement.execute("DROP TABLE t" + number);
        }
    }

    private Connection connect() throws SQLException {
        return JDBC.createConnection("jdbc:sqlite:" + scratch.home().resolve("store.db"), new Properties());
    }
}
