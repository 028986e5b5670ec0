package org.heliograph.net;

import org.jspecify.annotations.Nullable;

/// The node does not run any more. The message says why, and what to do, to a person.
public final class NodeStopped extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NodeStopped(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
