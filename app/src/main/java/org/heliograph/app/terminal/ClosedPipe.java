package org.heliograph.app.terminal;

/// Whoever read standard output has gone: nothing more is to be said, and nobody is left to say it to.
public final class ClosedPipe extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ClosedPipe() {
        super("standard output was closed", null, false, false);
    }
}
