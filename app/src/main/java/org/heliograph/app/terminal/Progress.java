package org.heliograph.app.terminal;

import java.io.PrintWriter;
import java.time.Duration;

/// One line on standard error that shows how far a longer work has come, and is gone when it is done.
public final class Progress implements AutoCloseable {
    private static final int BAR = 24;

    private final PrintWriter err;
    private final String what;
    private final boolean shown;
    private final long fromNanos;
    private boolean isDrawn;

    /// Shows nothing before so much time has passed: what is done sooner needs no line.
    Progress(PrintWriter err, String what, boolean shown, Duration after) {
        this.err = err;
        this.what = what;
        this.shown = shown;
        this.fromNanos = System.nanoTime() + after.toNanos();
        step("", 0, 1);
    }

    /// `done` of `all` parts are through; `now` names the part that runs.
    public void step(String now, int done, int all) {
        if (!shown || System.nanoTime() - fromNanos < 0) {
            return;
        }
        isDrawn = true;
        int full = all == 0 ? 0 : (int) ((long) BAR * done / all);
        err.print("\r\u001b[2K" + what + " " + "█".repeat(full) + "░".repeat(BAR - full) + " " + Plain.line(now));
        err.flush();
    }

    @Override
    public void close() {
        if (isDrawn) {
            err.print("\r\u001b[2K");
            err.flush();
        }
    }
}
