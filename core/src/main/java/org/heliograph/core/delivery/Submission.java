package org.heliograph.core.delivery;

import org.heliograph.core.MessageId;

/// The answer to a message handed in for sending.
public sealed interface Submission {
    /// It is in the outbox, and durable with the next commit.
    record Accepted(MessageId id) implements Submission {}

    /// The outbox of this conversation is full: nothing was changed.
    record OutboxFull(long quotaBytes) implements Submission {}

    /// One message cannot be that long: nothing was changed.
    record TooLong(int maxBytes) implements Submission {}
}
