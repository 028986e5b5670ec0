package org.heliograph.core.delivery;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.heliograph.core.ContactId;
import org.heliograph.core.MessageId;
import org.heliograph.core.Now;
import org.heliograph.core.PeerFault;
import org.heliograph.core.Store;
import org.heliograph.core.Store.Table;
import org.heliograph.core.delivery.Delivery.Input;
import org.heliograph.core.wire.Ack;
import org.heliograph.core.wire.Control;
import org.heliograph.core.wire.Data;
import org.heliograph.core.wire.Frame;
import org.heliograph.crypto.Entropy;

/// The messages to and from one contact: everything between "send this" and "the other end has it", and back.
///
/// The package text says in what order to call. What is returned may be acted on only after the next commit.
public final class Conversation {
    /// The longest content of a message, some way below what a row of the store takes ([Store#MAX_ROW_BYTES]).
    public static final int MAX_CONTENT_BYTES = 960 << 10;

    /// The longest body about histories: beside it a row has room for what a letter's row tells else.
    static final int MAX_SYNC_BYTES = Store.MAX_ROW_BYTES - 512;

    /// What the unacknowledged messages of one conversation may cost: [#outboxBytes].
    public static final long OUTBOX_QUOTA_BYTES = Outbox.QUOTA_BYTES;

    private final Store store;
    private final Keys keys;
    private final Entropy entropy;
    private final History history;
    private final Reassembly reassembly;
    private final Expiring expiring;
    private final InFlight inFlight = new InFlight();
    private final ReceiveLog log = new ReceiveLog();
    private final BoxRows rows;
    private final Outbox outbox;
    private final Sealing sealing;
    private final Outgoing outgoing;
    private final Letters letters;
    private final Inbox inbox;
    private AckSchedule acks = AckSchedule.IDLE;
    private boolean onLink;
    private byte[] writtenState;

    /// Something happened that [#settle] may have to write.
    private boolean touched;

    private Conversation(Store store, ContactId contact, Entropy entropy, Now now) {
        this.store = store;
        this.entropy = entropy;
        keys = new Keys(contact);
        writtenState = store.value(Table.OUTBOX, keys.conversation()).orElse(new byte[0]);
        var state = writtenState.length == 0 ? StateRow.NEW : StateRow.decode(writtenState);
        history = new History(store, keys);
        reassembly = new Reassembly(store, keys);
        expiring = new Expiring(store, keys);
        rows = new BoxRows(store, keys);
        outbox = new Outbox(store, keys, history, state.nextOrder());
        sealing = new Sealing(outbox, inFlight, rows, log);
        outgoing = new Outgoing(outbox, inFlight, rows, history, this::draw);
        letters = new Letters(history, outbox, outgoing, expiring, this::freshId);
        inbox = new Inbox(history, reassembly, expiring, log, state.lamport());
        inFlight.restore(state.sending(), state.nextOrdinal());
        state.receiving().forEach(log::restore);
        new Loading(store, keys, outbox, inFlight).run();
        if (log.anyWanted()) {
            acks = acks.wanted(onLink, now, this::draw);
        }
    }

    /// Reads what the store holds of the conversation; one never seen is empty.
    public static Conversation load(Store store, ContactId contact, Entropy entropy, Now now) {
        return new Conversation(store, contact, entropy, now);
    }

    /// Deletes every row of the conversation. No conversation of this contact may be in use.
    public static void erase(Store store, ContactId contact) {
        Loading.erase(store, new Keys(contact));
    }

    // ---- what goes out

    /// Puts a message into the outbox. `ttlSeconds` is 0 for a message that does not expire.
    public Submission submit(Content content, long ttlSeconds, Now now) {
        if (content.bytes().length > MAX_CONTENT_BYTES) {
            return new Submission.TooLong(MAX_CONTENT_BYTES);
        }
        if (!outbox.hasRoomFor(Data.HEADER_BYTES + content.bytes().length)) {
            return new Submission.OutboxFull(OUTBOX_QUOTA_BYTES);
        }
        touched = true;
        return new Submission.Accepted(letters.message(content, inbox.nextLamport(), ttlSeconds, now));
    }

    /// Puts a control into the outbox. It arrives like a message, and is in no history.
    public void submitControl(Control control, Now now) {
        touched = true;
        letters.control(control, 0, now);
    }

    /// Puts into the outbox what is said to compare histories, or to return what the other end lacks. It arrives like a
    /// message, and is in no history. At `endsAtMillis` ([Long#MAX_VALUE] for never) it is given up. What no row holds,
    /// or is over, is not taken: false.
    public boolean submitSync(byte[] body, long endsAtMillis, Now now) {
        if (body.length > MAX_SYNC_BYTES || endsAtMillis <= now.wallMillis()) {
            return false;
        }
        touched = true;
        letters.sync(body, endsAtMillis, now);
        return true;
    }

    /// Gives an outgoing message up, which may arrive all the same if it was sent. Nothing happens if it is
    /// acknowledged or if the session starts with it: what follows could not be read without.
    public List<Happening> cancel(MessageId id, Now now) {
        touched = true;
        return letters.cancel(id, now);
    }

    /// What to seal next, if anything. Ask again after each [#sealed], until there is nothing more.
    public Optional<Draft> nextDraft(Room room, Now now) {
        return sealing.next(room, acks.isDue(now), this::freshId, now);
    }

    /// The draft was sealed as this box. It is kept, to be sent by [#due], until it is acknowledged.
    public void sealed(Draft draft, BoxRef ref, SealedBox box) {
        touched = true;
        sealing.keep(draft, ref, box);
        if (!log.anyWanted()) {
            acks = acks.done();
        }
    }

    /// The boxes to send now, in order.
    public List<Transmission> due(Now now) {
        return outgoing.due(onLink, now);
    }

    /// A link turned out to end at the contact: everything unacknowledged goes over it.
    public void linkProven(Now now) {
        onLink = true;
        acks = acks.hurried(now);
        inFlight.stepAll(Input.LINK_PROVEN, now, this::draw);
    }

    /// No proven link is left.
    public void linkLost(Now now) {
        onLink = false;
        inFlight.stepAll(Input.LINK_LOST, now, this::draw);
    }

    /// Deposits may reach storers they did not reach before: everything that waits there is deposited again.
    public void pathsChanged(Now now) {
        inFlight.stepAll(Input.PATHS_CHANGED, now, this::draw);
    }

    /// Somebody is about to leave for the contact: what wants to be acknowledged is, in this group of inputs.
    public void acknowledgeNow(Now now) {
        acks = acks.hurried(now);
    }

    /// A deposit of the box left for the nodes that are to hold it.
    public void left(BoxRef box, Via via) {
        outgoing.left(box, via);
    }

    /// Another node holds the box for the contact.
    public List<Happening> stored(BoxRef box, Via via) {
        return outgoing.stored(box, via);
    }

    /// The session will seal no more: what it left unacknowledged goes out again in another, under the same ids.
    public void resealAll(long session) {
        touched = true;
        outgoing.unseal(session);
    }

    // ---- what comes in

    /// A frame of the contact was opened.
    public List<Happening> handle(Arrival arrival, Frame frame, Now now) {
        touched = true;
        var happenings = new ArrayList<Happening>();
        var head = frame.ack();
        cover(new Ack.Chain(head.chainTag(), head.next(), littleEndian(head.bitmap())), arrival.via(), now, happenings);
        boolean isAck = frame.type() == Frame.ACK;
        boolean kept = isAck
                ? coverAll(frame.body(), arrival.via(), now, happenings)
                : inbox.accept(frame, arrival.via(), now, happenings);
        if (!kept) {
            log.refuse(arrival.chainTag(), arrival.n());
            return happenings;
        }
        log.commit(arrival.chainTag(), arrival.n(), !isAck);
        if (!isAck) {
            acks = acks.wanted(onLink, now, this::draw);
        }
        return happenings;
    }

    /// Keeps a message that the other end returned, with its content. False if its id is known here.
    public boolean take(Message returned) {
        touched = true;
        return inbox.take(returned);
    }

    /// A box came again, byte for byte: its acknowledgement may have been lost.
    public void duplicate(Arrival arrival, Now now) {
        touched = true;
        log.repeated(arrival.chainTag(), arrival.n()).ifPresent(chain -> {
            inFlight.report(chain.namedBy)
                    .ifPresent(report ->
                            inFlight.step(report, onLink ? Input.REPEATED_ON_LINK : Input.REPEATED, now, this::draw));
            if (!inFlight.keepsReport(chain.namedBy)) {
                chain.wanted = true;
                acks = acks.wantedAgain(onLink, now, this::draw);
            }
        });
    }

    /// A box came whose key is gone, and perhaps it had come before. What is committed is acknowledged again. Of
    /// anything else the other end hears that it is missing, and seals it anew.
    public void unreadable(Arrival arrival, Now now) {
        if (log.has(arrival.chainTag(), arrival.n())) {
            duplicate(arrival, now);
            return;
        }
        touched = true;
        log.missing(arrival.chainTag());
        acks = acks.wantedAgain(onLink, now, this::draw);
    }

    private boolean coverAll(byte[] body, Via via, Now now, List<Happening> happenings) {
        try {
            for (var chain : Ack.Body.decode(body).chains()) {
                cover(chain, via, now, happenings);
            }
        } catch (PeerFault fault) {
            happenings.add(new Happening.Misbehaved(String.valueOf(fault.getMessage())));
        }
        return true;
    }

    private void cover(Ack.Chain chain, Via via, Now now, List<Happening> happenings) {
        var above = BitSet.valueOf(chain.bitmap());
        happenings.addAll(
                outgoing.cover(new Outgoing.Coverage(chain.chainTag(), chain.next(), above, via, onLink), now));
    }

    private static byte[] littleEndian(int bits) {
        return new byte[] {(byte) bits, (byte) (bits >>> 8), (byte) (bits >>> 16), (byte) (bits >>> 24)};
    }

    // ---- time

    /// Ends what has expired, and takes back what waits where nobody looks any more. Call it first in every
    /// group.
    public List<Happening> expire(Now now) {
        var happenings = new ArrayList<>(letters.expire(now));
        inbox.expire(now);
        happenings.addAll(outgoing.renew(now));
        touched |= !happenings.isEmpty();
        return happenings;
    }

    /// When [#expire], [#nextDraft] or [#due] will have something that they have not now.
    public Optional<Duration> nextWake(Now now) {
        var expiries = Stream.of(expiring.firstAtMillis(), reassembly.firstExpiryMillis())
                .flatMap(Optional::stream)
                .filter(at -> at != Expiring.NEVER)
                .map(at -> now.uptime().plusMillis(Math.max(1, at - now.wallMillis())));
        var ack = acks.isIdle() || acks.isDue(now) ? Stream.<Duration>empty() : Stream.of(acks.dueAt());
        var box = inFlight.nextDue(now).stream();
        return Stream.of(expiries, ack, box).flatMap(it -> it).min(Duration::compareTo);
    }

    /// Writes what the inputs since the last call changed and is not written yet.
    public void settle() {
        if (!touched) {
            return;
        }
        touched = false;
        outbox.endGroup();
        rows.endGroup();
        var state = new StateRow(
                        outbox.nextOrder(), inbox.lamport(), inFlight.nextOrdinal(), inFlight.chains(), log.chains())
                .encode();
        if (!Arrays.equals(state, writtenState)) {
            store.put(Table.OUTBOX, keys.conversation(), keys.conversation(), state);
            writtenState = state;
        }
    }

    // ---- questions

    /// Where an outgoing message is; empty if there is none of that id.
    public Optional<Whereabouts> where(MessageId id, Now now) {
        return history.message(id)
                .filter(Message::outgoing)
                .map(message -> outbox.letter(id)
                        .map(letter -> Whereabouts.underWay(message, letter.boxes(), now))
                        .orElse(Whereabouts.ended(message)));
    }

    /// One message of the history.
    public Optional<Message> message(MessageId id) {
        return history.message(id);
    }

    /// The `limit` messages that came last, in the order to show them.
    public List<Message> messages(int limit, Now now) {
        return history.newest(limit, now);
    }

    /// The first `limit` messages that came after the one named, in the order in which they came; none if it is
    /// unknown, the first of all after [MessageId#NONE].
    public List<Message> messagesSince(MessageId last, int limit, Now now) {
        return history.since(last, limit, now);
    }

    /// The boxes that are not acknowledged, the most urgent first: what starts a session, since nothing else opens
    /// without it; acknowledgements, newest first; whole messages before pieces of long ones, in each case what expires
    /// first, then the oldest.
    public List<BoxRef> unacknowledged(Now now) {
        return outgoing.unacknowledged(now);
    }

    /// A box that is not acknowledged, as for a deposit. When it is due itself does not change.
    public Optional<Transmission> copy(BoxRef ref) {
        return inFlight.box(ref).map(outgoing::copy);
    }

    /// What the unacknowledged letters cost.
    public long outboxBytes() {
        return outbox.cost();
    }

    /// How many unacknowledged letters are about histories.
    public int syncsUnderWay() {
        return outbox.syncs();
    }

    /// The ids of the first `limit` messages that are not acknowledged.
    public List<MessageId> underWay(int limit) {
        return outbox.messages(limit);
    }

    /// Whether the id is that of a message, or of one that must not be shown (again).
    public boolean knows(MessageId id) {
        return history.knows(id);
    }

    /// When the newest outgoing message of before that time was sent, those aside that the contact returned; 0 if
    /// there is none.
    public long newestOwnMillis(long beforeMillis) {
        return history.newestOwnMillis(beforeMillis);
    }

    /// When the oldest letter was sent that is sealed and not acknowledged; [Long#MAX_VALUE] if there is none.
    public long oldestSealedMillis() {
        return outbox.oldestSealedMillis();
    }

    /// How many letters are unacknowledged.
    public int queued() {
        return outbox.size();
    }

    /// How many of them have something that is not sealed yet.
    public int unsealed() {
        return outbox.unsealed();
    }

    private MessageId freshId() {
        return MessageId.of(entropy.bytes(MessageId.BYTES));
    }

    /// Evenly from 0 up to 1.
    private double draw() {
        long bits = 0;
        for (byte part : entropy.bytes(Long.BYTES)) {
            bits = bits << 8 | (part & 0xff);
        }
        return (bits >>> 11) * 0x1p-53;
    }
}
