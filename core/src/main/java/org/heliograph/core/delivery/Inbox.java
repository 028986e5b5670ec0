package org.heliograph.core.delivery;

import java.util.List;
import java.util.Optional;
import org.heliograph.core.MessageId;
import org.heliograph.core.MessageState;
import org.heliograph.core.Now;
import org.heliograph.core.PeerFault;
import org.heliograph.core.wire.Control;
import org.heliograph.core.wire.Data;
import org.heliograph.core.wire.Frame;
import org.heliograph.core.wire.Reader;

/// What becomes of the bodies that arrive: shown once, pieced together, handed up, or known already.
final class Inbox {
    private final History history;
    private final Reassembly reassembly;
    private final Expiring expiring;
    private final ReceiveLog log;

    /// The highest counter seen or used in the conversation.
    private long lamport;

    Inbox(History history, Reassembly reassembly, Expiring expiring, ReceiveLog log, long lamport) {
        this.history = history;
        this.reassembly = reassembly;
        this.expiring = expiring;
        this.log = log;
        this.lamport = lamport;
    }

    long lamport() {
        return lamport;
    }

    /// At its end it stands still: a contact can count that far in one step, and no reader takes a higher one.
    long nextLamport() {
        lamport = Math.min(lamport + 1, Data.MAX_LAMPORT);
        return lamport;
    }

    /// False if the body was refused: then its number must not be acknowledged.
    boolean accept(Frame frame, Via via, Now now, List<Happening> happenings) {
        try {
            refuseNameless(frame);
            if (frame.type() == Frame.FRAG) {
                return piece(frame, via, now, happenings);
            }
            whole(frame, via, now, happenings);
        } catch (PeerFault fault) {
            happenings.add(new Happening.Misbehaved(String.valueOf(fault.getMessage())));
        }
        return true;
    }

    /// No message is called [MessageId#NONE]: where history is read on, that is its beginning.
    private static void refuseNameless(Frame frame) throws PeerFault {
        if (frame.id().equals(MessageId.NONE)) {
            throw new PeerFault(PeerFault.Kind.MALFORMED, "a message without a name");
        }
    }

    private boolean piece(Frame frame, Via via, Now now, List<Happening> happenings) throws PeerFault {
        if (history.knows(frame.id())) {
            return true;
        }
        if (isOver(frame, now)) {
            giveUp(frame.id());
            return true;
        }
        return switch (reassembly.accept(frame)) {
            case Reassembly.Outcome.Kept _ -> true;
            case Reassembly.Outcome.Whole(var all) -> {
                reassembly.forget(all.id());
                whole(all, via, now, happenings);
                yield true;
            }
            case Reassembly.Outcome.Refused _ -> {
                happenings.add(new Happening.Misbehaved("too many unfinished messages"));
                yield false;
            }
        };
    }

    private void whole(Frame frame, Via via, Now now, List<Happening> happenings) throws PeerFault {
        switch (frame.type()) {
            case Frame.DATA -> message(frame, via, now, happenings);
            case Frame.CTRL -> control(frame, happenings);
            case Frame.SYNC -> sync(frame, happenings);
            default -> giveUp(frame.id()); // from a newer version: nothing to show, but not to be asked for again
        }
    }

    private void message(Frame frame, Via via, Now now, List<Happening> happenings) throws PeerFault {
        var data = Data.decode(frame.body());
        if (history.knows(frame.id())) {
            return;
        }
        if (data.content().length > Conversation.MAX_CONTENT_BYTES) {
            giveUp(frame.id());
            throw new PeerFault(PeerFault.Kind.OVER_LIMIT, "a message longer than messages may be");
        }
        lamport = Math.max(lamport, data.lamport());
        if (isOver(frame, now)) {
            giveUp(frame.id());
            return;
        }
        reassembly.forget(frame.id()); // pieces of it may have come in an earlier session
        var message = new Message(
                frame.id(),
                false,
                Optional.of(new Content(data.kind(), data.content())),
                frame.sentMillis(),
                frame.ttlSeconds(),
                now.wallMillis(),
                MessageState.DELIVERED,
                Optional.of(via),
                data.lamport());
        history.put(message);
        if (frame.ttlSeconds() > 0) {
            expiring.add(frame.id(), message.expiresAtMillis());
        }
        happenings.add(new Happening.Shown(message));
    }

    private void control(Frame frame, List<Happening> happenings) throws PeerFault {
        var control = Control.decode(frame.body());
        switch (control.op()) {
            case Control.SKIP -> {
                var skip = Control.Skip.decode(control.content());
                if (skip.below() > BoxRef.MAX_NUMBERS) {
                    throw new PeerFault(PeerFault.Kind.MALFORMED, "skips beyond the end of a chain");
                }
                log.skip(skip.chainTag(), (int) skip.below());
                happenings.add(new Happening.ControlArrived(control));
            }
            case Reassembly.WITHDRAW -> {
                var in = new Reader(control.content());
                giveUp(MessageId.of(in.bytes(MessageId.BYTES)));
            }
            default -> {
                if (!history.knows(frame.id())) {
                    giveUp(frame.id()); // its pieces, that is: some may have come in an earlier session
                    happenings.add(new Happening.ControlArrived(control));
                }
            }
        }
    }

    private void sync(Frame frame, List<Happening> happenings) {
        if (!history.knows(frame.id())) {
            giveUp(frame.id());
            happenings.add(new Happening.SyncArrived(frame.body()));
        }
    }

    /// Keeps a message that the other end returned; false if its id is known, or it is none that this end would keep.
    boolean take(Message returned) {
        int length = returned.content().orElseThrow().bytes().length;
        if (history.knows(returned.id())
                || returned.id().equals(MessageId.NONE)
                || length > Conversation.MAX_CONTENT_BYTES) {
            return false;
        }
        lamport = Math.max(lamport, returned.lamport());
        reassembly.forget(returned.id());
        history.put(returned);
        if (returned.ttlSeconds() > 0) {
            expiring.add(returned.id(), returned.expiresAtMillis());
        }
        return true;
    }

    /// Forgets the pieces of a message that will never be whole, and ignores those that still come.
    private void giveUp(MessageId id) {
        reassembly.forget(id);
        if (!history.knows(id)) {
            history.putProof(id);
        }
    }

    /// Removes what expired before it was whole.
    void expire(Now now) {
        reassembly.over(now).forEach(this::giveUp);
    }

    private static boolean isOver(Frame frame, Now now) {
        return Expiring.isOver(Expiring.at(frame.sentMillis(), frame.ttlSeconds()), now);
    }
}
