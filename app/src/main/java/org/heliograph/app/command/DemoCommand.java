package org.heliograph.app.command;

import java.io.IOException;
import java.nio.file.Files;
import java.util.concurrent.ThreadLocalRandom;
import org.heliograph.app.demo.Demo;
import org.heliograph.app.demo.Step;
import org.heliograph.app.door.Problem;
import org.heliograph.app.terminal.Ink;
import org.heliograph.app.terminal.Table;
import org.heliograph.app.terminal.Times;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Shows what this program can do, on this machine, in a minute.
@Command(
        name = "demo",
        description =
                "Real nodes on this machine: two people talk, strangers carry what they cannot read, and nodes are killed.",
        footer = {
            "",
            "Exit code 0 only if all of it held.",
            "",
            "Example:",
            "  helio demo",
            "  helio demo --nodes 9 --json"
        })
final class DemoCommand extends HelioCommand {
    @Option(
            names = "--nodes",
            paramLabel = "N",
            defaultValue = "12",
            description = "How many people, 9 to 16 (default: 12): alice, bob, and strangers.")
    private int nodes;

    @Option(names = "--seed", paramLabel = "S", description = "Draws what is said and when nodes are killed.")
    private @Nullable Long seed;

    @Override
    void run() throws IOException {
        if (nodes < Demo.LEAST_NODES || nodes > Demo.MOST_NODES) {
            throw Problem.usage("--nodes has to lie between " + Demo.LEAST_NODES + " and " + Demo.MOST_NODES
                    + ". Nothing was started.");
        }
        long drawn = seed == null ? ThreadLocalRandom.current().nextLong(1_000_000) : seed;
        var screen = screen();
        var table = new Table("", "step", "outcome", "time");
        var folder = Files.createTempDirectory("helio-demo-");
        boolean held;
        try (var progress = screen.progress("demo");
                var demo = new Demo(folder, nodes, drawn, progress, step -> {
                    if (screen.json()) {
                        screen.object(step.toJson());
                    }
                    add(table, step);
                })) {
            held = demo.run();
        }
        if (!screen.json()) {
            screen.table(table);
        }
        if (held && !screen.json()) {
            screen.table(whoSaw());
        }
        if (!held) {
            throw Problem.failed("The demo failed at the step above; its homes are kept in " + folder
                    + ". Run it again with" + " --seed " + drawn + ", and please report it if it fails again.");
        }
    }

    /// What the nodes on the way of a message by onion could see; the whole of it is in `docs/threat-model.md`.
    private static Table whoSaw() {
        var table = new Table("on the way", "sees", "does not see");
        table.row()
                .cell("alice's guard")
                .cell("alice's node, packets of one size")
                .cell("what, for whom, or how far");
        table.row()
                .cell("the mix")
                .cell("two nodes, a packet that leaves later")
                .cell("either end");
        table.row()
                .cell("the exit")
                .cell("a sealed box and a number it is kept under")
                .cell("who sent it, who reads it");
        table.row().cell("all who hold it").cell("the same").cell("who sent it, who reads it");
        return table;
    }

    private static void add(Table table, Step step) {
        table.row().cell(step.held() ? "✓" : "✗", step.held() ? Ink.GOOD : Ink.BAD);
        table.cell(step.what(), Ink.STRONG).cell(step.outcome()).cell(Times.span(step.took()), Ink.FAINT);
    }
}
