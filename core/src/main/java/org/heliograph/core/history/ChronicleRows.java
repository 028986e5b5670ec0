package org.heliograph.core.history;

import java.util.function.Consumer;
import org.heliograph.core.ContactId;
import org.heliograph.core.MessageId;
import org.heliograph.core.PeerFault;
import org.heliograph.core.Store;
import org.heliograph.core.Store.Table;
import org.heliograph.core.StoreFailure;
import org.heliograph.core.wire.ElementId;
import org.heliograph.core.wire.Reader;
import org.heliograph.core.wire.Writer;

/// A chronicle in the store: what entered it and what left it, in that order, many records to a row.
///
/// Reading it takes a fraction of the time of reading the messages, and keeping it one short row for a group of inputs.
final class ChronicleRows {
    static final int RECORDS_IN_ROW = 64;

    private static final int VERSION = 1;
    private static final int RECORD_BYTES = 1 + Long.BYTES + MessageId.BYTES + ElementId.BYTES + Integer.BYTES;
    private static final int ENTERED = 1;
    private static final int LEFT = 2;

    /// In the year 2106.
    private static final long LAST_SECOND = (1L << 32) - 1;

    private final Store store;
    private final byte[] group;

    /// The last row, which is not full: its number, what it holds, and whether the store has it so.
    private long number;
    private Writer tail = empty();
    private int records;
    private boolean touched;

    /// What entered or left; leaf and `second`, since when it is mutual, say nothing of what left.
    record Line(boolean entered, Moment at, ElementId leaf, long second) {}

    ChronicleRows(Store store, ContactId contact) {
        this.store = store;
        group = group(contact);
        store.scanNewestFirst(Table.MESSAGE, group, (key, row) -> {
            resume(numberOf(key), row);
            return false;
        });
    }

    private static byte[] group(ContactId contact) {
        return new Writer(ContactId.BYTES + 1).bytes(contact.toBytes()).u8('h').toBytes();
    }

    private byte[] key(long row) {
        return new Writer(group.length + Long.BYTES).bytes(group).u64(row).toBytes();
    }

    private static long numberOf(byte[] key) {
        try {
            return new Reader(key, key.length - Long.BYTES, Long.BYTES).u64();
        } catch (PeerFault cut) {
            throw damaged();
        }
    }

    private static Writer empty() {
        return new Writer(1 + RECORDS_IN_ROW * RECORD_BYTES).u8(VERSION);
    }

    private void resume(long last, byte[] row) {
        number = last;
        records = (row.length - 1) / RECORD_BYTES;
        tail = new Writer(1 + RECORDS_IN_ROW * RECORD_BYTES).bytes(row);
        startNextIfFull();
    }

    static void erase(Store store, ContactId contact) {
        new ChronicleRows(store, contact).clear();
    }

    boolean isEmpty() {
        return number == 0 && records == 0;
    }

    void add(Line line) {
        tail.u8(line.entered() ? ENTERED : LEFT)
                .u64(line.at().lamport())
                .u64(line.at().high())
                .u64(line.at().low())
                .bytes(line.leaf().toBytes())
                .u32(Math.clamp(line.second(), 0, LAST_SECOND));
        records++;
        touched = true;
        if (records == RECORDS_IN_ROW) {
            settle();
        }
    }

    /// Writes what came since the last call.
    void settle() {
        if (touched) {
            store.put(Table.MESSAGE, key(number), group, tail.toBytes());
            touched = false;
            startNextIfFull();
        }
    }

    private void startNextIfFull() {
        if (records == RECORDS_IN_ROW) {
            number++;
            records = 0;
            tail = empty();
        }
    }

    /// Shows all of it, the oldest line first.
    void read(Consumer<Line> lines) {
        settle();
        store.scan(Table.MESSAGE, group, (_, row) -> {
            readRow(row, lines);
            return true;
        });
    }

    private static void readRow(byte[] row, Consumer<Line> lines) {
        try {
            var in = new Reader(row);
            if (in.u8() != VERSION || in.remaining() % RECORD_BYTES != 0) {
                throw damaged();
            }
            while (in.remaining() > 0) {
                boolean entered = in.u8() == ENTERED;
                var at = new Moment(in.u64(), in.u64(), in.u64());
                lines.accept(new Line(entered, at, ElementId.of(in.bytes(ElementId.BYTES)), in.u32()));
            }
        } catch (PeerFault cut) {
            throw damaged();
        }
    }

    /// Removes every row.
    void clear() {
        for (long row = 0; row <= number; row++) {
            store.delete(Table.MESSAGE, key(row));
        }
        number = 0;
        records = 0;
        tail = empty();
        touched = false;
    }

    private static StoreFailure damaged() {
        return new StoreFailure(
                StoreFailure.Kind.DAMAGED,
                "The list of a conversation's messages cannot be read. The store was altered or written by a newer"
                        + " version.");
    }
}
