package org.heliograph.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import org.sqlite.JDBC;

/// The SQLite file of a home: one connection, write-ahead log, every commit waits for the disk.
///
/// Table `t0` has the head as its only row, `t1` and so on have the rows. The engine's own checkpoints are off: it
/// would
/// ignore a failed sync there, which must stop us.
final class Database implements AutoCloseable {
    private static final int PAGE_BYTES = 4_096;

    /// Above this the structure of the whole file is not checked at open, only what is read.
    private static final long FULL_CHECK_BYTES = 16L << 20;

    /// Pages in the log that make a checkpoint worth its syncs: 32 MB at most. Boxes come and go, so of a log four
    /// times
    /// as long not half as much again must be copied into the file; to read it after a crash takes 50 ms.
    private static final int CHECKPOINT_PAGES = 8_000;

    private static final int PAGES_PER_COMMIT = 3;

    private static final List<String> SETTINGS = List.of(
            "locking_mode=EXCLUSIVE",
            "page_size=" + PAGE_BYTES,
            "journal_mode=WAL",
            "synchronous=FULL",
            "fullfsync=ON", // macOS: an ordinary sync there does not reach the platters
            "checkpoint_fullfsync=ON",
            "wal_autocheckpoint=0",
            "temp_store=MEMORY",
            "secure_delete=ON",
            "cell_size_check=ON",
            "trusted_schema=OFF",
            "cache_size=-8192");

    /// The bytes every database of ours begins with: the engine's name, pages of 4,096 bytes, write-ahead log. The
    /// engine
    /// would take other values of the last as a wish to be obeyed.
    private static final byte[] BEGINNING = beginning();

    /// A statement that is compiled once, and again after one failed: the driver throws away those that do.
    final class Prepared {
        private final String sql;
        private PreparedStatement compiled;
        private int compiledIn = era;

        private Prepared(String sql) throws SQLException {
            this.sql = sql;
            compiled = connection.prepareStatement(sql);
        }

        PreparedStatement ready() throws SQLException {
            if (compiledIn != era) {
                compiled.close();
                compiled = connection.prepareStatement(sql);
                compiledIn = era;
            }
            return compiled;
        }
    }

    private final Connection connection;
    private final Prepared begin;
    private final Prepared commit;
    private final Prepared rollback;
    private boolean inTransaction;
    private int era;
    private long pagesInLog;

    private Database(Connection connection) throws SQLException {
        this.connection = connection;
        begin = prepared("BEGIN IMMEDIATE");
        commit = prepared("COMMIT");
        rollback = prepared("ROLLBACK");
    }

    static Database create(Path file) throws SQLException {
        return connect(file, database -> {
            for (var table : schema()) {
                database.execute(table);
            }
        });
    }

    static Database open(Path file) throws IOException, SQLException {
        long bytes = Files.size(file);
        try (var in = Files.newInputStream(file)) {
            if (!Arrays.equals(in.readNBytes(BEGINNING.length), BEGINNING)) {
                throw Failures.damaged("the database does not begin as it should");
            }
        }
        return connect(file, database -> database.checkShape(bytes));
    }

    /// For use again and again.
    Prepared prepared(String sql) throws SQLException {
        return new Prepared(sql);
    }

    /// For use once.
    PreparedStatement prepare(String sql) throws SQLException {
        return connection.prepareStatement(sql);
    }

    boolean inTransaction() {
        return inTransaction;
    }

    /// Begins a transaction if none is open, and counts what the next write will add to the log.
    void beforeWrite(int bytes) throws SQLException {
        if (!inTransaction) {
            begin.ready().executeUpdate();
            inTransaction = true;
            pagesInLog += PAGES_PER_COMMIT;
        }
        pagesInLog += 1 + bytes / PAGE_BYTES;
    }

    void commit() throws SQLException {
        commit.ready().executeUpdate();
        inTransaction = false;
    }

    /// As [#rollback], after a statement failed.
    void recover() throws SQLException {
        era++;
        rollback();
    }

    void rollback() throws SQLException {
        if (!inTransaction) {
            return;
        }
        inTransaction = false;
        try {
            rollback.ready().executeUpdate();
        } catch (SQLException failure) {
            if (Failures.code(failure) != Failures.SQLITE_ERROR) {
                throw failure;
            } // else no transaction is open: after a full disk the engine may have rolled back by itself
        }
    }

    /// Moves the log into the file when it has grown long enough.
    void checkpointIfLong() throws SQLException {
        if (pagesInLog >= CHECKPOINT_PAGES) {
            checkpoint("PASSIVE");
        }
    }

    /// Moves the log into the file and empties it, so that nothing of it stays readable.
    void emptyLog() throws SQLException {
        checkpoint("TRUNCATE");
    }

    /// When there is no room for it, what was committed is safe in the log and the next checkpoint tries again.
    private void checkpoint(String mode) throws SQLException {
        try {
            execute("PRAGMA wal_checkpoint(" + mode + ")");
            pagesInLog = 0;
        } catch (SQLException failure) {
            if (Failures.code(failure) != Failures.SQLITE_FULL) {
                throw failure;
            }
        }
    }

    /// Makes the tables that the program which made the file did not know. The head knows how many rows each must have,
    /// so one that somebody took away does not pass for one that never was.
    void addMissingTables() throws SQLException {
        for (var table : schema().subList(made().size(), schema().size())) {
            execute(table);
        }
    }

    /// Lets no more than this many pages be used, as a disk of that size would.
    void limitPages(long pages) throws SQLException {
        execute("PRAGMA max_page_count=" + pages);
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    private interface Step {
        void run(Database database) throws SQLException;
    }

    private static Database connect(Path file, Step first) throws SQLException {
        var options = new Properties();
        options.setProperty("jdbc.get_generated_keys", "false");
        options.setProperty("busy_timeout", "0");
        // As a URI, because the driver would take a question mark in a path for its own.
        var connection =
                JDBC.createConnection(JDBC.PREFIX + "file:" + file.toUri().getRawPath(), options);
        boolean done = false;
        try {
            for (var setting : SETTINGS) {
                execute(connection, "PRAGMA " + setting);
            }
            var database = new Database(connection);
            first.run(database);
            done = true;
            return database;
        } finally {
            if (!done) {
                connection.close();
            }
        }
    }

    private static byte[] beginning() {
        var name = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(name.length + 8)
                .put(name)
                .putShort((short) PAGE_BYTES)
                .put(new byte[] {2, 2, 0, 64, 32, 32}) // twice the log; no reserved bytes; three fixed numbers
                .array();
    }

    private static List<String> schema() {
        var tables = new ArrayList<String>();
        tables.add("CREATE TABLE t0(id INTEGER PRIMARY KEY,x BLOB NOT NULL)");
        for (int number = 1; number <= Tables.COUNT; number++) {
            tables.add("CREATE TABLE t" + number + "(id INTEGER PRIMARY KEY,m BLOB NOT NULL,x BLOB NOT NULL)");
        }
        return tables;
    }

    /// The file is the one we made: nothing added to its schema, no setting in its header that changes how it is used.
    /// An older program may have made it with fewer tables.
    private void checkShape(long bytes) throws SQLException {
        var made = made();
        if (made.size() <= Tables.FIRST_COUNT
                || made.size() > schema().size()
                || !made.equals(schema().subList(0, made.size()))
                || !column("PRAGMA journal_mode").equals(List.of("wal"))
                || !column("PRAGMA auto_vacuum").equals(List.of("0"))
                || !column("PRAGMA page_size").equals(List.of("" + PAGE_BYTES))) {
            throw Failures.damaged("the database is not laid out as it was");
        }
        if (bytes <= FULL_CHECK_BYTES && !column("PRAGMA quick_check(1)").equals(List.of("ok"))) {
            throw Failures.damaged("pages of the database contradict each other");
        }
    }

    /// The statements that made the tables in this file.
    private List<String> made() throws SQLException {
        return column("SELECT sql FROM sqlite_schema ORDER BY rowid");
    }

    private List<String> column(String sql) throws SQLException {
        var values = new ArrayList<String>();
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                values.add(rows.getString(1));
            }
        }
        return values;
    }

    private void execute(String sql) throws SQLException {
        execute(connection, sql);
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
