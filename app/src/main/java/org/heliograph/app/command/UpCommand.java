package org.heliograph.app.command;

import com.google.gson.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.heliograph.app.door.Problem;
import org.heliograph.app.host.RunningNode;
import org.heliograph.core.StoreFailure;
import org.heliograph.core.mesh.route.Cover.Traffic;
import org.heliograph.core.mesh.route.Placement.Mode;
import org.heliograph.core.node.Settings;
import org.heliograph.net.link.HostPort;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Runs the node.
@Command(
        name = "up",
        description =
                "Run the node in the foreground, until it is stopped (Ctrl-C). It prints one line when it is ready.",
        footer = {
            "",
            "Example:",
            "  helio up",
            "  helio up --listen 0.0.0.0:7001 --join friend.example:7001",
            "  helio up --no-listen --join friend.example:7001",
            "  helio up --lan",
            "  helio up --cover constant:500",
            "  helio up --custody closest",
            "  helio --home /tmp/alice up --listen 127.0.0.1:7001 --json"
        })
final class UpCommand extends HelioCommand {
    @Option(
            names = "--listen",
            paramLabel = "HOST:PORT",
            description =
                    "Accept links here; may be repeated. Port 0 takes any free one, as happens without this option.")
    private List<String> listen = List.of("0.0.0.0:0");

    @Option(
            names = "--no-listen",
            description = "Accept no links, as a node behind a firewall: the nodes it dials forward to it.")
    private boolean noListen;

    @Option(
            names = "--cover",
            paramLabel = "HOW",
            description = "Packets to nobody, so that nobody sees when you send: off; trickle, a packet every 10 s and"
                    + " 40 MiB a day at most (the default); trickle:MIB, so many MiB a day; constant:MS, one packet"
                    + " every so many ms, and yours only in their turn.")
    private String cover = "trickle";

    @Option(
            names = "--custody",
            paramLabel = "WHICH",
            description = "Which boxes to hold for others: epidemic, all there are, so that each arrives at the first"
                    + " chance; closest, those that are this node's to hold by its place in a large network; auto"
                    + " (the default), all up to 256 nodes, while the store has room.")
    private String custody = "auto";

    @Option(names = "--join", paramLabel = "HOST:PORT", description = "Keep a link to the node there; may be repeated.")
    private List<String> join = List.of();

    @Option(
            names = "--lan",
            description = "Find nodes on the local network, and be found by them. It tells everybody there that a node"
                    + " runs at this address, but not whose it is.")
    private boolean lan;

    @Override
    void run() throws InterruptedException {
        var helio = helio();
        var settings = Settings.defaults().with(traffic(cover)).with(mode(custody));
        var ways = new RunningNode.Ways(noListen ? List.of() : addresses(listen), addresses(join), lan, settings);
        try (var node = RunningNode.start(helio.home(), helio.passphrase(), ways)) {
            var stop = new Stop(node);
            tell(node.ready());
            stop.await();
        }
    }

    private static List<HostPort> addresses(List<String> words) {
        try {
            return words.stream().map(HostPort::parse).toList();
        } catch (IllegalArgumentException notAnAddress) {
            throw Problem.usage(notAnAddress.getMessage() + ". The node was not started.");
        }
    }

    private static Traffic traffic(String word) {
        var parts = word.split(":", 2);
        try {
            return switch (parts[0]) {
                case "off" -> new Traffic.Off();
                case "trickle" ->
                    new Traffic.Trickle(parts.length == 1 ? Traffic.Trickle.DEFAULT : Long.parseLong(parts[1]) << 20);
                case "constant" ->
                    new Traffic.Constant(Duration.ofMillis(parts.length == 1 ? 1_000 : Long.parseLong(parts[1])));
                default -> throw new IllegalArgumentException("no such word");
            };
        } catch (IllegalArgumentException unknown) {
            throw Problem.usage("'" + word + "' is no way to cover traffic: write off, trickle, trickle:MIB or"
                    + " constant:MS with 100 ms or more. The node was not started.");
        }
    }

    private static Optional<Mode> mode(String word) {
        return switch (word) {
            case "auto" -> Optional.empty();
            case "closest" -> Optional.of(Mode.CLOSEST);
            case "epidemic" -> Optional.of(Mode.EPIDEMIC);
            default ->
                throw Problem.usage("'" + word + "' says not which boxes to hold: write auto, closest or epidemic."
                        + " The node was not started.");
        };
    }

    private void tell(JsonObject ready) {
        var screen = screen();
        if (screen.json()) {
            screen.object(ready);
        } else {
            var where = ready.getAsJsonArray("listen").asList().stream()
                    .map(address -> address.getAsString())
                    .collect(Collectors.joining(", "));
            screen.line("ready: " + (where.isEmpty() ? "not listening" : "listening on " + where) + ", node "
                    + ready.get("node").getAsString());
        }
    }

    /// Waits for the end, whoever brings it: a signal, or the node itself.
    private record Stop(RunningNode node) {
        Stop {
            // A signal ends the process with its own code; whoever asked a node to stop and saw it stop should see
            // success.
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                int code = 1;
                try {
                    node.close();
                    code = 0;
                } finally {
                    Runtime.getRuntime().halt(code);
                }
            }));
        }

        void await() throws InterruptedException {
            try {
                node.stopped().get();
            } catch (ExecutionException failed) {
                var why = failed.getCause();
                if (why != null && why.getCause() instanceof StoreFailure failure) {
                    throw failure;
                }
                throw Problem.failed(why == null ? "The node has stopped." : String.valueOf(why.getMessage()));
            }
        }
    }
}
