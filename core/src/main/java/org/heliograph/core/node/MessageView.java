package org.heliograph.core.node;

import org.heliograph.core.MessageId;
import org.heliograph.core.MessageState;

/// One message as a person sees it. `from` or `to` is [#ME]; times are unix milliseconds, 0 for "not yet" or "never".
public record MessageView(
        MessageId id,
        String from,
        String to,
        String text,
        long sentAtMillis,
        long receivedAtMillis,
        MessageState state,
        String path,
        long expiresAtMillis) {
    public static final String ME = "me";
}
