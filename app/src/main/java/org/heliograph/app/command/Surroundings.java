package org.heliograph.app.command;

import java.io.InputStream;
import java.io.PrintWriter;
import java.util.Map;
import org.heliograph.app.terminal.Terminal;

/// What a process is given when it starts.
public record Surroundings(
        InputStream in, PrintWriter out, PrintWriter err, Map<String, String> environment, Terminal terminal) {}
