package org.heliograph.formal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/// A TLA+ module of this folder, the bounds to look at it within (`bounds` names their file), and the guard that is
/// taken out of it, if one is.
record Model(String module, String bounds, String bug) {
    private static final String NO_BUG = "none";
    private static final Pattern BUGS = Pattern.compile("(?s)\\nBugs == \\{(.*?)}");
    private static final Pattern NAME = Pattern.compile("\"(\\w+)\"");
    private static final Pattern PROPERTY = Pattern.compile("PROPERTY (\\w+)");

    static Model of(String module) {
        return new Model(module, module, NO_BUG);
    }

    /// The module within the bounds of `<module>-<name>.cfg`.
    Model within(String name) {
        return new Model(module, module + "-" + name, bug);
    }

    Model without(String guard) {
        return new Model(module, bounds, guard);
    }

    boolean hasBug() {
        return !bug.equals(NO_BUG);
    }

    /// The guards that can be taken out, in the order of the module.
    List<String> bugs() {
        var set = BUGS.matcher(text());
        if (!set.find()) {
            throw new IllegalStateException(module + ".tla names no bugs");
        }
        return NAME.matcher(set.group(1))
                .results()
                .map(name -> name.group(1))
                .filter(name -> !name.equals(NO_BUG))
                .toList();
    }

    String text() {
        return read(Path.of(module + ".tla"));
    }

    /// The bounds, as TLC reads them.
    String configuration() {
        var text = read(Path.of(bounds + ".cfg"));
        var bugless = "Bug = \"" + NO_BUG + "\"";
        if (!text.contains(bugless)) {
            throw new IllegalStateException(bounds + ".cfg must say " + bugless);
        }
        return text.replace(bugless, "Bug = \"" + bug + "\"");
    }

    /// The temporal property of the bounds: TLC says that one is violated, not which.
    String temporalProperty() {
        var property = PROPERTY.matcher(configuration());
        return property.find() ? property.group(1) : "";
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public String toString() {
        return bounds + (hasBug() ? " with " + bug : "");
    }
}
