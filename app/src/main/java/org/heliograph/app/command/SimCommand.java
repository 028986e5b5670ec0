package org.heliograph.app.command;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;
import org.heliograph.app.door.Problem;
import org.heliograph.app.report.Page;
import org.heliograph.app.terminal.Ink;
import org.heliograph.app.terminal.Screen;
import org.heliograph.app.terminal.Table;
import org.heliograph.app.terminal.Times;
import org.heliograph.sim.Invariants;
import org.heliograph.sim.scenario.Result;
import org.heliograph.sim.scenario.Run;
import org.heliograph.sim.scenario.Run.Extent;
import org.heliograph.sim.scenario.Scenario;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Runs whole networks in virtual time.
@Command(
        name = "sim",
        description = "The same node code, many times over, in a made-up world of faults and virtual time.",
        footer = {
            "",
            "The same seed gives the same run, event for event, and the same hash.",
            "Exit code 0 only if nothing broke and every bar of the scenario held.",
            "",
            "Example:",
            "  helio sim churn --nodes 20 --seed 1",
            "  helio sim flood --nodes 8 --time 2m --report flood.html"
        })
final class SimCommand extends HelioCommand {
    private static final int LEAST_NODES = 2;
    private static final int MOST_NODES = 10_000;
    private static final int MOST_MESSAGES = 1_000_000;
    private static final int STEPS = 1_000;

    /// Of a node after a day: its rows, what it holds of the mesh, and garbage between two collections.
    private static final long BYTES_PER_NODE = 4L << 20;

    /// The words that name scenarios.
    static final class Scenarios extends ArrayList<String> {
        private static final long serialVersionUID = 1L;

        Scenarios() {
            Arrays.stream(Scenario.values()).map(Scenario::word).forEach(this::add);
        }
    }

    @Parameters(
            paramLabel = "SCENARIO",
            description = "${COMPLETION-CANDIDATES}",
            completionCandidates = Scenarios.class)
    @SuppressWarnings("NullAway.Init")
    private String scenario;

    @Option(names = "--nodes", paramLabel = "N", defaultValue = "20", description = "How many nodes (default: 20).")
    private int nodes;

    @Option(names = "--seed", paramLabel = "S", description = "What all chance is drawn from (default: drawn).")
    private @Nullable Long seed;

    @Option(
            names = "--messages",
            paramLabel = "M",
            defaultValue = "0",
            description = "How many messages are written (default: as the scenario has it).")
    private int messages;

    @Option(
            names = "--time",
            paramLabel = "TIME",
            description =
                    "How long the trouble lasts in virtual time, like 90m or 12h (default: as the scenario has it).")
    private @Nullable String time;

    @Option(names = "--report", paramLabel = "FILE", description = "Write a page with plots there, as HTML.")
    private @Nullable Path report;

    @Override
    void run() {
        var screen = screen();
        var run = wanted();
        if (report != null) {
            write("", report); // better now than when everything was run
        }
        var result = result(run, screen);
        show(result, screen);
        if (report != null) {
            write(Page.of(result), report);
            screen.note("The report is in " + report + ".");
        }
        if (!result.holds()) {
            throw Problem.failed("Not all of it held. To see it again: " + run.command());
        }
    }

    private static void write(String page, Path file) {
        try {
            Files.writeString(file, page);
        } catch (IOException refused) {
            throw Problem.failed("The report cannot be written to " + file + ". " + refused.getMessage());
        }
    }

    private Run wanted() {
        var kind = Scenario.named(scenario)
                .orElseThrow(() -> Problem.usage("There is no scenario " + scenario + ". There are: "
                        + String.join(", ", new Scenarios()) + ". Nothing was run."));
        if (nodes < LEAST_NODES || nodes > MOST_NODES) {
            throw Problem.usage(
                    "--nodes has to lie between " + LEAST_NODES + " and " + MOST_NODES + ". Nothing was run.");
        }
        if (messages < 0 || messages > MOST_MESSAGES) {
            throw Problem.usage("--messages has to lie between 0 and " + MOST_MESSAGES + ". Nothing was run.");
        }
        refuseWithoutMemory(kind);
        long drawn = seed == null ? ThreadLocalRandom.current().nextLong(1_000_000) : seed;
        var extent = new Extent(messages, trouble());
        return new Run(kind, nodes, drawn, extent, Runtime.getRuntime().availableProcessors());
    }

    /// It would end after hours, with nothing to show.
    private void refuseWithoutMemory(Scenario kind) {
        long wanted = Math.min(nodes, kind.mostReal()) * BYTES_PER_NODE;
        long there = Runtime.getRuntime().maxMemory();
        if (wanted > there) {
            throw Problem.failed("To run " + nodes + " nodes takes some " + (wanted >> 20)
                    + " MiB of memory; this program" + " may use " + (there >> 20)
                    + " MiB of this machine's. Nothing was run. Give fewer --nodes.");
        }
    }

    private Duration trouble() {
        return time == null
                ? Duration.ZERO
                : Times.parse(time)
                        .orElseThrow(() -> Problem.usage("--time '" + time
                                + "' is not a span of time. Nothing was run. Write it as 90m or 12h."));
    }

    private static Result result(Run run, Screen screen) {
        try (var progress = screen.progress("sim " + run.scenario().word())) {
            return Scenario.run(run, (now, done) -> progress.step(now, (int) (done * STEPS), STEPS));
        } catch (Invariants.Broken broken) {
            throw Problem.failed(broken.breach() + ". To see it again: " + run.command());
        }
    }

    private static void show(Result result, Screen screen) {
        if (screen.json()) {
            screen.object(json(result));
            return;
        }
        var tally = result.tally();
        var cost = result.cost();
        var table = new Table();
        row(
                table,
                "scenario",
                result.run().scenario().word() + ": " + result.run().scenario().what());
        row(table, "nodes, seed", result.run().nodes() + ", " + result.run().seed());
        row(table, "delivered", tally.delivered() + " of " + tally.accepted());
        row(table, "lost", String.valueOf(tally.lost()));
        row(table, "duplicates", "none: the first would have ended the run");
        row(table, "delay", "p50 " + Times.span(tally.delay(0.5)) + ", p95 " + Times.span(tally.delay(0.95)));
        row(table, "bytes per node", kilobytes(cost.sentBytes()) + " sent");
        row(table, "memory per node", kilobytes(cost.heapBytes()) + ", of it stored " + kilobytes(cost.storeBytes()));
        row(table, "took", Times.span(result.took()));
        row(table, "trace hash", result.hash());
        for (var bar : result.bars()) {
            table.row().cell(bar.holds() ? "✓" : "✗", bar.holds() ? Ink.GOOD : Ink.BAD);
            table.cell(bar.what() + ": " + bar.seen());
        }
        screen.table(table);
    }

    private static void row(Table table, String what, String value) {
        table.row().cell(what, Ink.FAINT).cell(value);
    }

    private static String kilobytes(long bytes) {
        return bytes / 1_000 + " kB";
    }

    private static JsonObject json(Result result) {
        var object = new JsonObject();
        var tally = result.tally();
        object.addProperty("scenario", result.run().scenario().word());
        object.addProperty("nodes", result.run().nodes());
        object.addProperty("seed", result.run().seed());
        object.addProperty("accepted", tally.accepted());
        object.addProperty("delivered", tally.delivered());
        object.addProperty("lost", tally.lost());
        object.addProperty("duplicates", 0); // the first would have ended the run
        object.addProperty("p50Millis", tally.delay(0.5).toMillis());
        object.addProperty("p95Millis", tally.delay(0.95).toMillis());
        object.addProperty("sentBytesPerNode", result.cost().sentBytes());
        object.addProperty("storeBytesPerNode", result.cost().storeBytes());
        object.addProperty("heapBytesPerNode", result.cost().heapBytes());
        object.addProperty("tookMillis", result.took().toMillis());
        object.addProperty("hash", result.hash());
        object.addProperty("held", result.holds());
        return object;
    }
}
