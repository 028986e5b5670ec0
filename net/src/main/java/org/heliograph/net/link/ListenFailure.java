package org.heliograph.net.link;

/// This machine does not let the node listen where it was asked to. The message says what happened and what to do.
public final class ListenFailure extends Exception {
    private static final long serialVersionUID = 1L;

    ListenFailure(String message) {
        super(message);
    }
}
