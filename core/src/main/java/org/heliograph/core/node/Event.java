package org.heliograph.core.node;

import org.heliograph.core.MessageId;
import org.heliograph.core.MessageState;

/// What a person at this device may want to see as it happens.
public sealed interface Event {
    /// An outgoing message moved on; `path` is `direct`, `mailbox` or empty while unknown.
    record MessageChanged(MessageId id, MessageState state, String path) implements Event {}

    /// A message was shown for the first and only time.
    record MessageArrived(MessageView message) implements Event {}

    /// A stranger would like to be a contact.
    record RequestArrived(String fingerprint) implements Event {}

    /// Links came or went.
    record LinksChanged(int links) implements Event {}
}
