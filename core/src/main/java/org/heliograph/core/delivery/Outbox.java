package org.heliograph.core.delivery;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.heliograph.core.MessageId;
import org.heliograph.core.Now;
import org.heliograph.core.Store;
import org.heliograph.core.Store.Table;
import org.heliograph.core.delivery.OutboxRows.LetterRow;
import org.heliograph.core.delivery.OutboxRows.PieceRow;
import org.heliograph.core.wire.Data;
import org.heliograph.core.wire.Frame;

/// The letters of a conversation that are neither acknowledged nor given up.
///
/// A letter's row is written at the end of the group of inputs that changed it, and not at all if the letter went
/// into a box by then. Bodies are in memory only during the group that submitted them, and one while it is being
/// cut.
final class Outbox {
    /// What the unacknowledged letters of one conversation may cost.
    static final long QUOTA_BYTES = 256L << 20;

    private record Body(long order, byte[] bytes) {}

    private static final Body NOTHING_CUT = new Body(-1, new byte[0]);

    private final Store store;
    private final Keys keys;
    private final History history;

    /// With something to seal, oldest first.
    private final TreeMap<Long, Letter> waiting = new TreeMap<>();

    /// Look-up only.
    private final Map<MessageId, Letter> byId = new HashMap<>();

    private final TreeMap<Long, Letter> unwritten = new TreeMap<>();

    /// Look-up only.
    private final Map<Long, byte[]> ofThisGroup = new HashMap<>();

    private Body lastCut = NOTHING_CUT;
    private long nextOrder;
    private long cost;
    private int syncs;
    private int unfinished;
    private long unfinishedBytes;

    Outbox(Store store, Keys keys, History history, long nextOrder) {
        this.store = store;
        this.keys = keys;
        this.history = history;
        this.nextOrder = nextOrder;
    }

    boolean hasRoomFor(int bodyBytes) {
        return cost + Letter.OVERHEAD_BYTES + bodyBytes <= QUOTA_BYTES;
    }

    long takeOrder() {
        return nextOrder++;
    }

    long nextOrder() {
        return nextOrder;
    }

    long cost() {
        return cost;
    }

    int size() {
        return byId.size();
    }

    /// How many of the letters are about histories.
    int syncs() {
        return syncs;
    }

    /// [Long#MAX_VALUE] if none is sealed.
    long oldestSealedMillis() {
        return byId.values().stream()
                .filter(Letter::wasSealed)
                .mapToLong(letter -> letter.head.sentMillis())
                .min()
                .orElse(Long.MAX_VALUE);
    }

    /// The ids of the messages among them, oldest first.
    List<MessageId> messages(int limit) {
        return byId.values().stream()
                .filter(letter -> letter.head.type() == Frame.DATA)
                .sorted(Comparator.comparingLong(letter -> letter.head.order()))
                .limit(limit)
                .map(letter -> letter.head.id())
                .toList();
    }

    int unsealed() {
        return waiting.size();
    }

    void submit(Letter.Head head, byte[] body) {
        var letter = new Letter(head);
        restore(letter);
        ofThisGroup.put(head.order(), body);
        unwritten.put(head.order(), letter);
    }

    void restore(Letter letter) {
        byId.put(letter.head.id(), letter);
        cost += letter.cost();
        syncs += letter.head.type() == Frame.SYNC ? 1 : 0;
        countUnfinished(letter, 1);
        waits(letter);
    }

    Optional<Letter> letter(MessageId id) {
        return Optional.ofNullable(byId.get(id));
    }

    /// The next to seal: the oldest that is alive, but nothing about histories before a message.
    Optional<Letter> next(Now now) {
        return first(now, false).or(() -> first(now, true));
    }

    private Optional<Letter> first(Now now, boolean isSync) {
        for (var letter : waiting.values()) {
            if ((letter.head.type() == Frame.SYNC) == isSync && !letter.isOver(now)) {
                return Optional.of(letter);
            }
        }
        return Optional.empty();
    }

    boolean mayCut(Letter letter) {
        return letter.isCut()
                || (unfinished < Reassembly.MAX_SETS
                        && unfinishedBytes + letter.head.bodyBytes() <= Reassembly.MAX_BYTES);
    }

    void cut(Letter letter, Letter.Cut cut) {
        letter.cut = cut;
        countUnfinished(letter, 1);
    }

    byte[] body(Letter letter) {
        long order = letter.head.order();
        if (lastCut.order() == order) {
            return lastCut.bytes();
        }
        var body = letter.head.type() == Frame.DATA ? data(letter) : control(letter);
        if (letter.isCut()) {
            lastCut = new Body(order, body);
        }
        return body;
    }

    /// A box of the letter was kept.
    void sealed(Letter letter) {
        if (!letter.isWaiting()) {
            waiting.remove(letter.head.order());
            lastCut = NOTHING_CUT;
        }
        if (letter.isCut()) {
            unwritten.put(letter.head.order(), letter);
        } else {
            unwritten.remove(letter.head.order());
        }
    }

    /// A box of the letter is of no use any more.
    void unsealed(Letter letter) {
        waits(letter);
        unwritten.put(letter.head.order(), letter);
    }

    /// Forgets a letter whose boxes are gone.
    void remove(Letter letter) {
        long order = letter.head.order();
        byId.remove(letter.head.id());
        waiting.remove(order);
        lastCut = lastCut.order() == order ? NOTHING_CUT : lastCut;
        unwritten.remove(order);
        cost -= letter.cost();
        syncs -= letter.head.type() == Frame.SYNC ? 1 : 0;
        countUnfinished(letter, -1);
        if (letter.isCut() || !letter.wasSealed()) { // otherwise its row was that of its box
            store.delete(Table.OUTBOX, keys.letter(order));
        }
    }

    /// The row that tells all but the body of a message.
    private LetterRow row(Letter letter) {
        var control = letter.head.type() == Frame.DATA ? new byte[0] : control(letter);
        return new LetterRow(letter.head, letter.cut, letter.sealedTo(), letter.again(), control);
    }

    /// What the row of a box tells of its letter. A letter that is cut has a row of its own for the rest.
    LetterRow rowBesideBox(Letter letter) {
        return letter.isCut() ? new LetterRow(letter.head, letter.cut, 0, List.of(), new byte[0]) : row(letter);
    }

    void endGroup() {
        for (var letter : unwritten.values()) {
            store.put(
                    Table.OUTBOX,
                    keys.letter(letter.head.order()),
                    keys.conversation(),
                    OutboxRows.encode(row(letter)));
        }
        unwritten.clear();
        ofThisGroup.clear();
    }

    private void waits(Letter letter) {
        if (letter.isWaiting()) {
            waiting.put(letter.head.order(), letter);
        }
    }

    private void countUnfinished(Letter letter, int sign) {
        int bytes = letter.unfinishedBytes();
        if (bytes > 0) {
            unfinished += sign;
            unfinishedBytes += (long) sign * bytes;
        }
    }

    private byte[] data(Letter letter) {
        var atHand = ofThisGroup.get(letter.head.order());
        if (atHand != null) {
            return atHand;
        }
        var message = history.message(letter.head.id()).orElseThrow(Rows::damaged);
        var content = message.content().orElseThrow(Rows::damaged);
        return new Data(content.kind(), message.lamport(), content.bytes()).encode();
    }

    private byte[] control(Letter letter) {
        var atHand = ofThisGroup.get(letter.head.order());
        if (atHand != null) {
            return atHand;
        }
        var row = store.value(Table.OUTBOX, keys.letter(letter.head.order())).orElseThrow(Rows::damaged);
        return switch (OutboxRows.decode(row)) {
            case LetterRow whole -> whole.control();
            case PieceRow piece -> piece.letter().control();
            case OutboxRows.ReportRow _, OutboxRows.SkipRow _ -> throw Rows.damaged();
        };
    }
}
