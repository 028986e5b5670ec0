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
/// too, so a contact that sends us an id of ours changes nothing.
final class History {
    private static final int PROOF = 0;
    private static final int MESSAGE = 1;
    private static final int OUTGOING = 1;
    private static final int HAS_CONTENT = 2;
    private static final int NO_WAY = 0xff;

    /// In the order of their codes.
    private static final List<MessageState> STATES =
            List.of(MessageState.QUEUED, MessageState.STORED, MessageState.DELIVERED, MessageState.EXPIRED);

    private static final List<Via> WAYS = List.of(Via.DIRECT, Via.RELAY, Via.ONION, Via.MAILBOX, Via.BUNDLE);

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
        return store.value(Table.MESSAGE, keys.message(id)).flatMap(row -> decode(id, row));
    }

    void put(Message message) {
        store.put(Table.MESSAGE, keys.message(message.id()), keys.conversation(), encode(message));
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

    private List<Message> oldest(int limit, Now now) {
        var found = new ArrayList<Message>();
        store.scan(Table.MESSAGE, keys.conversation(), (key, row) -> {
            decode(id(key), row).ifPresent(found::add);
            return found.size() < limit;
        });
        return readable(found, now);
    }

    private static List<Message> shown(Iterable<Message> found, Now now) {
        var shown = readable(found, now);
        shown.sort(Message.ORDER);
        return shown;
    }

    /// Without the contents whose time is over.
    private static List<Message> readable(Iterable<Message> found, Now now) {
        var shown = new ArrayList<Message>();
        for (var message : found) {
            boolean over = Expiring.isOver(Expiring.at(message.sentAtMillis(), message.ttlSeconds()), now);
            shown.add(over ? message.withoutContent() : message);
        }
        return shown;
    }

    static MessageId id(byte[] key) {
        return MessageId.of(Arrays.copyOfRange(key, key.length - MessageId.BYTES, key.length));
    }

    private static byte[] encode(Message message) {
        var content = message.content().orElse(new Content(0, new byte[0]));
        int flags = (message.outgoing() ? OUTGOING : 0) | (message.content().isPresent() ? HAS_CONTENT : 0);
        return new Writer(48 + content.bytes().length)
                .u8(Rows.VERSION)
                .u8(MESSAGE)
                .u8(flags)
                .u8(STATES.indexOf(message.state()))
                .u8(message.via().map(WAYS::indexOf).orElse(NO_WAY))
                .u64(message.lamport())
                .u64(message.sentAtMillis())
                .u32(message.ttlSeconds())
                .u64(message.receivedAtMillis())
                .u8(content.kind())
                .bytes(content.bytes())
                .toBytes();
    }

    private static Optional<Message> decode(MessageId id, byte[] row) {
        return Rows.parse(row, in -> in.u8() == MESSAGE ? Optional.of(readMessage(id, in)) : Optional.empty());
    }

    private static Message readMessage(MessageId id, Reader in) throws PeerFault {
        int flags = in.u8();
        var state = STATES.get(in.u8());
        int way = in.u8();
        Optional<Via> via = way == NO_WAY ? Optional.empty() : Optional.of(WAYS.get(way));
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
