package org.heliograph.core;

/// How far an outgoing message has come. It ends in [#DELIVERED] or [#EXPIRED], never in silence.
public enum MessageState {
    /// Durable on this device.
    QUEUED,
    /// Held by at least one other node for the recipient.
    STORED,
    /// The recipient's device has stored it and said so, end to end.
    DELIVERED,
    /// Its lifetime passed, or the user cancelled it, before anyone confirmed it.
    EXPIRED
}
