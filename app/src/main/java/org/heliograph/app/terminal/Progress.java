package org.heliograph.app.terminal;

import java.io.PrintWriter;

/// One line on standard error that shows how far a longer work has come, and is gone when it is done.
public final class Progress implements AutoCloseable {
    private static final int BAR = 24;

    private final PrintWriter err;
    private final String what;
    private final boolean shown;

    Progress(PrintWriter err, String what, boolean shown) {
        this.err = err;
        this.what = what;
        this.shown = shown;
        step("", 0, 1);
    }

    /// `done` of `all` parts are through; `now` names the part that runs.
    public void step(String now, int done, int all) {
        if (!shown) {
            return;
        }
        int full = all == 0 ? 0 : (int) ((long) BAR * done / all);
        err.print("\r\u001b[2K" + what + " " + "█".repeat(full) + "░".repeat(BAR - full) + " " + Plain.line(now));
        err.flush();
    }

    @Override
    public void close() {
        if (shown) {
            err.print("\r\u001b[2K");
            err.flush();
        }
    }
}
