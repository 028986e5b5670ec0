package org.heliograph.core.delivery;

import java.util.Comparator;
import java.util.Optional;
import org.heliograph.core.MessageId;
import org.heliograph.core.MessageState;

/// A message of the history. Its content is empty when its expiry has passed or it was cancelled.
///
/// `receivedAtMillis` is when it arrived here, or when word of its arrival did, 0 before. `via` is empty until it
/// arrived. `expiresAtMillis` is 0 for a message that does not expire.
public record Message(
        MessageId id,
        boolean outgoing,
        Optional<Content> content,
        long sentAtMillis,
        long ttlSeconds,
        long receivedAtMillis,
        MessageState state,
        Optional<Via> via,
        long lamport) {
    /// How messages are shown, the same at both ends.
    public static final Comparator<Message> ORDER =
            Comparator.comparingLong(Message::lamport).thenComparing(Message::id);

    public long expiresAtMillis() {
        return ttlSeconds == 0 ? 0 : Expiring.at(sentAtMillis, ttlSeconds);
    }

    Message with(History.Fate fate) {
        return new Message(
                id, outgoing, content, sentAtMillis, ttlSeconds, fate.atMillis(), fate.state(), fate.via(), lamport);
    }

    Message withoutContent() {
        return new Message(
                id, outgoing, Optional.empty(), sentAtMillis, ttlSeconds, receivedAtMillis, state, via, lamport);
    }
}
