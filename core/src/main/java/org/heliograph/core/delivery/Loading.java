package org.heliograph.core.delivery;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.heliograph.core.Store;
import org.heliograph.core.Store.Table;
import org.heliograph.core.delivery.OutboxRows.LetterRow;
import org.heliograph.core.delivery.OutboxRows.PieceRow;
import org.heliograph.core.delivery.OutboxRows.ReportRow;
import org.heliograph.core.delivery.OutboxRows.SkipRow;

/// Brings the outbox back after a start. Nothing is known of what was sent when: every box is due.
final class Loading {
    private static final int ERASE_AT_A_TIME = 4_096;

    private final Store store;
    private final Keys keys;
    private final Outbox outbox;
    private final InFlight inFlight;

    private final TreeMap<Long, Letter> letters = new TreeMap<>();

    /// Their letters may come later than they do.
    private final List<PieceOf> pieces = new ArrayList<>();

    private record PieceOf(long order, int index, BoxRef ref, BoxKind kind) {}

    Loading(Store store, Keys keys, Outbox outbox, InFlight inFlight) {
        this.store = store;
        this.keys = keys;
        this.outbox = outbox;
        this.inFlight = inFlight;
    }

    void run() {
        int contactBytes = keys.conversation().length;
        store.scan(Table.OUTBOX, keys.conversation(), (key, row) -> {
            if (key.length > contactBytes) {
                note(OutboxRows.decode(row));
            }
            return true;
        });
        for (var piece : pieces) {
            var letter = letters.get(piece.order());
            if (letter == null) {
                throw Rows.damaged();
            }
            var box = box(piece.ref(), piece.kind(), new Box.Load.Piece(letter, piece.index()), piece.order());
            letter.restore(box, piece.index());
        }
        letters.values().forEach(outbox::restore);
    }

    private void note(OutboxRows row) {
        switch (row) {
            case LetterRow letter -> letters.put(letter.head().order(), letter(letter));
            case PieceRow(var of, int index, var ref, var box) -> {
                pieces.add(new PieceOf(of.head().order(), index, ref, box.kind()));
                if (of.cut().count() == 1) {
                    var letter = letter(of);
                    letter.restore(1, List.of());
                    letters.put(of.head().order(), letter);
                }
            }
            case ReportRow(long order, var ref, var box) -> box(ref, box.kind(), new Box.Load.Report(), order);
            case SkipRow(long order, var ref, var box, long tag, int below) ->
                box(ref, box.kind(), new Box.Load.Skip(tag, below), order);
        }
    }

    private static Letter letter(LetterRow row) {
        var letter = new Letter(row.head());
        letter.cut = row.cut();
        letter.restore(row.sealedTo(), row.again());
        return letter;
    }

    private Box box(BoxRef ref, BoxKind kind, Box.Load load, long order) {
        var box = new Box(inFlight.chain(ref.chainTag()).orElseThrow(Rows::damaged), ref.n(), load, order);
        box.starts = kind == BoxKind.INIT;
        inFlight.add(box);
        return box;
    }

    static void erase(Store store, Keys keys) {
        erase(store, Table.MESSAGE, keys.conversation());
        erase(store, Table.MESSAGE, keys.fates());
        erase(store, Table.OUTBOX, keys.conversation());
        erase(store, Table.FRAGMENT, keys.conversation());
        erase(store, Table.FRAGMENT, keys.expiring());
    }

    private static void erase(Store store, Table table, byte[] group) {
        var found = new ArrayList<byte[]>();
        do {
            found.clear();
            store.scan(table, group, (key, _) -> {
                found.add(key);
                return found.size() < ERASE_AT_A_TIME;
            });
            found.forEach(key -> store.delete(table, key));
        } while (!found.isEmpty());
    }
}
