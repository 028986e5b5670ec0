package org.heliograph.core.delivery;

import java.util.ArrayList;
import java.util.List;
import org.heliograph.core.MessageId;
import org.heliograph.core.PeerFault;
import org.heliograph.core.delivery.Letter.Cut;
import org.heliograph.core.wire.Reader;
import org.heliograph.core.wire.Writer;

/// The rows of the outbox: letters with something left to seal, and boxes. A letter that went in one box has no
/// row but the box's, under the same key.
sealed interface OutboxRows {
    int LETTER = 1;
    int PIECE = 2;
    int REPORT = 3;
    int SKIP = 4;
    int INIT = 1;

    /// `control` is the body of a control; that of a message is in the history.
    record LetterRow(Letter.Head head, Cut cut, int sealedTo, List<Integer> again, byte[] control)
            implements OutboxRows {}

    /// `letter` says nothing about the progress of a letter that is cut: it has a row of its own.
    record PieceRow(LetterRow letter, int index, BoxRef ref, SealedBox box) implements OutboxRows {}

    record ReportRow(long order, BoxRef ref, SealedBox box) implements OutboxRows {}

    record SkipRow(long order, BoxRef ref, SealedBox box, long chainTag, int below) implements OutboxRows {}

    static byte[] encode(OutboxRows row) {
        return switch (row) {
            case LetterRow letter ->
                writeLetter(start(LETTER, bytes(letter)), letter).drain();
            case PieceRow(var letter, int index, var ref, var box) ->
                writeBox(
                                writeLetter(start(PIECE, bytes(letter) + 2 + bytes(box)), letter)
                                        .u16(index),
                                ref,
                                box)
                        .drain();
            case ReportRow(long order, var ref, var box) ->
                writeBox(start(REPORT, 8 + bytes(box)).u64(order), ref, box).drain();
            case SkipRow(long order, var ref, var box, long tag, int below) ->
                writeBox(start(SKIP, 18 + bytes(box)).u64(order).u64(tag).u16(below), ref, box)
                        .drain();
        };
    }

    static OutboxRows decode(byte[] row) {
        return Rows.parse(row, in -> switch (in.u8()) {
            case LETTER -> readLetter(in);
            case PIECE -> {
                var letter = readLetter(in);
                yield new PieceRow(letter, in.u16(), readRef(in), readBox(in));
            }
            case REPORT -> new ReportRow(in.u64(), readRef(in), readBox(in));
            case SKIP -> {
                long order = in.u64();
                long tag = in.u64();
                int below = in.u16();
                yield new SkipRow(order, readRef(in), readBox(in), tag, below);
            }
            default -> throw Rows.damaged();
        });
    }

    static SealedBox box(OutboxRows row) {
        return switch (row) {
            case PieceRow piece -> piece.box();
            case ReportRow report -> report.box();
            case SkipRow skip -> skip.box();
            case LetterRow _ -> throw Rows.damaged();
        };
    }

    private static int bytes(LetterRow row) {
        return 63 + 2 * row.again().size() + row.control().length;
    }

    private static int bytes(SealedBox box) {
        return 21 + box.address().length + box.box().length;
    }

    private static Writer start(int kind, int bytes) {
        return new Writer(2 + bytes).u8(Rows.VERSION).u8(kind);
    }

    private static Writer writeLetter(Writer out, LetterRow row) {
        var head = row.head();
        out.u64(head.order()).bytes(head.id().toBytes()).u8(head.type());
        out.u64(head.sentMillis()).u32(head.ttlSeconds()).u32(head.bodyBytes());
        out.u32(head.withdraws())
                .u16(row.cut().count())
                .u32(row.cut().firstBytes())
                .u32(row.cut().laterBytes());
        out.u16(row.sealedTo()).u16(row.again().size());
        row.again().forEach(out::u16);
        return out.u32(row.control().length).bytes(row.control());
    }

    private static LetterRow readLetter(Reader in) throws PeerFault {
        long order = in.u64();
        var id = MessageId.of(in.bytes(MessageId.BYTES));
        int type = in.u8();
        long sentMillis = in.u64();
        long ttlSeconds = in.u32();
        int bodyBytes = (int) in.u32();
        var head = new Letter.Head(order, id, type, sentMillis, ttlSeconds, bodyBytes, (int) in.u32());
        var cut = new Cut(in.u16(), (int) in.u32(), (int) in.u32());
        int sealedTo = in.u16();
        var again = new ArrayList<Integer>();
        for (int left = in.u16(); left > 0; left--) {
            again.add(in.u16());
        }
        return new LetterRow(head, cut, sealedTo, again, in.bytes((int) in.u32()));
    }

    private static Writer writeBox(Writer out, BoxRef ref, SealedBox box) {
        out.u64(ref.session()).u64(ref.chainTag()).u16(ref.n());
        return out.u8(box.kind() == BoxKind.INIT ? INIT : 0).lp(box.address()).bytes(box.box());
    }

    private static BoxRef readRef(Reader in) throws PeerFault {
        return new BoxRef(in.u64(), in.u64(), in.u16());
    }

    private static SealedBox readBox(Reader in) throws PeerFault {
        var kind = in.u8() == INIT ? BoxKind.INIT : BoxKind.RATCHET;
        var address = in.lp();
        return new SealedBox(kind, in.rest(), address);
    }
}
