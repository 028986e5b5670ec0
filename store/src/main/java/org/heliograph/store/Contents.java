package org.heliograph.store;

import java.io.IOException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.heliograph.core.Store.Table;
import org.heliograph.core.StoreFailure;
import org.heliograph.core.StoreFailure.Kind;
import org.heliograph.crypto.Secret;

/// What is in an open home: the tables, and the head that every commit renews.
///
/// A commit writes the head into the same transaction, waits for the disk, then notes it in the anchor.
final class Contents {
    /// A table of up to this many rows is read in at open, whatever it holds: it costs a few milliseconds.
    private static final long SMALL_TABLE_ROWS = 4_096;

    private static final String WRITE_HEAD = "INSERT INTO t0 VALUES(0,?1) ON CONFLICT(id) DO UPDATE SET x=?1";

    /// What a rotation of the row key has done so far. The process may die after any of them.
    enum RotationStep {
        NEW_KEY_WRITTEN,
        ROWS_RESEALED,
        COMMITTED,
        OLD_KEY_DESTROYED,
        LOG_EMPTIED
    }

    private final Home home;
    private final Keys keys;
    private final Sealer sealer;
    private final Database database;
    private final Anchor anchor;
    private final RowKey rowKeys;
    private final Database.Prepared writeHead;
    private final Map<Table, Rows> loaded = new EnumMap<>(Table.class);
    private final boolean older;
    private Head head;
    private Secret rowKey;

    /// The contents of a new home: no rows, a first head, a first row key.
    static void create(Home home, Keys keys) throws IOException, SQLException {
        var files = home.files();
        var sealer = new Sealer(home.host().entropy());
        var head = Head.first(home.host().clock().instant());
        HomeFiles.open(files.database()).close(); // the engine would let others read it
        try (var database = Database.create(files.database());
                var write = database.prepare(WRITE_HEAD)) {
            write.setBytes(1, head.seal(keys.home(), sealer));
            write.executeUpdate();
        }
        new RowKey(files, keys.home(), sealer)
                .create(head.generation(), home.host().entropy())
                .close();
        Anchor.create(files, keys.home(), sealer, head);
    }

    /// Opens what is there, if it is whole and of one time. Whoever accepts an older copy must treat all that the rows
    /// say of other people's devices as out of date.
    Contents(Home home, Keys keys, boolean acceptOlder) throws IOException, SQLException {
        this.home = home;
        this.keys = keys;
        var files = home.files();
        sealer = new Sealer(home.host().entropy());
        anchor = Anchor.open(files, keys.home(), sealer);
        home.add(anchor::close);
        rowKeys = new RowKey(files, keys.home(), sealer);
        if (!Files.exists(files.database())) {
            throw Failures.damaged("the file " + files.database() + " is missing");
        }
        database = Database.open(files.database());
        home.add(database::close);
        writeHead = database.prepared(WRITE_HEAD);
        head = readHead();
        var mark = readAnchor();
        older = head.commits() < mark.commits();
        if (older && !acceptOlder) {
            throw olderCopy();
        }
        head = older ? head.countingFrom(mark.commits()) : head; // or what was replaced could pass for newer one day
        rowKey = rowKeys.open(head.generation());
        home.add(() -> rowKey.close());
        finishRotation();
        database.addMissingTables();
        for (var table : Table.values()) {
            if (Tables.isReadAtOpen(table) || head.content(table).rows() <= SMALL_TABLE_ROWS) {
                rows(table);
            }
        }
        anchor.write(head);
    }

    boolean isFromOlderCopy() {
        return older;
    }

    /// The table, read in and checked when it is used first.
    Rows rows(Table table) throws SQLException {
        var found = loaded.get(table);
        if (found != null) {
            return found;
        }
        var key = table.ratchet() ? rowKey : keys.value();
        var rows = new Rows(Tables.number(table), database, keys, sealer, key);
        rows.load(head.content(table));
        loaded.put(table, rows);
        return rows;
    }

    void commit() throws IOException, SQLException {
        if (database.inTransaction()) {
            commit(head.generation(), head.rotated());
        }
    }

    void rollback() throws SQLException {
        loaded.values().forEach(Rows::rolledBack);
        database.rollback();
    }

    /// As [#rollback], when the disk was full.
    void recover() throws SQLException {
        loaded.values().forEach(Rows::rolledBack);
        database.recover();
    }

    Instant rotated() {
        return head.rotated();
    }

    /// Puts a new row key in the place of the old one and destroys that. A crash at any point leaves one of the two
    /// whole and in use; the next open destroys the other.
    void rotate(Instant now, Consumer<RotationStep> reached) throws IOException, SQLException {
        if (database.inTransaction()) {
            throw new IllegalStateException("the row key is replaced between commits");
        }
        long generation = head.generation() + 1;
        var fresh = rowKeys.create(generation, home.host().entropy());
        boolean done = false;
        try {
            reached.accept(RotationStep.NEW_KEY_WRITTEN);
            for (var table : ratchetTables()) {
                rows(table).reseal(fresh);
            }
            reached.accept(RotationStep.ROWS_RESEALED);
            commit(generation, now);
            use(fresh);
            done = true;
        } finally {
            if (!done) {
                fresh.close();
            }
        }
        reached.accept(RotationStep.COMMITTED);
        rowKeys.destroyLeftover(generation);
        reached.accept(RotationStep.OLD_KEY_DESTROYED);
        database.emptyLog();
        reached.accept(RotationStep.LOG_EMPTIED);
    }

    /// Ends the use of the files: the log becomes empty and the anchor is on the disk.
    void finish() throws IOException, SQLException {
        database.emptyLog();
        anchor.sync();
    }

    /// As a disk that has no room for more than this.
    void limitPages(long pages) throws SQLException {
        database.limitPages(pages);
    }

    private void commit(long generation, Instant rotated) throws IOException, SQLException {
        var next = head.next(this::content, generation, rotated);
        var box = next.seal(keys.home(), sealer);
        database.beforeWrite(box.length);
        var statement = writeHead.ready();
        statement.setBytes(1, box);
        statement.executeUpdate();
        database.commit();
        head = next;
        for (var rows : loaded.values()) {
            rows.committed();
        }
        anchor.write(head);
        database.checkpointIfLong();
    }

    private Head.Content content(Table table) {
        var rows = loaded.get(table);
        return rows == null ? head.content(table) : rows.content();
    }

    private Head readHead() throws SQLException {
        try (var select = database.prepare("SELECT x FROM t0 WHERE id=0");
                var found = select.executeQuery()) {
            return Head.open(keys.home(), found.next() ? found.getBytes(1) : new byte[0]);
        }
    }

    private Anchor.Mark readAnchor() throws IOException {
        var mark = anchor.read().orElseThrow(() -> Failures.damaged("the file anchor is not as it was written"));
        if (mark.commits() == head.commits() && !Arrays.equals(mark.head(), head.digest())) {
            throw Failures.damaged("its head is not the one that was written last");
        }
        return mark;
    }

    private StoreFailure olderCopy() {
        return new StoreFailure(
                Kind.DAMAGED,
                "The database in " + home.files().home()
                        + " is older than this home remembers: it was put back from a copy,"
                        + " or its newest part was lost. Going on from it would use keys a second time, so it was not opened"
                        + " and nothing was changed. " + Failures.HOME_IS_ONE_WHOLE);
    }

    /// A rotation may have been cut off: then a key is left that is not in use, and rows sealed under it in the log.
    private void finishRotation() throws IOException, SQLException {
        if (rowKeys.hasLeftover(head.generation())) {
            rowKeys.destroyLeftover(head.generation());
            database.emptyLog();
        }
    }

    private void use(Secret fresh) throws SQLException {
        for (var table : ratchetTables()) {
            rows(table).use(fresh);
        }
        rowKey.close();
        rowKey = fresh;
    }

    private static List<Table> ratchetTables() {
        return Arrays.stream(Table.values()).filter(Table::ratchet).toList();
    }
}
