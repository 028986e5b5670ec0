package org.heliograph.app.command;

import com.google.gson.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import org.heliograph.app.door.Problem;
import org.heliograph.app.host.NetworkFile;
import org.heliograph.app.terminal.Plain;
import org.heliograph.core.mesh.Network;
import org.heliograph.crypto.Entropy;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Networks of one's own.
@Command(
        name = "network",
        description = "Networks of your own: a file that lets its holders in, and keeps all others out.",
        subcommands = {NetworkCommand.Create.class, NetworkCommand.Show.class},
        footer = {
            "",
            "Example:",
            "  helio network create friends.network",
            "  helio init --name alice --network friends.network"
        })
final class NetworkCommand extends HelioCommand {
    @Override
    void run() {
        throw Problem.usage("Say `helio network create FILE` for a new network, or `helio network show FILE`.");
    }

    private static JsonObject row(Network network) {
        var row = new JsonObject();
        row.addProperty("admission", network.isClosed() ? "psk" : "open");
        row.addProperty("name", network.name());
        row.addProperty("network", HexFormat.of().formatHex(network.tag()));
        return row;
    }

    private static String described(Network network) {
        var tag = HexFormat.of().formatHex(network.tag());
        return network.isClosed()
                ? "A closed network, " + tag + ": only who has its file can join."
                : "The open network \"" + Plain.line(network.name()) + "\", " + tag + ": anyone can join, and nothing"
                        + " limits how many nodes one attacker brings.";
    }

    @Command(
            name = "create",
            description = "Make a network, and the file that lets others in.",
            footer = {
                "",
                "Hand the file only to members: who has it is one. It is not what keeps messages secret.",
                "",
                "Example:",
                "  helio network create friends.network",
                "  helio network create town.network --open springfield"
            })
    static final class Create extends HelioCommand {
        @Parameters(paramLabel = "FILE", description = "Where to write it; must not exist yet.")
        @SuppressWarnings("NullAway.Init")
        private Path file;

        @Option(
                names = "--open",
                paramLabel = "NAME",
                description = "An open network of this name, without a key: everyone who knows the name can join.")
        private @Nullable String openName;

        @Override
        void run() {
            try (var network = network()) {
                NetworkFile.write(network, file);
                if (screen().json()) {
                    screen().object(row(network));
                } else {
                    screen().line(described(network));
                    screen().note("Join it with `helio init --name NAME --network " + file + "`.");
                }
            }
        }

        private Network network() {
            if (openName == null) {
                return Network.closed(Entropy.system().bytes(Network.KEY_BYTES));
            }
            if (openName.isBlank() || openName.getBytes(StandardCharsets.UTF_8).length > Network.MAX_NAME_BYTES) {
                throw Problem.usage("A network's name has 1 to " + Network.MAX_NAME_BYTES
                        + " bytes. No network was made. Choose another name.");
            }
            return Network.open(openName);
        }
    }

    @Command(
            name = "show",
            description = "Which network a file is for; its key is not shown.",
            footer = {"", "Example:", "  helio network show friends.network"})
    static final class Show extends HelioCommand {
        @Parameters(paramLabel = "FILE", description = "A network file.")
        @SuppressWarnings("NullAway.Init")
        private Path file;

        @Override
        void run() {
            try (var network = NetworkFile.read(file)) {
                if (screen().json()) {
                    screen().object(row(network));
                } else {
                    screen().line(described(network));
                }
            }
        }
    }
}
