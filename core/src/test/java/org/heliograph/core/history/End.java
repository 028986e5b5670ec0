package org.heliograph.core.history;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.heliograph.core.ContactId;
import org.heliograph.core.MemoryStore;
import org.heliograph.core.MessageId;
import org.heliograph.core.Now;
import org.heliograph.core.PeerFault;
import org.heliograph.crypto.Entropy;
import org.heliograph.testkit.Case;

/// One end of a conversation, as `node` would drive it: the messages it has, and what compares them.
final class End {
    static final ContactId ALICE = new ContactId(1, 2, 3, 4);
    static final ContactId BOB = new ContactId(5, 6, 7, 8);

    /// Long ago.
    static final long LONG_AGO = 0;

    final Map<MessageId, Entry> messages = new HashMap<>();
    final Chronicle chronicle;
    Catchup catchup;
    int refused;
    int disputed;
    boolean inStep;

    private final boolean isAlice;

    End(boolean isAlice, Case random) {
        this.isAlice = isAlice;
        chronicle = Chronicle.load(new MemoryStore(), isAlice ? ALICE : BOB, isAlice ? BOB : ALICE, entropy(random));
        catchup = new Catchup(chronicle, Optional.empty());
    }

    static Entropy entropy(Case random) {
        return out -> {
            for (int i = 0; i < out.length; i++) {
                out[i] = (byte) random.nextInt();
            }
        };
    }

    /// To a copy without a word of its own person.
    void wasRestored(Instant at) {
        wasRestored(Instant.EPOCH, at);
    }

    void wasRestored(Instant newestOwn, Instant at) {
        catchup = new Catchup(chronicle, Optional.of(new Catchup.Lost(newestOwn, at)));
    }

    /// Has the message that is `asAlice` sees it.
    void has(Entry asAlice) {
        has(asAlice, LONG_AGO);
    }

    void has(Entry asAlice, long sinceMillis) {
        var entry = seen(asAlice);
        messages.put(entry.id(), entry);
        chronicle.add(entry, sinceMillis);
    }

    /// Has a trace, and keeps it nowhere but in the chronicle.
    void counts(Entry trace) {
        chronicle.add(trace, LONG_AGO);
    }

    void lacks(Entry entry) {
        messages.remove(entry.id());
        chronicle.remove(entry.id(), entry.lamport());
    }

    /// The message as this end sees it.
    Entry seen(Entry asAlice) {
        return isAlice ? asAlice : new Entry(asAlice.id(), asAlice.lamport(), !asAlice.outgoing(), asAlice.body());
    }

    Optional<byte[]> next(Now now) {
        return saying(now).map(Catchup.Saying::body);
    }

    Optional<Catchup.Saying> saying(Now now) {
        return catchup.next(this::message, now);
    }

    private Optional<Entry> message(MessageId id) {
        var trace = chronicle
                .tree()
                .leaf(Moment.of(id.low(), id))
                .map(leaf -> new Entry(id, id.low(), false, new Entry.Body.Trace(leaf)));
        return Optional.ofNullable(messages.get(id)).or(() -> trace);
    }

    Catchup.Outcome handle(byte[] body, Now now) throws PeerFault {
        var outcome = catchup.handle(body, now);
        inStep |= outcome.inStep();
        refused += outcome.refused().size();
        disputed += outcome.disputed().size();
        for (var entry : outcome.brought()) {
            if (messages.putIfAbsent(entry.id(), entry) == null) {
                chronicle.add(entry, now.wallMillis());
            }
        }
        return outcome;
    }

    Digest root() {
        return chronicle.tree().digest();
    }
}
