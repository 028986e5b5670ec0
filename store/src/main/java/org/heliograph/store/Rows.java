package org.heliograph.store;

import java.nio.ByteBuffer;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Optional;
import org.heliograph.core.Store.Visitor;
import org.heliograph.crypto.Blake2b;
import org.heliograph.crypto.Secret;
import org.heliograph.crypto.Span;

/// The rows of one table: in the file, and in the index that says which of them are live.
///
/// A row on the disk is `id`, which gives the order, and two sealed boxes. The *mark* `m` holds the keyed hash of its
/// key, that of its group, and a random ticket that names this version of the row; it is bound to table and id. The
/// box `x` holds key and value, padded to one of a few sizes; it is bound to table, id and all of the mark. So a box
/// fits
/// one version of one row only, and the sum of the live tickets, which the head keeps, fits one set of rows only.
final class Rows {
    private static final int PLACE_BYTES = 1 + Long.BYTES;
    private static final int MARK_BYTES = 3 * Word.BYTES;
    private static final int LENGTHS_BYTES = 2 + 4;
    private static final int LONGEST_KEY = 0xFFFF;

    private final int number;
    private final Database database;
    private final Keys keys;
    private final Sealer sealer;
    private final RowIndex index = new RowIndex();
    private final Database.Prepared insert;
    private final Database.Prepared update;
    private final Database.Prepared delete;
    private final Database.Prepared select;
    private Secret valueKey;

    /// Table, id, mark of the row at hand: the data its boxes are bound to.
    private final byte[] bound = new byte[PLACE_BYTES + MARK_BYTES];

    private final Span place = Span.of(bound, 0, PLACE_BYTES);
    private final Span all = Span.of(bound);
    private final byte[] mark = new byte[MARK_BYTES + Sealer.AROUND];

    /// The group that was asked for last, and its hash: most of what is done in one commit concerns one.
    private byte[] lastGroup = {};

    private Word lastGroupName;

    Rows(int number, Database database, Keys keys, Sealer sealer, Secret valueKey) throws SQLException {
        this.number = number;
        this.database = database;
        this.keys = keys;
        this.sealer = sealer;
        this.valueKey = valueKey;
        bound[0] = (byte) number;
        lastGroupName = hash(1, lastGroup);
        insert = database.prepared("INSERT INTO t" + number + " VALUES(?1,?2,?3)");
        update = database.prepared("UPDATE t" + number + " SET m=?2,x=?3 WHERE id=?1");
        delete = database.prepared("DELETE FROM t" + number + " WHERE id=?1");
        select = database.prepared("SELECT x FROM t" + number + " WHERE id=?1");
    }

    /// Reads in which rows there are. They must be the ones of the head.
    void load(Head.Content expected) throws SQLException {
        try (var marks = database.prepare("SELECT id,m FROM t" + number + " ORDER BY id");
                var found = marks.executeQuery()) {
            while (found.next()) {
                load(found.getLong(1), found.getBytes(2));
            }
        }
        if (!content().equals(expected)) {
            throw Failures.damaged("rows are missing, doubled or from another time");
        }
    }

    private void load(long id, byte[] box) {
        if (box == null || box.length != mark.length || id < index.nextId()) {
            throw Failures.damaged("a row is not as it was written");
        }
        ByteBuffer.wrap(bound).putLong(1, id);
        if (!Sealer.open(keys.place(), place, box)) {
            throw Failures.damaged("a row is not as it was written");
        }
        index.load(
                id,
                Word.at(box, Sealer.BEFORE),
                Word.at(box, Sealer.BEFORE + Word.BYTES),
                Word.at(box, Sealer.BEFORE + 2 * Word.BYTES));
    }

    Head.Content content() {
        return new Head.Content(index.count(), index.sum());
    }

    Optional<byte[]> value(byte[] key) throws SQLException {
        int slot = index.find(hash(0, key));
        if (slot == RowIndex.NONE) {
            return Optional.empty();
        }
        var row = read(slot);
        if (!Arrays.equals(row.key(), key)) {
            throw Failures.damaged("a row has another key than it was found by");
        }
        return Optional.of(row.value());
    }

    void put(byte[] key, byte[] group, byte[] value) throws SQLException {
        if (key.length > LONGEST_KEY) {
            throw new IllegalArgumentException("a key of " + key.length + " bytes is too long");
        }
        var name = hash(0, key);
        var groupName = groupName(group);
        int slot = index.find(name);
        if (slot != RowIndex.NONE && !index.group(slot).equals(groupName)) {
            throw new IllegalArgumentException("the group of a row must not change");
        }
        var ticket = sealer.ticket();
        long id = slot == RowIndex.NONE ? index.nextId() : index.id(slot);
        bind(id, name, groupName, ticket);
        write((slot == RowIndex.NONE ? insert : update).ready(), id, sealed(key, value));
        if (slot == RowIndex.NONE) {
            index.insert(id, name, groupName, ticket);
        } else {
            index.replace(slot, ticket);
        }
    }

    void delete(byte[] key) throws SQLException {
        int slot = index.find(hash(0, key));
        if (slot == RowIndex.NONE) {
            return;
        }
        database.beforeWrite(0);
        var statement = delete.ready();
        statement.setLong(1, index.id(slot));
        changeOne(statement);
        index.delete(slot);
    }

    void scan(byte[] group, Visitor visitor) throws SQLException {
        int slot = index.firstOf(groupName(group));
        while (slot != RowIndex.NONE && show(slot, visitor)) {
            slot = index.nextInGroup(slot);
        }
    }

    void scanNewestFirst(byte[] group, Visitor visitor) throws SQLException {
        int slot = index.lastOf(groupName(group));
        while (slot != RowIndex.NONE && show(slot, visitor)) {
            slot = index.previousInGroup(slot);
        }
    }

    void scanAll(Visitor visitor) throws SQLException {
        int slot = index.first();
        while (slot != RowIndex.NONE && show(slot, visitor)) {
            slot = index.next(slot);
        }
    }

    void committed() {
        index.commit();
    }

    void rolledBack() {
        index.rollback();
    }

    /// Writes every value anew under another key, which is used from [#use] on.
    void reseal(Secret newKey) throws SQLException {
        try (var replace = database.prepare("UPDATE t" + number + " SET x=?2 WHERE id=?1")) {
            for (int slot = index.first(); slot != RowIndex.NONE; slot = index.next(slot)) {
                var box = opened(slot);
                sealer.seal(newKey, all, box);
                database.beforeWrite(box.length);
                replace.setLong(1, index.id(slot));
                replace.setBytes(2, box);
                changeOne(replace);
            }
        }
    }

    void use(Secret newKey) {
        valueKey = newKey;
    }

    private record Row(byte[] key, byte[] value) {}

    private boolean show(int slot, Visitor visitor) throws SQLException {
        var row = read(slot);
        return visitor.visit(row.key(), row.value());
    }

    private Row read(int slot) throws SQLException {
        var box = opened(slot);
        var bytes = ByteBuffer.wrap(box, Sealer.BEFORE, box.length - Sealer.AROUND);
        int keyLength = bytes.getShort() & LONGEST_KEY;
        int valueLength = bytes.getInt();
        if (valueLength < 0 || valueLength > bytes.remaining() - keyLength) {
            throw Failures.damaged("a row is not as it was written");
        }
        var key = new byte[keyLength];
        var value = new byte[valueLength];
        bytes.get(key).get(value);
        Arrays.fill(box, (byte) 0); // it may have held a key
        return new Row(key, value);
    }

    /// The box of a row with its plaintext laid open; the row is bound.
    private byte[] opened(int slot) throws SQLException {
        long id = index.id(slot);
        bind(id, index.key(slot), index.group(slot), index.ticket(slot));
        var statement = select.ready();
        statement.setLong(1, id);
        byte[] box = null;
        try (var found = statement.executeQuery()) {
            if (found.next()) {
                box = found.getBytes(1);
            }
        }
        if (box == null || box.length < LENGTHS_BYTES + Sealer.AROUND || !Sealer.open(valueKey, all, box)) {
            throw Failures.damaged("a row is not as it was written");
        }
        return box;
    }

    private void bind(long id, Word key, Word group, Word ticket) {
        ByteBuffer.wrap(bound).putLong(1, id);
        key.write(bound, PLACE_BYTES);
        group.write(bound, PLACE_BYTES + Word.BYTES);
        ticket.write(bound, PLACE_BYTES + 2 * Word.BYTES);
    }

    private byte[] sealed(byte[] key, byte[] value) {
        var box = sealer.box(LENGTHS_BYTES + key.length + value.length);
        ByteBuffer.wrap(box)
                .position(Sealer.BEFORE)
                .putShort((short) key.length)
                .putInt(value.length)
                .put(key)
                .put(value);
        sealer.seal(valueKey, all, box);
        return box;
    }

    private void write(PreparedStatement statement, long id, byte[] box) throws SQLException {
        System.arraycopy(bound, PLACE_BYTES, mark, Sealer.BEFORE, MARK_BYTES);
        sealer.seal(keys.place(), place, mark);
        database.beforeWrite(mark.length + box.length);
        statement.setLong(1, id);
        statement.setBytes(2, mark);
        statement.setBytes(3, box);
        changeOne(statement);
    }

    private void changeOne(PreparedStatement statement) throws SQLException {
        if (statement.executeUpdate() != 1) {
            throw Failures.damaged("a row is not where it was written");
        }
    }

    private Word groupName(byte[] group) {
        if (!Arrays.equals(group, lastGroup)) {
            lastGroup = group.clone();
            lastGroupName = hash(1, group);
        }
        return lastGroupName;
    }

    /// Keys and groups are hashed apart, and each table for itself.
    private Word hash(int kind, byte[] name) {
        return Word.at(Blake2b.keyed(keys.lookUp(), Word.BYTES, new byte[] {(byte) number, (byte) kind}, name), 0);
    }
}
