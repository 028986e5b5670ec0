package org.heliograph.core.delivery;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.heliograph.core.MessageId;
import org.heliograph.core.MessageState;
import org.heliograph.core.Now;
import org.heliograph.core.PeerFault;
import org.heliograph.core.Store;
import org.heliograph.core.Store.Table;
import org.heliograph.core.wire.Reader;
import org.heliograph.core.wire.Writer;

/// The messages of a conversation, both ways, and the proof of every id that ever arrived whole.
///
/// A row is a message or a bare proof, which says only that the id must not be shown (again). Ours are rows here
/// too, so a contact that sends us an id of ours changes nothing. What becomes of one of ours stands in a small row of
/// its own, so that the text is written once; without that row, what the message's own row says is true.
final class History {
    private static final int PROOF = 0;
    private static final int MESSAGE = 1;
    private static final int FATE = 2;

    /// A message without its content.
    private static final int MESSAGE_BYTES = 34;

    private static final int OUTGOING = 1;
    private static final int HAS_CONTENT = 2;
    private static final int NO_WAY = 0xff;

    /// In the order of their codes.
    private static final List<MessageState> STATES =
            List.of(MessageState.QUEUED, MessageState.STORED, MessageState.DELIVERED, MessageState.EXPIRED);

    private static final List<Via> WAYS =
            List.of(Via.DIRECT, Via.RELAY, Via.ONION, Via.MAILBOX, Via.BUNDLE, Via.RETURNED);

    /// What became of a message of ours, since when.
    record Fate(MessageState state, Optional<Via> via, long atMillis) {}

    private final Store store;
    private final Keys keys;

    History(Store store, Keys keys) {
        this.store = store;
        this.keys = keys;
    }

    boolean knows(MessageId id) {
        return store.value(Table.MESSAGE, keys.message(id)).isPresent();
    }

    Optional<Message> message(MessageId id) {
        return store.value(Table.MESSAGE, keys.message(id))
                .flatMap(row -> decode(id, row))
                .map(this::withFate);
    }

    /// What became of a message of ours since it was put.
    Optional<Fate> fate(MessageId id) {
        return store.value(Table.MESSAGE, keys.fate(id)).map(History::decodeFate);
    }

    /// Writes a message; what became of it since stays as it was written.
    void put(Message message) {
        store.put(Table.MESSAGE, keys.message(message.id()), keys.conversation(), encode(message));
    }

    /// Writes what became of a message of ours.
    void put(MessageId id, Fate fate) {
        store.put(Table.MESSAGE, keys.fate(id), keys.fates(), encode(fate));
    }

    void putProof(MessageId id) {
        store.put(Table.MESSAGE, keys.message(id), keys.conversation(), new byte[] {Rows.VERSION, PROOF});
    }

    /// The `limit` messages that came last, in the order to show them.
    List<Message> newest(int limit, Now now) {
        var found = new ArrayList<Message>();
        store.scanNewestFirst(Table.MESSAGE, keys.conversation(), (key, row) -> {
            decode(id(key), row).ifPresent(found::add);
            return found.size() < limit;
        });
        return shown(found, now);
    }

    /// The first `limit` messages that came after the one named, in the order in which they came: whoever goes on
    /// after the last of them misses none and sees none twice. After [MessageId#NONE] comes the first; after an
    /// unknown one, none.
    List<Message> since(MessageId last, int limit, Now now) {
        if (last.equals(MessageId.NONE)) {
            return oldest(limit, now);
        }
        if (!knows(last)) {
            return List.of();
        }
        var found = new ArrayDeque<Message>();
        store.scanNewestFirst(Table.MESSAGE, keys.conversation(), (key, row) -> {
            var id = id(key);
            if (id.equals(last)) {
                return false;
            }
            decode(id, row).ifPresent(found::addFirst);
            if (found.size() > limit) {
                found.removeLast();
            }
            return true;
        });
        return readable(found, now);
    }

    /// When the last of ours before that time was sent, as far as this end wrote it here; 0 if there is none.
    long newestOwnMillis(long beforeMillis) {
        var newest = new long[1];
        store.scanNewestFirst(Table.MESSAGE, keys.conversation(), (key, row) -> {
            decode(id(key), row)
                    .filter(it -> it.outgoing() && !it.via().equals(Optional.of(Via.RETURNED)))
                    .filter(it -> it.sentAtMillis() < beforeMillis)
                    .ifPresent(it -> newest[0] = it.sentAtMillis());
            return newest[0] == 0;
        });
        return newest[0];
    }

    private List<Message> oldest(int limit, Now now) {
        var found = new ArrayList<Message>();
        store.scan(Table.MESSAGE, keys.conversation(), (key, row) -> {
            decode(id(key), row).ifPresent(found::add);
            return found.size() < limit;
        });
        return readable(found, now);
    }

    private List<Message> shown(Iterable<Message> found, Now now) {
        var shown = readable(found, now);
        shown.sort(Message.ORDER);
        return shown;
    }

    /// With what became of them, and without the contents whose time is over.
    private List<Message> readable(Iterable<Message> found, Now now) {
        var shown = new ArrayList<Message>();
        for (var message : found) {
            boolean over = Expiring.isOver(Expiring.at(message.sentAtMillis(), message.ttlSeconds()), now);
            shown.add(withFate(over ? message.withoutContent() : message));
        }
        return shown;
    }

    private Message withFate(Message message) {
        return message.outgoing() ? fate(message.id()).map(message::with).orElse(message) : message;
    }

    static MessageId id(byte[] key) {
        return MessageId.of(Arrays.copyOfRange(key, key.length - MessageId.BYTES, key.length));
    }

    private static byte[] encode(Fate fate) {
        return new Writer(12)
                .u8(Rows.VERSION)
                .u8(FATE)
                .u8(STATES.indexOf(fate.state()))
                .u8(code(fate.via()))
                .u64(fate.atMillis())
                .drain();
    }

    private static Fate decodeFate(byte[] row) {
        return Rows.parse(row, in -> {
            if (in.u8() != FATE) {
                throw Rows.damaged();
            }
            return new Fate(STATES.get(in.u8()), via(in.u8()), in.u64());
        });
    }

    private static int code(Optional<Via> via) {
        return via.map(WAYS::indexOf).orElse(NO_WAY);
    }

    private static Optional<Via> via(int code) {
        return code == NO_WAY ? Optional.empty() : Optional.of(WAYS.get(code));
    }

    private static byte[] encode(Message message) {
        var content = message.content().orElse(new Content(0, new byte[0]));
        int flags = (message.outgoing() ? OUTGOING : 0) | (message.content().isPresent() ? HAS_CONTENT : 0);
        return new Writer(MESSAGE_BYTES + content.bytes().length)
                .u8(Rows.VERSION)
                .u8(MESSAGE)
                .u8(flags)
                .u8(STATES.indexOf(message.state()))
                .u8(code(message.via()))
                .u64(message.lamport())
                .u64(message.sentAtMillis())
                .u32(message.ttlSeconds())
                .u64(message.receivedAtMillis())
                .u8(content.kind())
                .bytes(content.bytes())
                .drain();
    }

    private static Optional<Message> decode(MessageId id, byte[] row) {
        return Rows.parse(row, in -> in.u8() == MESSAGE ? Optional.of(readMessage(id, in)) : Optional.empty());
    }

    private static Message readMessage(MessageId id, Reader in) throws PeerFault {
        int flags = in.u8();
        var state = STATES.get(in.u8());
        var via = via(in.u8());
        long lamport = in.u64();
        long sentMillis = in.u64();
        long ttlSeconds = in.u32();
        long receivedMillis = in.u64();
        var content = new Content(in.u8(), in.rest());
        boolean outgoing = (flags & OUTGOING) != 0;
        boolean present = (flags & HAS_CONTENT) != 0;
        return new Message(
                id,
                outgoing,
                present ? Optional.of(content) : Optional.empty(),
                sentMillis,
                ttlSeconds,
                receivedMillis,
                state,
                via,
                lamport);
    }
}
