package org.heliograph.app.terminal;

import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/// What the two outputs are connected to.
///
/// @param colors standard output is a terminal that shows colours
/// @param live standard error is a terminal on which a line can be drawn again
public record Terminal(boolean colors, boolean live) {
    /// Files and pipes: plain text.
    public static final Terminal NONE = new Terminal(false, false);

    /// Looks at this process. `NO_COLOR` and a dumb terminal are respected.
    public static Terminal ofProcess(Map<String, String> environment) {
        boolean dumb = "dumb".equals(environment.get("TERM"));
        boolean plain = !environment.getOrDefault("NO_COLOR", "").isEmpty();
        return new Terminal(isTerminal(1) && !dumb && !plain, isTerminal(2) && !dumb);
    }

    /// Java knows a console only when input and output both are one, so ask Linux for the descriptor itself.
    private static boolean isTerminal(int descriptor) {
        var link = Path.of("/proc/self/fd/" + descriptor);
        try {
            if (Files.isSymbolicLink(link)) {
                var target = Files.readSymbolicLink(link).toString();
                return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
            }
        } catch (IOException notReadable) {
            return false;
        }
        return Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
    }
}
