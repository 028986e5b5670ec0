package org.heliograph.sim.scenario;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.heliograph.core.node.Command;
import org.heliograph.core.node.Reply;
import org.heliograph.crypto.Sha256;
import org.heliograph.sim.Dice;
import org.heliograph.sim.scenario.Result.Bar;
import org.heliograph.sim.scenario.Result.End;
import org.heliograph.sim.scenario.Result.Figures;
import org.heliograph.sim.scenario.Result.Size;

/// Networks of growing size, each twice as large as the one before: what a node costs in an hour in which people write
/// one message each, and how long it takes until all know of one who comes.
///
/// Nodes are run for as long as this machine can; of larger networks only the gossip is, by [Rumours].
final class Scale {
    private static final int SMALLEST = 25;

    /// More nodes than this are not run: their views alone have a million entries.
    static final int MOST_REAL = 1_000;

    private static final Duration MEASURED = Duration.ofHours(1);
    private static final Duration LOOKED_EVERY = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofHours(2);

    /// A comparison with everybody's neighbours is due twice in it.
    private static final Duration QUICK = Duration.ofMinutes(20);

    private final Town town;

    private Scale(Town town) {
        this.town = town;
    }

    static Result run(Run run, Watcher watcher) {
        var sizes = new ArrayList<Size>();
        var results = new ArrayList<Result>();
        for (int nodes : steps(run.nodes())) {
            if (nodes <= MOST_REAL) {
                var smaller = new Run(run.scenario(), nodes, run.seed(), run.extent(), run.threads());
                try (var town = new Town(smaller, watcher)) {
                    sizes.add(new Scale(town).live());
                    results.add(town.result());
                }
            } else {
                watcher.see("the gossip of " + nodes + " nodes", 0);
                int links =
                        (int) Math.round(results.getLast().samples().getLast().links());
                sizes.add(new Rumours(nodes, links, Dice.seeded(run.seed())).spread());
            }
        }
        return sum(run, sizes, results);
    }

    private static List<Integer> steps(int most) {
        var steps = new ArrayList<Integer>();
        for (int nodes = SMALLEST; nodes < most; nodes *= 2) {
            steps.add(nodes);
        }
        steps.add(most);
        return steps;
    }

    /// What the largest of the networks that were run came to, with all sizes and one hash of all.
    private static Result sum(Run run, List<Size> sizes, List<Result> results) {
        var bars = new ArrayList<Bar>();
        var hashes = new StringBuilder();
        var took = Duration.ZERO;
        for (var result : results) {
            bars.addAll(result.bars());
            hashes.append(result.hash());
            took = took.plus(result.took());
        }
        for (var size : sizes) {
            bars.add(spreads(size));
            hashes.append(size.isReal() ? "" : size.toString());
        }
        var last = results.getLast();
        var hash = HexFormat.of().formatHex(Sha256.hash(hashes.toString().getBytes(StandardCharsets.US_ASCII)));
        var figures = new Figures(last.tally(), last.cost(), sizes);
        return new Result(run, figures, bars, last.samples(), new End(hash, took));
    }

    private static Bar spreads(Size size) {
        var what = "all " + size.nodes() + " nodes hear of a new one" + (size.isReal() ? "" : " (model)");
        return new Bar(
                what, "in " + size.spread().toSeconds() + " s", size.spread().compareTo(QUICK) <= 0);
    }

    private Size live() {
        town.found();
        town.live(Town.SETTLING);
        var started = town.world().uptime();
        long before = town.sentBytes();
        var measured = town.time(MEASURED);
        town.converse(town.messages(1), measured, Duration.ZERO);
        town.live(measured);
        long perHour = (town.sentBytes() - before)
                * MEASURED.toSeconds()
                / town.world().uptime().minus(started).toSeconds()
                / town.people().size();
        long held = Town.usedHeap() / town.people().size();
        boolean quiet = town.liveUntil(Town::isQuiet, PATIENCE);
        town.demand(
                "everything arrives among " + town.people().size(), town.tally().lost() + " lost", quiet);
        return new Size(town.people().size(), true, spread(), perHour, held);
    }

    /// How long it takes until everybody knows of one who arrives now.
    private Duration spread() {
        var start = town.world().uptime();
        town.arrive();
        int all = town.people().size();
        while (knowing(all) < all && town.world().uptime().minus(start).compareTo(PATIENCE) < 0) {
            town.world().runFor(LOOKED_EVERY);
        }
        return town.world().uptime().minus(start);
    }

    private long knowing(int nodes) {
        return town.people().stream()
                .filter(host -> {
                    var status = (Reply.StatusView) town.world().question(host, new Command.Status());
                    return status.mesh().known() >= nodes;
                })
                .count();
    }
}
