package org.heliograph.app.command;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.heliograph.app.door.Answers;
import org.heliograph.app.door.Ask;
import org.heliograph.app.door.Lines;
import org.heliograph.app.door.Problem;
import org.heliograph.app.door.Request;
import org.heliograph.app.terminal.Plain;
import org.heliograph.app.terminal.Times;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Sends messages.
@Command(
        name = "send",
        description =
                "Send a message; it is safe here when the command returns, and goes out as soon as there is a way.",
        footer = {
            "",
            "States: queued (safe here), stored (held by another node for the recipient), delivered (the recipient has it),"
                    + " expired.",
            "Exit code 3 means that a wait ran out. Nothing is lost then: the message stays queued.",
            "",
            "Example:",
            "  helio send bob 'See you at eight?' --wait delivered --timeout 30s",
            "  tail -f log | helio send ops --each-line -"
        })
final class SendCommand extends HelioCommand {
    enum Wait {
        QUEUED,
        STORED,
        DELIVERED
    }

    private static final String STANDARD_INPUT = "-";
    private static final String NO_TTL = "none";
    private static final Duration MAX_TTL = Duration.ofDays(3650);

    @Parameters(index = "0", paramLabel = "ALIAS", description = "To whom.")
    private String alias = "";

    @Parameters(
            index = "1",
            paramLabel = "TEXT",
            arity = "0..1",
            description = "What to say; `-` reads it from standard input, to its end.")
    private @Nullable String text;

    @Option(
            names = "--each-line",
            description = "Each line of standard input is a message of its own, sent as it comes.")
    private boolean eachLine;

    @Option(
            names = "--ttl",
            paramLabel = "SPAN",
            description =
                    "The message is worth nothing after this, as 90m, 2h or 7d: it is then deleted and never shown."
                            + " none: it lives for ever. Default: as `helio contact ttl` says.")
    private @Nullable String ttl;

    @Option(
            names = "--wait",
            paramLabel = "STATE",
            defaultValue = "queued",
            description = "Return when the message is queued (default), stored or delivered.")
    private Wait wait = Wait.QUEUED;

    @Option(names = "--timeout", paramLabel = "SPAN", description = "Wait no longer than this for a message, as 30s.")
    private @Nullable String timeout;

    @Override
    void run() throws IOException, InterruptedException {
        var request =
                Request.of(Ask.SEND).with("to", alias).with("wait", wait.name().toLowerCase(java.util.Locale.ROOT));
        if (NO_TTL.equals(ttl)) {
            request.with("ttlSeconds", 0);
        } else if (ttl != null) {
            var span = span("--ttl", ttl);
            if (span.toSeconds() < 1 || span.compareTo(MAX_TTL) > 0) {
                throw Problem.usage("--ttl has to lie between one second and ten years. Nothing was sent.");
            }
            request.with("ttlSeconds", span.toSeconds());
        }
        if (timeout != null) {
            request.with("timeoutMillis", Math.max(1, span("--timeout", timeout).toMillis()));
        }
        ask(request, texts(), this::show);
    }

    private static Duration span(String option, String words) {
        return Times.parse(words)
                .orElseThrow(() -> Problem.usage(option + " '" + words
                        + "' is not a span of time. Nothing was sent. Write it as" + " 30s, 90m, 2h or 7d."));
    }

    private Answers.Texts texts() throws IOException {
        var in = helio().surroundings().in();
        var given = text == null && eachLine ? STANDARD_INPUT : text;
        if (given == null || (eachLine && !given.equals(STANDARD_INPUT))) {
            throw Problem.usage(
                    "There is no text to send, or two ways to give it. Nothing was sent. Write the text after the"
                            + " alias, or `-` to read it from standard input, or `--each-line -` for one message per line.");
        }
        return eachLine ? new Lines(in)::next : once(given.equals(STANDARD_INPUT) ? all(in) : given);
    }

    private static Answers.Texts once(String text) {
        var texts = java.util.List.of(text).iterator();
        return () -> texts.hasNext() ? texts.next() : null;
    }

    private static String all(InputStream in) throws IOException {
        byte[] bytes = in.readNBytes(Lines.MAX_BYTES + 1);
        if (bytes.length > Lines.MAX_BYTES) {
            throw Problem.failed(
                    "The text on standard input is longer than a message can be. Nothing was sent. Send it in parts.");
        }
        try {
            var text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
        } catch (CharacterCodingException notText) {
            throw Problem.failed(
                    "Standard input is not UTF-8 text, and messages are. Nothing was sent. Convert it first.");
        }
    }

    private void show(JsonObject row) {
        var state = text(row, "state").orElse("");
        var path = text(row, "path").map(words -> " " + Shown.path(words)).orElse("");
        var screen = screen();
        screen.line(screen.ink(Shown.ink(state), Shown.state(state)) + " for " + Plain.line(alias) + path + "  "
                + text(row, "id").orElse(""));
    }
}
