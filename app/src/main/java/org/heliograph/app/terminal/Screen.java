package org.heliograph.app.terminal;

import com.google.gson.JsonObject;
import java.io.PrintWriter;
import java.time.Duration;

/// Where one run of a command writes: answers to standard output, everything else to standard error.
public final class Screen {
    private final PrintWriter out;
    private final PrintWriter err;
    private final boolean json;
    private final Terminal terminal;

    public Screen(PrintWriter out, PrintWriter err, boolean json, Terminal terminal) {
        this.out = out;
        this.err = err;
        this.json = json;
        this.terminal = terminal;
    }

    /// Whether the reader is a script.
    public boolean json() {
        return json;
    }

    /// Whether answers may carry colours.
    public boolean colors() {
        return terminal.colors();
    }

    /// One object for a script.
    public void object(JsonObject object) {
        print(object + "\n");
    }

    /// A line for a person. The caller has made safe what others wrote.
    public void line(String text) {
        print(text + "\n");
    }

    public void table(Table table) {
        print(table.render(terminal.colors()));
    }

    /// `text` in that style if the terminal shows it.
    public String ink(Ink ink, String text) {
        return terminal.colors() ? ink.paint(text) : text;
    }

    /// Something to know that is not the answer.
    public void note(String text) {
        err.println(text);
        err.flush();
    }

    /// A line that says how far a longer work is; only on a terminal, and never for a script.
    public Progress progress(String what) {
        return new Progress(err, what, terminal.live() && !json, Duration.ZERO);
    }

    /// As [#progress], once the work takes longer than a second.
    public Progress progressIfSlow(String what) {
        return new Progress(err, what, terminal.live() && !json, Duration.ofSeconds(1));
    }

    private void print(String text) {
        out.print(text);
        out.flush();
        if (out.checkError()) {
            throw new ClosedPipe();
        }
    }
}
