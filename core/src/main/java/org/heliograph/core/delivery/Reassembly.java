package org.heliograph.core.delivery;

import static org.heliograph.core.wire.Ack.Head.NOTHING;

import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.heliograph.core.MessageId;
import org.heliograph.core.Now;
import org.heliograph.core.PeerFault;
import org.heliograph.core.Store;
import org.heliograph.core.Store.Table;
import org.heliograph.core.wire.Fragment;
import org.heliograph.core.wire.Frame;
import org.heliograph.core.wire.Writer;

/// The pieces of messages that are not whole yet. The pieces are rows; in memory is which of them there are.
final class Reassembly {
    /// Unfinished messages of one contact.
    static final int MAX_SETS = 64;

    /// Their bytes.
    static final long MAX_BYTES = 64L << 20;

    /// The op of the control that gives an unfinished message up. Its content is the id.
    static final int WITHDRAW = 9;

    sealed interface Outcome {
        /// One more piece is here, or was before.
        record Kept() implements Outcome {}

        /// It was the last one missing.
        record Whole(Frame frame) implements Outcome {}

        /// A bound would be exceeded: as if it had never come.
        record Refused() implements Outcome {}
    }

    /// Which pieces of one message are here.
    private static final class Pieces {
        final int type;
        final int count;
        final long expiresAt;
        final BitSet have = new BitSet();
        long bytes;

        Pieces(Frame frame, Fragment piece) {
            type = piece.type();
            count = piece.count();
            expiresAt = Expiring.at(frame.sentMillis(), frame.ttlSeconds());
        }

        boolean fits(Fragment piece) {
            return type == piece.type() && count == piece.count();
        }
    }

    private final Store store;
    private final Keys keys;
    private final TreeMap<MessageId, Pieces> sets = new TreeMap<>();
    private long bytes;

    Reassembly(Store store, Keys keys) {
        this.store = store;
        this.keys = keys;
        store.scan(Table.FRAGMENT, keys.conversation(), (key, row) -> {
            var frame = decode(row);
            var piece = piece(frame);
            note(sets.computeIfAbsent(frame.id(), _ -> new Pieces(frame, piece)), piece);
            return true;
        });
    }

    Outcome accept(Frame frame) throws PeerFault {
        var piece = Fragment.decode(frame.body());
        if (piece.type() == Frame.FRAG || piece.type() == Frame.ACK) {
            throw new PeerFault(PeerFault.Kind.MALFORMED, "a piece of what is never cut");
        }
        var pieces = sets.get(frame.id());
        if (pieces != null && !pieces.fits(piece)) {
            throw new PeerFault(PeerFault.Kind.MALFORMED, "a piece that does not fit the others");
        }
        if (pieces != null && pieces.have.get(piece.index())) {
            return new Outcome.Kept();
        }
        if (bytes + piece.bytes().length > MAX_BYTES || (pieces == null && sets.size() >= MAX_SETS)) {
            return new Outcome.Refused();
        }
        pieces = pieces == null ? new Pieces(frame, piece) : pieces;
        sets.put(frame.id(), pieces);
        note(pieces, piece);
        if (pieces.have.cardinality() == pieces.count) {
            return new Outcome.Whole(join(frame, piece, pieces.count));
        }
        var row = new Frame(
                frame.type(), frame.flags(), frame.id(), frame.sentMillis(), frame.ttlSeconds(), NOTHING, frame.body());
        store.put(Table.FRAGMENT, keys.fragment(frame.id(), piece.index()), keys.conversation(), encode(row));
        return new Outcome.Kept();
    }

    /// Drops what is here of a message: it is whole, or will never be.
    void forget(MessageId id) {
        var pieces = sets.remove(id);
        if (pieces != null) {
            bytes -= pieces.bytes;
            pieces.have.stream().forEach(index -> store.delete(Table.FRAGMENT, keys.fragment(id, index)));
        }
    }

    /// The unfinished messages whose expiry has passed.
    List<MessageId> over(Now now) {
        return sets.entrySet().stream()
                .filter(set -> Expiring.isOver(set.getValue().expiresAt, now))
                .map(Map.Entry::getKey)
                .toList();
    }

    Optional<Long> firstExpiryMillis() {
        return sets.values().stream().map(pieces -> pieces.expiresAt).min(Long::compare);
    }

    int size() {
        return sets.size();
    }

    private void note(Pieces pieces, Fragment piece) {
        pieces.have.set(piece.index());
        pieces.bytes += piece.bytes().length;
        bytes += piece.bytes().length;
    }

    private Frame join(Frame last, Fragment lastPiece, int count) {
        var whole = new Writer(count * lastPiece.bytes().length);
        for (int index = 0; index < count; index++) {
            if (index == lastPiece.index()) {
                whole.bytes(lastPiece.bytes());
            } else {
                var row = store.value(Table.FRAGMENT, keys.fragment(last.id(), index))
                        .orElseThrow(Rows::damaged);
                whole.bytes(piece(decode(row)).bytes());
            }
        }
        return new Frame(
                lastPiece.type(),
                last.flags(),
                last.id(),
                last.sentMillis(),
                last.ttlSeconds(),
                NOTHING,
                whole.toBytes());
    }

    private static byte[] encode(Frame frame) {
        var bytes = frame.encode(Frame.HEADER_BYTES + frame.body().length);
        return new Writer(1 + bytes.length).u8(Rows.VERSION).bytes(bytes).toBytes();
    }

    private static Frame decode(byte[] row) {
        return Rows.parse(row, in -> Frame.decode(in.rest()));
    }

    private static Fragment piece(Frame frame) {
        try {
            return Fragment.decode(frame.body());
        } catch (PeerFault damage) {
            throw Rows.damaged();
        }
    }
}
