package org.heliograph.core.node;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.heliograph.core.ContactId;
import org.heliograph.core.Now;
import org.heliograph.core.PeerFault;
import org.heliograph.core.Store;
import org.heliograph.core.Store.Table;
import org.heliograph.core.session.Session;
import org.heliograph.core.wire.Reader;
import org.heliograph.core.wire.Writer;

/// The sessions with one contact: the one that sends, and older ones that stay readable for a while.
final class Sessions implements AutoCloseable {
    /// Sessions kept beside the one that sends, and for how long (`docs/protocol/session.md`, bounds).
    private static final int MAX_OLD = 5;

    private static final Duration OLD_LIFE = Duration.ofDays(30);

    private static final Duration SKIPPED_KEY_LIFE = Duration.ofDays(35);

    /// How far a contact's clock is believed to run ahead; one that says more must not hide for years what it says
    /// later.
    private static final Duration AHEAD = Duration.ofDays(2);

    /// An initiation that nobody answered for so long may never have come: the contact is followed where it speaks.
    private static final Duration UNANSWERED = Duration.ofHours(1);

    private static final int VERSION = 1;
    private static final int SENDS = 1;
    private static final int IS_READ_ONLY = 2;

    /// One session and what became of it here.
    static final class Entry {
        private final int number;
        private final Session session;
        private final boolean initiated;
        private final long prekeyId;
        private final long startedAtMillis;
        private boolean heard;
        private boolean readOnly;
        private long newestSentMillis;

        /// When it was last heard or sent in; 0 for the one that sends.
        private long idleSinceMillis;

        private boolean changed = true;

        private Entry(int number, Session session, boolean initiated, long prekeyId, long startedAtMillis) {
            this.number = number;
            this.session = session;
            this.initiated = initiated;
            this.prekeyId = prekeyId;
            this.startedAtMillis = startedAtMillis;
        }

        int number() {
            return number;
        }

        Session session() {
            return session;
        }

        /// Whether this device sent the INIT.
        boolean initiated() {
            return initiated;
        }

        /// The contact's prekey that the INIT used; meaningful for initiated sessions.
        long prekeyId() {
            return prekeyId;
        }

        long startedAtMillis() {
            return startedAtMillis;
        }

        /// Whether anything of the contact was ever opened in it.
        boolean heard() {
            return heard;
        }

        /// By the contact's clock, of what was opened in it; 0 if nothing was.
        long newestSentMillis() {
            return newestSentMillis;
        }

        /// Something new of the contact was opened in it, sent then by the contact's clock. A session that no longer
        /// sends lives on from now.
        void hear(long sentMillis, Now now) {
            heard = true;
            changed = true;
            long believed = Math.min(sentMillis, now.wallMillis() + AHEAD.toMillis());
            newestSentMillis = Math.max(newestSentMillis, believed);
            idleSinceMillis = idleSinceMillis == 0 ? 0 : now.wallMillis();
        }

        void touch() {
            changed = true;
        }
    }

    private final Store store;
    private final ContactId contact;
    private final TreeMap<Integer, Entry> entries = new TreeMap<>();
    private int nextNumber = 1;
    private int sending;

    Sessions(Store store, ContactId contact) {
        this.store = store;
        this.contact = contact;
        store.scan(Table.SESSION, contact.toBytes(), (_, row) -> {
            Rows.read(() -> restore(row));
            return true;
        });
        entries.values().forEach(this::restoreSkippedKeys);
    }

    /// The session that seals new messages.
    Optional<Entry> sending() {
        return Optional.ofNullable(entries.get(sending));
    }

    Optional<Entry> numbered(int number) {
        return Optional.ofNullable(entries.get(number));
    }

    /// All that may still open something, newest first.
    List<Entry> readable() {
        return new ArrayList<>(entries.descendingMap().values());
    }

    /// Takes a session that this device initiated; it sends from now on.
    Entry addInitiated(Session session, long prekeyId, Now now) {
        var entry = add(session, true, prekeyId, now);
        sendOn(entry, now);
        return entry;
    }

    /// Takes a session that the contact initiated, with a first frame sent then by the contact's clock. When both sides
    /// wrote first at once, the lower transcript hash sends at both ends. What the contact began before it spoke in
    /// the session that sends has only come late. Otherwise the newest sends.
    Entry addAccepted(Session session, long sentMillis, Now now) {
        var before = sending();
        var entry = add(session, false, 0, now);
        entry.hear(sentMillis, now);
        if (before.isPresent() && staysSending(before.get(), entry)) {
            entry.idleSinceMillis = now.wallMillis();
        } else {
            sendOn(entry, now);
        }
        return entry;
    }

    /// Takes a session that the contact initiated before this device was put back: it may have been sealed in already,
    /// so it never is again.
    void addReadOnly(Session session, long sentMillis, Now now) {
        var entry = add(session, false, 0, now);
        entry.readOnly = true;
        entry.idleSinceMillis = now.wallMillis();
        entry.hear(sentMillis, now);
    }

    /// Sends in a session from now on that the contact began later than the one that sends, and that has newer words;
    /// returns the one that sent. What this device began is left too, if nobody answered it for a while.
    Optional<Entry> follow(Entry entry, Now now) {
        var old = sending()
                .filter(it -> it.heard || it.startedAtMillis + UNANSWERED.toMillis() < now.wallMillis())
                .filter(_ -> !entry.initiated && !entry.readOnly)
                .filter(it -> it.number < entry.number && it.newestSentMillis < entry.newestSentMillis);
        old.ifPresent(_ -> sendOn(entry, now));
        return old;
    }

    /// Nothing more is sealed in the session that sends; what is read in it stays readable for a while.
    void stopSending(Now now) {
        sending().ifPresent(old -> {
            old.idleSinceMillis = now.wallMillis();
            old.changed = true;
        });
        sending = 0;
    }

    private static boolean staysSending(Entry before, Entry accepted) {
        return (before.initiated && !before.heard)
                ? before.session.outranks(accepted.session)
                : accepted.newestSentMillis < before.newestSentMillis;
    }

    /// Drops what is older than its life or beyond the number kept; returns the numbers dropped.
    List<Integer> dropOld(Now now) {
        var old = entries.values().stream()
                .filter(entry -> entry.number != sending)
                .sorted(Comparator.comparingLong(entry -> entry.idleSinceMillis))
                .toList();
        var dropped = new ArrayList<Integer>();
        for (int i = 0; i < old.size(); i++) {
            var entry = old.get(i);
            boolean over = entry.idleSinceMillis + OLD_LIFE.toMillis() < now.wallMillis();
            if (over || old.size() - i > MAX_OLD) {
                drop(entry);
                dropped.add(entry.number);
            }
        }
        return dropped;
    }

    /// Destroys the keys of skipped messages that nobody will send any more.
    void dropOldSkippedKeys(Now now) {
        for (var entry : entries.values()) {
            entry.changed |= entry.session.dropSkippedOlderThan(now.wallMillis() - SKIPPED_KEY_LIFE.toMillis());
        }
    }

    /// The other end will not send the messages of this chain below a number.
    void forgetSkipped(long chainTag, long below) {
        for (var entry : entries.values()) {
            entry.session.forgetSkipped(chainTag, (int) Math.min(below, Session.CHAIN_LENGTH));
            entry.changed = true;
        }
    }

    /// Writes what changed since the last call.
    void save(Now now) {
        for (var entry : entries.values()) {
            if (entry.changed) {
                byte[] row = row(entry);
                store.put(Table.SESSION, rowKey(entry.number), contact.toBytes(), row);
                Arrays.fill(row, (byte) 0);
                saveSkippedKeys(entry, now);
                entry.changed = false;
            }
        }
    }

    /// Destroys every key of this contact, on disk too.
    void destroy() {
        List.copyOf(entries.values()).forEach(this::drop);
    }

    @Override
    public void close() {
        entries.values().forEach(entry -> entry.session.close());
    }

    private Entry add(Session session, boolean initiated, long prekeyId, Now now) {
        var entry = new Entry(nextNumber++, session, initiated, prekeyId, now.wallMillis());
        entries.put(entry.number, entry);
        return entry;
    }

    private void sendOn(Entry entry, Now now) {
        sending().filter(old -> old.number != entry.number).ifPresent(old -> {
            old.idleSinceMillis = now.wallMillis();
            old.changed = true;
        });
        entry.idleSinceMillis = 0;
        sending = entry.number;
    }

    private void drop(Entry entry) {
        entries.remove(entry.number);
        store.delete(Table.SESSION, rowKey(entry.number));
        var keys = new ArrayList<byte[]>();
        store.scan(Table.SKIPPED_KEY, rowKey(entry.number), (key, _) -> keys.add(key));
        keys.forEach(key -> store.delete(Table.SKIPPED_KEY, key));
        entry.session.close();
    }

    private byte[] row(Entry entry) {
        byte[] state = entry.session.encode();
        byte[] row = new Writer(64 + state.length)
                .u8(VERSION)
                .u32(entry.number)
                .u8(entry.number == sending ? SENDS : entry.readOnly ? IS_READ_ONLY : 0)
                .u8(entry.initiated ? 1 : 0)
                .u8(entry.heard ? 1 : 0)
                .u32(entry.prekeyId)
                .u64(entry.startedAtMillis)
                .u64(entry.idleSinceMillis)
                .u64(entry.newestSentMillis)
                .lp(state)
                .drain();
        Arrays.fill(state, (byte) 0);
        return row;
    }

    private Entry restore(byte[] row) throws PeerFault {
        var in = new Reader(row);
        if (in.u8() != VERSION) {
            throw new PeerFault(PeerFault.Kind.MALFORMED, "session row of another version");
        }
        int number = (int) in.u32();
        int use = in.u8();
        boolean initiated = in.u8() == 1;
        boolean heard = in.u8() == 1;
        long prekeyId = in.u32();
        long startedAt = in.u64();
        long idleSince = in.u64();
        long newestSent = in.u64();
        byte[] state = in.lp();
        in.end();
        var entry = new Entry(number, Session.decode(state), initiated, prekeyId, startedAt);
        Arrays.fill(row, (byte) 0);
        entry.heard = heard;
        entry.readOnly = use == IS_READ_ONLY;
        entry.idleSinceMillis = idleSince;
        entry.newestSentMillis = newestSent;
        entry.changed = false;
        entries.put(number, entry);
        nextNumber = Math.max(nextNumber, number + 1);
        sending = use == SENDS ? number : sending;
        return entry;
    }

    private void saveSkippedKeys(Entry entry, Now now) {
        for (var change : entry.session.takeSkippedChanges(now.wallMillis())) {
            byte[] key = new Writer(64)
                    .bytes(rowKey(entry.number))
                    .bytes(change.key())
                    .toBytes();
            if (change.value().isEmpty()) {
                store.delete(Table.SKIPPED_KEY, key);
            } else {
                store.put(
                        Table.SKIPPED_KEY,
                        key,
                        rowKey(entry.number),
                        change.value().get());
                Arrays.fill(change.value().get(), (byte) 0);
            }
        }
    }

    private void restoreSkippedKeys(Entry entry) {
        byte[] prefix = rowKey(entry.number);
        store.scan(Table.SKIPPED_KEY, prefix, (key, value) -> {
            entry.session.restoreSkipped(Arrays.copyOfRange(key, prefix.length, key.length), value);
            return true;
        });
    }

    /// contact[32]||u32 number.
    private byte[] rowKey(int number) {
        return new Writer(ContactId.BYTES + 4)
                .bytes(contact.toBytes())
                .u32(number)
                .toBytes();
    }
}
