package org.heliograph.core.delivery;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.heliograph.core.MessageId;
import org.heliograph.core.Now;
import org.heliograph.core.wire.Control;
import org.heliograph.core.wire.Fragment;
import org.heliograph.core.wire.Frame;

/// What goes into the next box, and keeping the box.
///
/// First comes word of holes, which needs no place in the window since the window may be full of what it holds
/// up; then the oldest letter, with an acknowledgement beside it; and an acknowledgement alone only when that was
/// not enough.
///
/// The box that starts a session must stay until it arrives, or the rest of the session could never be opened. So
/// it holds neither a letter that may expire, nor an acknowledgement, which nobody answers: word of no hole then
/// stands in.
///
/// The last number of a chain is for word of holes alone, the one before it not for letters. So a chain cannot
/// end in silence: whatever fills it, it holds a box that is sent again until the other end answers, or the other
/// end holds one that makes us repeat an acknowledgement, and any answer opens the next chain.
final class Sealing {
    private final Outbox outbox;
    private final InFlight inFlight;
    private final BoxRows rows;
    private final ReceiveLog log;

    Sealing(Outbox outbox, InFlight inFlight, BoxRows rows, ReceiveLog log) {
        this.outbox = outbox;
        this.inFlight = inFlight;
        this.rows = rows;
        this.log = log;
    }

    Optional<Draft> next(Room room, boolean ackDue, Supplier<MessageId> freshId, Now now) {
        var hole = inFlight.toSkip();
        if (hole.isPresent()) {
            return Optional.of(skip(hole.get().tag, hole.get().floor(), freshId.get(), now));
        }
        var letter = inFlight.isFull() || room.numbersLeft() <= 2 ? Optional.<Letter>empty() : outbox.next(now);
        boolean mayStart = letter.isPresent() && letter.get().head.ttlSeconds() == 0;
        if (letter.isPresent() && (mayStart || !room.first()) && cutToFit(letter.get(), room)) {
            return Optional.of(piece(letter.get()));
        }
        if (room.first()) {
            return Optional.of(skip(0, 0, freshId.get(), now));
        }
        return ackDue && room.numbersLeft() > 1 ? Optional.of(report(room, now)) : Optional.empty();
    }

    /// Keeps what was drafted.
    void keep(Draft draft, BoxRef ref, SealedBox sealed) {
        switch (draft.load) {
            case Box.Load.Piece(var letter, int index) -> {
                var row = new OutboxRows.PieceRow(outbox.rowBesideBox(letter), index, ref, sealed);
                var box = add(draft, ref, sealed, letter.head.order());
                letter.sealed(box, index);
                rows.put(box, row);
                outbox.sealed(letter);
                log.reported(draft.report, ReceivingChain.NOBODY);
            }
            case Box.Load.Report _ -> {
                var box = add(draft, ref, sealed, outbox.takeOrder());
                rows.put(box, new OutboxRows.ReportRow(box.order, ref, sealed));
                inFlight.surplusReport().ifPresent(this::drop);
                log.reported(draft.report, box.order);
            }
            case Box.Load.Skip(long tag, int below) -> {
                var box = add(draft, ref, sealed, outbox.takeOrder());
                rows.put(box, new OutboxRows.SkipRow(box.order, ref, sealed, tag, below));
                inFlight.chain(tag)
                        .map(skipped -> List.copyOf(skipped.boxes.headMap(below).values()))
                        .ifPresent(reports -> reports.forEach(this::drop));
                log.reported(draft.report, ReceivingChain.NOBODY);
            }
        }
    }

    private Box add(Draft draft, BoxRef ref, SealedBox sealed, long order) {
        var box = new Box(inFlight.open(ref), ref.n(), draft.load, order);
        box.starts = sealed.kind() == BoxKind.INIT;
        inFlight.add(box);
        return box;
    }

    private void drop(Box box) {
        inFlight.remove(box);
        rows.delete(box);
    }

    /// Cuts the letter if it must be cut. False if its next piece does not fit, or it may not be begun now.
    private boolean cutToFit(Letter letter, Room room) {
        int frameBytes = room.frameBytes() - Frame.HEADER_BYTES;
        if (letter.nextBytes() <= frameBytes) {
            return true;
        }
        if (letter.isCut() || !outbox.mayCut(letter)) {
            return false;
        }
        int laterBytes = room.laterFrameBytes() - Frame.HEADER_BYTES - Fragment.HEADER_BYTES;
        int firstBytes = frameBytes - Fragment.HEADER_BYTES;
        outbox.cut(letter, Letter.Cut.of(letter.head.bodyBytes(), firstBytes, laterBytes));
        return true;
    }

    private Draft piece(Letter letter) {
        var head = letter.head;
        int index = letter.nextPiece();
        var body = outbox.body(letter);
        int type = head.type();
        if (letter.isCut()) {
            var bytes = Arrays.copyOfRange(body, letter.cut.from(index), letter.cut.to(index, body.length));
            body = new Fragment(type, index, letter.cut.count(), bytes).encode();
            type = Frame.FRAG;
        }
        var report = log.head();
        var frame = new Frame(type, 0, head.id(), head.sentMillis(), head.ttlSeconds(), report.head(), body);
        return new Draft(frame, new Box.Load.Piece(letter, index), report);
    }

    private Draft skip(long tag, int below, MessageId id, Now now) {
        var report = log.head();
        var body = new Control.Skip(tag, below).toControl().encode();
        var frame = new Frame(Frame.CTRL, 0, id, now.wallMillis(), 0, report.head(), body);
        return new Draft(frame, new Box.Load.Skip(tag, below), report);
    }

    private Draft report(Room room, Now now) {
        var report = log.full(room.frameBytes() - Frame.HEADER_BYTES);
        var frame = new Frame(
                Frame.ACK,
                0,
                MessageId.NONE,
                now.wallMillis(),
                0,
                report.head(),
                report.body().encode());
        return new Draft(frame, new Box.Load.Report(), report);
    }
}
