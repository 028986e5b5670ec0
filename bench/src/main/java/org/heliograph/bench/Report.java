package org.heliograph.bench;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/// Prints figures of one run next to each other.
final class Report {
    private final PrintStream out;

    Report(PrintStream out) {
        this.out = out;
    }

    void title(String text) {
        out.println();
        out.println(text);
    }

    /// Each figure, and how often it holds the first one: above 1 it is slower than that.
    void table(List<Rounds.Figure> figures) {
        double first = figures.getFirst().nanos();
        for (var figure : figures) {
            out.printf(
                    Locale.ROOT,
                    "  %-44s %10.2f us  %6.2fx%n",
                    figure.name(),
                    figure.nanos() / 1_000,
                    figure.nanos() / first);
        }
    }

    /// A bar that holds when `ratio` is at least `atLeast`.
    void atLeast(String what, double ratio, double atLeast) {
        verdict(what, ratio, ">=", atLeast, ratio >= atLeast);
    }

    void atMost(String what, double ratio, double atMost) {
        verdict(what, ratio, "<=", atMost, ratio <= atMost);
    }

    void line(String format, Object... values) {
        out.println("  " + String.format(Locale.ROOT, format, values));
    }

    private void verdict(String what, double ratio, String relation, double bar, boolean holds) {
        out.printf(Locale.ROOT, "  %-5s %-38s %8.2f %s %.2f%n", holds ? "OK" : "SHORT", what, ratio, relation, bar);
    }
}
