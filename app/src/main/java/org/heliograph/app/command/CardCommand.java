package org.heliograph.app.command;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.heliograph.app.door.Answers;
import org.heliograph.app.door.Ask;
import org.heliograph.app.door.Problem;
import org.heliograph.app.door.Request;
import org.heliograph.app.qr.QrCode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Shows my contact card.
@Command(
        name = "card",
        description = "My contact card: give it to people who shall be able to write to you.",
        footer = {
            "",
            "The card holds a secret that lets its reader write to you; give it by hand, not to the world."
                    + " For the world there is --public, and more unwanted requests.",
            "",
            "Example:",
            "  helio card --format qr",
            "  helio card --format png --out me.png"
        })
final class CardCommand extends HelioCommand {
    private static final int PIXELS_PER_MODULE = 8;

    enum Format {
        URI,
        QR,
        PNG,
        SVG
    }

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "uri",
            description = "uri (default), qr (in this terminal), png or svg.")
    private Format format = Format.URI;

    @Option(names = "--out", paramLabel = "FILE", description = "Write it to this file; needed for png.")
    private @Nullable Path out;

    @Option(names = "--public", description = "Leave the secret away, for a card that anyone may see.")
    private boolean isPublic;

    @Override
    void run() throws IOException, InterruptedException {
        var file = out;
        var screen = screen();
        if (file == null && format == Format.PNG && !screen.json()) {
            throw Problem.usage("A PNG is a file, not text. Nothing was written. Say where with --out me.png, or use"
                    + " --format qr to see it here.");
        }
        var request = Request.of(Ask.CARD).with("public", isPublic);
        try (var door = helio().door()) {
            door.serve(request, new Answers(() -> null, row -> {
                if (file != null) {
                    write(file, row);
                }
                if (screen.json()) {
                    screen.object(row);
                } else if (file != null) {
                    screen.note("Your card is in " + file + ". Fingerprint: " + Shown.fingerprint(row));
                } else {
                    screen.line(drawn(card(row), screen.colors()).stripTrailing());
                }
            }));
        }
    }

    private static String card(JsonObject row) {
        return row.get("card").getAsString();
    }

    private String drawn(String card, boolean colors) {
        return switch (format) {
            case URI, PNG -> card;
            case QR -> QrCode.ofUri(card).toTerminal(colors) + card;
            case SVG -> QrCode.ofUri(card).toSvg();
        };
    }

    private void write(Path file, JsonObject row) {
        var card = card(row);
        byte[] bytes = format == Format.PNG
                ? QrCode.ofUri(card).toPng(PIXELS_PER_MODULE)
                : (drawn(card, false).stripTrailing() + "\n").getBytes(StandardCharsets.UTF_8);
        try {
            Files.write(file, bytes);
        } catch (IOException refused) {
            throw Problem.failed("The card could not be written to " + file + ". Your identity is not touched."
                    + " Check that the folder exists and is yours to write in, or choose another with --out.");
        }
    }
}
