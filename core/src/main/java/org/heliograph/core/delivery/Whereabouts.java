package org.heliograph.core.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.heliograph.core.MessageState;
import org.heliograph.core.Now;

/// Where an outgoing message is. Tries are counted since the node started; `next` is a plan, not a promise.
public record Whereabouts(
        MessageState state,
        Optional<Via> via,
        int tries,
        Optional<Instant> last,
        Optional<Instant> next,
        Reason reason) {
    /// Why it is not further.
    public enum Reason {
        /// No box was sealed for it yet: there is no session, or too much before it is unacknowledged.
        NOT_SEALED,
        /// Sealed, not yet sent by this run of the node.
        NOT_SENT,
        /// Sent; the other end has not said that it has it.
        NOT_ACKNOWLEDGED,
        /// It has arrived, or was given up.
        NOTHING_LEFT
    }

    static Whereabouts ended(Message message) {
        return new Whereabouts(
                message.state(), message.via(), 0, Optional.empty(), Optional.empty(), Reason.NOTHING_LEFT);
    }

    /// `boxes` are those of its letter that are not acknowledged.
    static Whereabouts underWay(Message message, List<Box> boxes, Now now) {
        int tries = boxes.stream().mapToInt(box -> box.delivery.tries()).max().orElse(0);
        var last =
                boxes.stream().flatMap(box -> box.delivery.lastSent().stream()).max(Duration::compareTo);
        var next = boxes.stream()
                .map(Box::dueAt)
                .min(Duration::compareTo)
                .map(at -> at.compareTo(now.uptime()) < 0 ? now.uptime() : at);
        var reason = boxes.isEmpty() ? Reason.NOT_SEALED : tries == 0 ? Reason.NOT_SENT : Reason.NOT_ACKNOWLEDGED;
        return new Whereabouts(
                message.state(),
                message.via(),
                tries,
                last.map(at -> wall(at, now)),
                next.map(at -> wall(at, now)),
                reason);
    }

    private static Instant wall(Duration uptime, Now now) {
        return now.wall().plus(uptime.minus(now.uptime()));
    }
}
