package org.heliograph.core.node.recall;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.heliograph.core.ContactId;
import org.heliograph.core.MessageId;
import org.heliograph.core.MessageState;
import org.heliograph.core.Now;
import org.heliograph.core.PeerFault;
import org.heliograph.core.Store;
import org.heliograph.core.delivery.Content;
import org.heliograph.core.delivery.Conversation;
import org.heliograph.core.delivery.Happening;
import org.heliograph.core.delivery.Message;
import org.heliograph.core.delivery.Via;
import org.heliograph.core.history.Catchup;
import org.heliograph.core.history.Chronicle;
import org.heliograph.core.history.Entry;
import org.heliograph.core.history.Entry.Body;
import org.heliograph.crypto.Entropy;

/// Keeps the history of one conversation in step with the contact's.
///
/// It compares once a day while the contact is heard of, and at once when a session had to begin anew. What it says
/// goes the way of every message, through the outbox.
public final class Recall {
    /// The first comparison after a start: not with every short run of a node.
    static final Duration FIRST_AFTER = Duration.ofHours(1);

    static final Duration BETWEEN = Duration.ofDays(1);

    /// Bodies in the outbox at a time: pages enough to fill the way to the contact, and little that is stored twice.
    static final int MAX_UNDER_WAY = 4;

    /// Messages of which the contact says that their content is gone, and those of an earlier acquaintance: so many are
    /// counted, 3 MB in memory.
    static final int MAX_TRACES = 65_536;

    private final Store store;
    private final ContactId contact;
    private final Conversation conversation;
    private final Chronicle chronicle;
    private final Catchup catchup;
    private final long startedAtMillis;
    private Memory memory;
    private Duration dueAt;
    private boolean heard;
    private boolean urgent;
    private boolean lacksOwn;

    /// What the conversations of one device have in common. `self` is the identity that owns it.
    public record Ground(Store store, Entropy entropy, ContactId self) {}

    private Recall(Ground ground, ContactId contact, Conversation conversation, Now now) {
        this.store = ground.store;
        this.contact = contact;
        this.conversation = conversation;
        startedAtMillis = now.wallMillis();
        chronicle = Chronicle.load(store, ground.self, contact, ground.entropy);
        memory = Memory.load(store, contact).orElseGet(() -> firstMemory(now));
        catchup = new Catchup(chronicle, memory.lost());
        dueAt = now.uptime().plus(FIRST_AFTER);
        if (chronicle.isNew()) {
            takeUp(now);
        }
    }

    /// Takes up the history of the conversation; one that was never compared is read once.
    public static Recall load(Ground ground, ContactId contact, Conversation conversation, Now now) {
        return new Recall(ground, contact, conversation, now);
    }

    /// Deletes what is kept to compare. No recall of this contact may be in use.
    public static void erase(Store store, ContactId contact) {
        Chronicle.erase(store, contact);
        Memory.erase(store, contact);
    }

    /// A conversation with messages began before there was anything to remember.
    private Memory firstMemory(Now now) {
        boolean isFresh = conversation.messagesSince(MessageId.NONE, 1, now).isEmpty();
        var first = new Memory(isFresh ? now.wallMillis() : 0, 0, Optional.empty(), Optional.empty());
        first.save(store, contact);
        return first;
    }

    private void remember(Memory changed) {
        memory = changed;
        memory.save(store, contact);
    }

    private void takeUp(Now now) {
        for (var message : conversation.messagesSince(MessageId.NONE, Integer.MAX_VALUE, now)) {
            if (message.state() == MessageState.DELIVERED) {
                enter(message, message.receivedAtMillis());
            }
        }
    }

    /// Takes up what happened in the conversation; returns what more happened by that.
    public List<Happening> note(List<Happening> happened, Now now) {
        var more = new ArrayList<Happening>();
        for (var happening : happened) {
            switch (happening) {
                case Happening.Shown(var message) -> {
                    heard = true;
                    enter(message, now.wallMillis());
                }
                case Happening.Changed(var id, var state, var _) -> noteFate(id, state, now);
                case Happening.Vanished(var id, long lamport) -> chronicle.remove(id, lamport);
                case Happening.SyncArrived(var body) -> more.addAll(handle(body, now));
                case Happening.ControlArrived _,
                        Happening.Dropped _,
                        Happening.FellBehind _,
                        Happening.Misbehaved _ -> {} // nothing that a history tells
            }
        }
        return more;
    }

    private void noteFate(MessageId id, MessageState state, Now now) {
        switch (state) {
            case DELIVERED -> {
                heard = true;
                conversation.message(id).ifPresent(message -> enter(message, now.wallMillis()));
            }
            case EXPIRED -> chronicle.forget(id);
            case QUEUED, STORED -> {}
        }
    }

    private void enter(Message message, long sinceMillis) {
        entry(message).ifPresent(entry -> chronicle.add(entry, sinceMillis));
    }

    /// The session began anew: one of the two ends may have lost something.
    public void ask() {
        urgent = true;
    }

    /// When the newest words of this person here were sent, of those that were here when the node started; the epoch if
    /// there are none.
    public Instant newestOwn() {
        return Instant.ofEpochMilli(conversation.newestOwnMillis(startedAtMillis));
    }

    /// The owner says that this device was put back, to a copy with own words up to `newestOwn`: what it had lost comes
    /// back, its own words too.
    public void handleRestored(Instant newestOwn, Now now) {
        remember(memory.losing(newestOwn, now));
        catchup.lost(memory.lost());
        chronicle.forgiveAll();
        lacksOwn = false;
        ask();
    }

    /// Whether something was said before this device was put back, if it was. By the contact's clock.
    public boolean isOfBeforeLoss(long sentMillis) {
        return memory.lost()
                .filter(it -> sentMillis < it.until().toEpochMilli())
                .isPresent();
    }

    private void endLoss() {
        if (memory.lost().isPresent() || memory.kept().isPresent()) {
            remember(memory.losingNothing());
            catchup.lost(Optional.empty());
        }
    }

    /// Whether the contact returned what it calls words of this person, which this device lacks and did not take.
    public boolean lacksOwn() {
        return lacksOwn;
    }

    /// Asks if it is time to, says what there is to say as the outbox has room, and writes down what changed.
    public void settle(Now now) {
        if (urgent || (heard && dueAt.compareTo(now.uptime()) <= 0)) {
            start(now);
        }
        for (boolean goesOn = hasMore(); goesOn; goesOn = goesOn && hasMore()) {
            var saying = catchup.next(this::current, now);
            saying.ifPresent(it -> conversation.submitSync(it.body(), it.endsAtMillis(), now));
            goesOn = saying.isPresent(); // or many are gone: the next group of inputs looks further
        }
        chronicle.settle();
    }

    private boolean hasMore() {
        return catchup.hasMore() && conversation.syncsUnderWay() < MAX_UNDER_WAY;
    }

    private void start(Now now) {
        if (urgent) {
            catchup.startAfterLoss();
        } else {
            catchup.start();
        }
        urgent = false;
        heard = false;
        dueAt = now.uptime().plus(BETWEEN);
    }

    /// When [#settle] will have something to do.
    public Optional<Duration> nextWake(Now now) {
        if (hasMore()) {
            return Optional.of(now.uptime());
        }
        return heard ? Optional.of(dueAt) : Optional.empty();
    }

    private List<Happening> handle(byte[] body, Now now) {
        heard = true;
        dueAt = now.uptime().plus(BETWEEN); // one who asks is enough
        conversation.underWay(Chronicle.MAX_EXPECTED).forEach(this::expect);
        if (memory.isHealed(now)) {
            endLoss();
        }
        try {
            var outcome = catchup.handle(body, now);
            if (outcome.inStep()) {
                endLoss();
                lacksOwn = false;
            }
            var happenings = new ArrayList<Happening>();
            outcome.refused().forEach(entry -> refuse(entry, now));
            outcome.brought().forEach(entry -> take(entry, now).ifPresent(happenings::add));
            outcome.disputed().forEach(_ -> happenings.add(new Happening.Misbehaved("other words for a message")));
            return happenings;
        } catch (PeerFault fault) {
            return List.of(new Happening.Misbehaved(String.valueOf(fault.getMessage())));
        }
    }

    private void expect(MessageId id) {
        if (!chronicle.expects(id)) {
            conversation.message(id).flatMap(Recall::entry).ifPresent(chronicle::expect);
        }
    }

    private void refuse(Entry entry, Now now) {
        if (isOfBefore(entry)) {
            count(entry, now);
        } else {
            chronicle.refuse(entry);
            lacksOwn = true;
            if (memory.kept().isEmpty()) {
                remember(memory.lacking(newestOwn()));
            }
        }
    }

    /// Of a conversation that this person deleted: it does not come back with the contact.
    private boolean isOfBefore(Entry entry) {
        return entry.body() instanceof Body.Whole whole && whole.sentMillis() < memory.sinceMillis();
    }

    /// It is as if its content were gone here: not shown, and returned no more.
    private void count(Entry entry, Now now) {
        if (memory.traces() < MAX_TRACES) {
            chronicle.add(entry, now.wallMillis());
            remember(memory.withOneTraceMore());
        } else {
            chronicle.refuse(entry);
        }
    }

    private Optional<Happening> take(Entry entry, Now now) {
        if (entry.body() instanceof Body.Whole whole && !isOfBefore(entry)) {
            return take(entry, whole, now);
        }
        count(entry, now);
        return Optional.empty();
    }

    /// One that is known in this place was cancelled: it is not shown, but no more asked for.
    private Optional<Happening> take(Entry entry, Body.Whole whole, Now now) {
        var message = new Message(
                entry.id(),
                entry.outgoing(),
                Optional.of(new Content(whole.kind(), whole.content())),
                whole.sentMillis(),
                whole.ttlSeconds(),
                now.wallMillis(),
                MessageState.DELIVERED,
                Optional.of(Via.RETURNED),
                entry.lamport());
        boolean taken = conversation.take(message);
        if (taken || (isKnown(message) && whole.ttlSeconds() == 0)) {
            chronicle.add(entry, now.wallMillis());
        } else {
            chronicle.refuse(entry);
        }
        return taken ? Optional.of(told(message)) : Optional.empty();
    }

    private boolean isKnown(Message returned) {
        return conversation
                .message(returned.id())
                .filter(it -> it.lamport() == returned.lamport() && it.outgoing() == returned.outgoing())
                .isPresent();
    }

    private static Happening told(Message message) {
        return message.outgoing()
                ? new Happening.Changed(message.id(), message.state(), message.via())
                : new Happening.Shown(message);
    }

    private Optional<Entry> current(MessageId id) {
        return conversation.message(id).flatMap(Recall::entry);
    }

    private static Optional<Entry> entry(Message message) {
        return message.content()
                .map(content -> new Entry(
                        message.id(),
                        message.lamport(),
                        message.outgoing(),
                        new Body.Whole(message.sentAtMillis(), message.ttlSeconds(), content.kind(), content.bytes())));
    }
}
