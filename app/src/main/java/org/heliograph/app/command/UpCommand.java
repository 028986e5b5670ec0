package org.heliograph.app.command;

import com.google.gson.JsonObject;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.heliograph.app.door.Problem;
import org.heliograph.app.host.RunningNode;
import org.heliograph.core.StoreFailure;
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
            "  helio --home /tmp/alice up --listen 127.0.0.1:7001 --json"
        })
final class UpCommand extends HelioCommand {
    @Option(
            names = "--listen",
            paramLabel = "HOST:PORT",
            description =
                    "Accept links here; may be repeated. Port 0 takes any free one, as happens without this option.")
    private List<String> listen = List.of("0.0.0.0:0");

    @Option(names = "--join", paramLabel = "HOST:PORT", description = "Keep a link to the node there; may be repeated.")
    private List<String> join = List.of();

    @Override
    void run() throws InterruptedException {
        var helio = helio();
        try (var node = RunningNode.start(helio.home(), helio.passphrase(), addresses(listen), addresses(join))) {
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

    private void tell(JsonObject ready) {
        var screen = screen();
        if (screen.json()) {
            screen.object(ready);
        } else {
            var where = ready.getAsJsonArray("listen").asList().stream()
                    .map(address -> address.getAsString())
                    .collect(Collectors.joining(", "));
            screen.line("ready: listening on " + where + ", node "
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
