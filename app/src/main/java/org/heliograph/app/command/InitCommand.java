package org.heliograph.app.command;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.heliograph.app.door.Problem;
import org.heliograph.app.host.Homes;
import org.heliograph.app.host.NetworkFile;
import org.heliograph.app.terminal.Table;
import org.heliograph.crypto.Suite;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Makes a home: identity, device and store.
@Command(
        name = "init",
        description = "Make a new identity, with its keys and its store.",
        footer = {
            "",
            "Example:",
            "  helio init --name alice",
            "  helio --home /media/stick init --name work --suite x448",
            "  helio init --name alice --network friends.network"
        })
final class InitCommand extends HelioCommand {
    @Option(
            names = "--name",
            required = true,
            paramLabel = "NAME",
            description = "What you call yourself, on this device.")
    private String name = "";

    @Option(
            names = "--suite",
            paramLabel = "SUITE",
            defaultValue = "x25519",
            description =
                    "The algorithms: x25519 (default), p256 or x448, each joined with ML-KEM against quantum computers;"
                            + " with `-classic` appended, without.")
    private String suite = "";

    @Option(
            names = "--network",
            paramLabel = "FILE",
            description = "The network to belong to, from a file of `helio network create`"
                    + " (default: the open network of everyone).")
    private @Nullable Path network;

    @Override
    void run() throws InterruptedException {
        var chosen = suite(suite)
                .orElseThrow(() ->
                        Problem.usage("There is no suite '" + suite + "'. Nothing was made. Choose x25519, p256 or"
                                + " x448; `-classic` appended to one leaves ML-KEM away."));
        var helio = helio();
        var joined = network == null ? Homes.everyone() : NetworkFile.read(network);
        var row = Homes.create(helio.home(), helio.passphrase(), new Homes.Newcomer(name, chosen, joined));
        var screen = screen();
        if (screen.json()) {
            screen.object(row);
            return;
        }
        var table = new Table();
        table.row().cell("name").cell(name);
        table.row().cell("fingerprint").cell(Shown.fingerprint(row));
        table.row().cell("suite").cell(text(row, "suite").orElse(""));
        table.row().cell("home").cell(helio.home().toAbsolutePath().normalize().toString());
        screen.table(table);
        screen.line(
                "\nShow your card with `helio card --format qr`, learn a friend's with `helio contact add CARD --as NAME`.");
    }

    private static Optional<Suite> suite(String word) {
        return Optional.ofNullable(
                switch (word.toLowerCase(Locale.ROOT)) {
                    case "x25519" -> Suite.X25519_MLKEM768;
                    case "p256" -> Suite.P256_MLKEM768;
                    case "x448" -> Suite.X448_MLKEM1024;
                    case "x25519-classic" -> Suite.X25519;
                    case "p256-classic" -> Suite.P256;
                    case "x448-classic" -> Suite.X448;
                    default -> null;
                });
    }
}
