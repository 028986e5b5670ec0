package org.heliograph.core.delivery;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.heliograph.core.MessageId;
import org.heliograph.core.MessageState;
import org.heliograph.core.Now;
import org.heliograph.core.wire.Control;
import org.heliograph.core.wire.Data;
import org.heliograph.core.wire.Frame;

/// How letters begin, and how they end other than by arriving: their time is over, or someone thought better of
/// it.
final class Letters {
    /// So many at once that a group of inputs stays short; the next group goes on.
    private static final int EXPIRIES_AT_A_TIME = 1_024;

    private final History history;
    private final Outbox outbox;
    private final Outgoing outgoing;
    private final Expiring expiring;
    private final Supplier<MessageId> freshId;

    Letters(History history, Outbox outbox, Outgoing outgoing, Expiring expiring, Supplier<MessageId> freshId) {
        this.history = history;
        this.outbox = outbox;
        this.outgoing = outgoing;
        this.expiring = expiring;
        this.freshId = freshId;
    }

    MessageId message(Content content, long lamport, long ttlSeconds, Now now) {
        var id = freshId.get();
        long sentMillis = now.wallMillis();
        history.put(new Message(
                id,
                true,
                Optional.of(content),
                sentMillis,
                ttlSeconds,
                0,
                MessageState.QUEUED,
                Optional.empty(),
                lamport));
        if (ttlSeconds > 0) {
            expiring.add(id, Expiring.at(sentMillis, ttlSeconds));
        }
        var body = new Data(content.kind(), lamport, content.bytes()).encode();
        outbox.submit(
                new Letter.Head(outbox.takeOrder(), id, Frame.DATA, sentMillis, ttlSeconds, body.length, 0), body);
        return id;
    }

    /// `withdraws` is the length of the body that the control withdraws, if it is such a one.
    void control(Control control, int withdraws, Now now) {
        var body = control.encode();
        outbox.submit(
                new Letter.Head(
                        outbox.takeOrder(), freshId.get(), Frame.CTRL, now.wallMillis(), 0, body.length, withdraws),
                body);
    }

    /// What the programs at both ends say to each other about their histories. It ends like a message when the first
    /// message in it does.
    void sync(byte[] body, long endsAtMillis, Now now) {
        var id = freshId.get();
        long sentMillis = now.wallMillis();
        long ttlSeconds = endsAtMillis == Expiring.NEVER ? 0 : secondsUntil(endsAtMillis, now);
        if (ttlSeconds > 0) {
            expiring.add(id, Expiring.at(sentMillis, ttlSeconds));
        }
        outbox.submit(
                new Letter.Head(outbox.takeOrder(), id, Frame.SYNC, sentMillis, ttlSeconds, body.length, 0), body);
    }

    /// At least one, since none means for ever.
    private static long secondsUntil(long atMillis, Now now) {
        return Math.max(1, (atMillis - now.wallMillis()) / 1_000);
    }

    List<Happening> cancel(MessageId id, Now now) {
        var happenings = new ArrayList<Happening>();
        outbox.letter(id)
                .filter(letter -> letter.head.type() == Frame.DATA && !letter.startsSession())
                .ifPresent(letter -> giveUp(letter, now, happenings));
        return happenings;
    }

    List<Happening> expire(Now now) {
        var happenings = new ArrayList<Happening>();
        for (int left = EXPIRIES_AT_A_TIME; left > 0; left--) {
            var over = expiring.takeOver(now.wallMillis());
            if (over.isEmpty()) {
                break;
            }
            var letter = outbox.letter(over.get());
            if (letter.isPresent()) {
                giveUp(letter.get(), now, happenings);
            } else {
                history.message(over.get()).ifPresent(message -> expire(message, happenings));
            }
        }
        return happenings;
    }

    private void expire(Message message, List<Happening> happenings) {
        if (message.outgoing()) {
            history.put(message.withoutContent());
        } else {
            history.putProof(message.id());
        }
        happenings.add(new Happening.Vanished(message.id(), message.lamport()));
    }

    private void giveUp(Letter letter, Now now, List<Happening> happenings) {
        var id = letter.head.id();
        if (outgoing.abandon(letter, happenings)) {
            control(new Control(Reassembly.WITHDRAW, id.toBytes()), letter.head.bodyBytes(), now);
        }
        history.message(id).ifPresent(message -> {
            history.put(message.withoutContent());
            history.put(id, new History.Fate(MessageState.EXPIRED, Optional.empty(), 0));
            happenings.add(new Happening.Changed(id, MessageState.EXPIRED, Optional.empty()));
        });
    }
}
