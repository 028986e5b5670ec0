package org.heliograph.app.command;

import com.google.gson.JsonObject;
import java.io.IOException;
import org.heliograph.app.door.Ask;
import org.heliograph.app.door.Problem;
import org.heliograph.app.door.Request;
import org.heliograph.app.terminal.Ink;
import org.heliograph.app.terminal.Plain;
import org.heliograph.app.terminal.Table;
import org.heliograph.app.terminal.Times;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// The people I know.
@Command(
        name = "contact",
        description = "The people you know, and strangers who would like to be known.",
        subcommands = {
            ContactCommand.Add.class,
            ContactCommand.ListAll.class,
            ContactCommand.Show.class,
            ContactCommand.Verify.class,
            ContactCommand.Ttl.class,
            ContactCommand.Remove.class
        },
        footer = {"", "Example:", "  helio contact add bob.png --as bob", "  helio contact list"})
final class ContactCommand extends HelioCommand {
    private static final int WORDS_PER_LINE = 6;

    /// `helio contact` alone lists.
    @Override
    void run() throws IOException, InterruptedException {
        list(this);
    }

    private static void list(HelioCommand command) throws IOException, InterruptedException {
        var table = new Table("alias", "verified", "session", "messages live", "fingerprint");
        command.ask(Request.of(Ask.CONTACTS), row -> listed(table, row));
        var screen = command.screen();
        if (!screen.json() && table.isEmpty()) {
            screen.note("No contacts yet. Learn a friend's card with `helio contact add CARD --as NAME`.");
        } else if (!screen.json()) {
            screen.table(table);
        }
    }

    private static void listed(Table table, JsonObject row) {
        var fingerprint = text(row, "fingerprint").orElse("");
        boolean verified = row.get("verified").getAsBoolean();
        boolean direct = row.has("direct") && row.get("direct").getAsBoolean();
        var alias = text(row, "alias");
        table.row().cell(alias.orElse("(a stranger)"), alias.isPresent() ? Ink.STRONG : Ink.WAITING);
        table.cell(verified ? "✓" : "–", verified ? Ink.GOOD : Ink.FAINT);
        table.cell(text(row, "session").orElse("") + (direct ? ", linked" : ""));
        table.cell(alias.isPresent() ? Shown.life(row) : "");
        table.cell(
                alias.isPresent()
                        ? fingerprint
                        : fingerprint + "  accept: helio contact add " + shortened(fingerprint));
    }

    private static String shortened(String fingerprint) {
        return fingerprint.substring(0, Math.min(16, fingerprint.length()));
    }

    @Command(
            name = "add",
            description = "Learn a contact from a card, or accept a stranger's request.",
            footer = {
                "",
                "Example:",
                "  helio contact add helio:AEBAGBAF… --as bob",
                "  helio contact add bob.png --as bob",
                "  helio contact add 3f2a91c07d66b1e4 --as carol    (a request shown by `contact list`)"
            })
    static final class Add extends HelioCommand {
        @Parameters(
                paramLabel = "CARD",
                description =
                        "A helio: URI, a file with one, a PNG of the QR code, `-` for standard input, or the beginning of a"
                                + " stranger's fingerprint.")
        private String card = "";

        @Option(
                names = "--as",
                paramLabel = "ALIAS",
                description = "What you call them (default: made from the fingerprint).")
        private @Nullable String alias;

        @Override
        void run() throws IOException, InterruptedException {
            var request = Request.of(Ask.ADD)
                    .with("card", CardSource.read(card, helio().surroundings().in()));
            if (alias != null) {
                request.with("alias", alias);
            }
            ask(request, row -> {
                var name = Plain.line(text(row, "alias").orElse(""));
                screen().line(name + " is a contact now. Fingerprint: " + Shown.fingerprint(row));
                screen().note("Compare safety words with `helio contact verify " + name + "` when you can.");
            });
        }
    }

    @Command(
            name = "list",
            description = "Everyone you know, and the requests of strangers.",
            footer = {"", "Example:", "  helio contact list", "  helio contact list --json"})
    static final class ListAll extends HelioCommand {
        @Override
        void run() throws IOException, InterruptedException {
            list(this);
        }
    }

    @Command(
            name = "show",
            description = "All about one contact.",
            footer = {"", "Example:", "  helio contact show bob"})
    static final class Show extends HelioCommand {
        @Parameters(paramLabel = "ALIAS", description = "Who.")
        private String alias = "";

        @Override
        void run() throws IOException, InterruptedException {
            ask(Request.of(Ask.CONTACT).with("alias", alias), row -> {
                boolean verified = row.get("verified").getAsBoolean();
                var table = new Table();
                table.row().cell("alias").cell(text(row, "alias").orElse(""), Ink.STRONG);
                table.row().cell("fingerprint").cell(Shown.fingerprint(row));
                table.row().cell("identity").cell(text(row, "identity").orElse(""));
                table.row().cell("suite").cell(text(row, "suite").orElse(""));
                table.row().cell("verified").cell(verified ? "✓ yes" : "no", verified ? Ink.GOOD : Ink.WAITING);
                table.row().cell("session").cell(text(row, "session").orElse(""));
                table.row().cell("messages").cell("live " + Shown.life(row) + ", as a rule");
                table.row().cell("linked").cell(row.get("direct").getAsBoolean() ? "✓ directly, now" : "not now");
                screen().table(table);
            });
        }
    }

    @Command(
            name = "verify",
            description = "The safety words that you and a contact compare.",
            footer = {"", "Example:", "  helio contact verify bob", "  helio contact verify bob --confirm"})
    static final class Verify extends HelioCommand {
        @Parameters(paramLabel = "ALIAS", description = "Who.")
        private String alias = "";

        @Option(names = "--confirm", description = "The words were the same: mark the contact verified.")
        private boolean confirm;

        @Override
        void run() throws IOException, InterruptedException {
            ask(Request.of(Ask.VERIFY).with("alias", alias).with("confirm", confirm), row -> {
                var name = Plain.line(text(row, "alias").orElse(""));
                var words = row.getAsJsonArray("words");
                var table = new Table();
                for (int i = 0; i < words.size(); i++) {
                    (i % WORDS_PER_LINE == 0 ? table.row() : table)
                            .cell(words.get(i).getAsString(), Ink.STRONG);
                }
                screen().table(table);
                screen().line(
                                confirm
                                        ? "\n" + name + " is verified."
                                        : "\nRead these words to " + name
                                                + ", by voice or face to face. If theirs are the same, nobody stands"
                                                + " between you;\nthen say `helio contact verify " + name
                                                + " --confirm`.");
            });
        }
    }

    @Command(
            name = "ttl",
            description = "How long messages live as a rule: to one contact, or to all that have no rule of their own.",
            footer = {
                "",
                "It holds for what you send from now on; `helio send --ttl` says otherwise for a single message. What has",
                "outlived its time is deleted at both ends, and never sent or shown any more.",
                "",
                "Example:",
                "  helio contact ttl 30d             all messages",
                "  helio contact ttl 1d bob          those to bob",
                "  helio contact ttl none bob        those to bob live for ever",
                "  helio contact ttl default bob     those to bob as those to all"
            })
    static final class Ttl extends HelioCommand {
        private static final String NONE = "none";
        private static final String DEFAULT = "default";

        @Parameters(index = "0", paramLabel = "SPAN", description = "As 90m, 2h or 30d; or none; or default.")
        private String span = "";

        @Parameters(index = "1", paramLabel = "ALIAS", arity = "0..1", description = "Whose; all, if left out.")
        private @Nullable String alias;

        @Override
        void run() throws IOException, InterruptedException {
            var request = Request.of(Ask.TTL);
            if (alias != null) {
                request.with("alias", alias);
            }
            if (!span.equals(DEFAULT)) {
                request.with("ttlSeconds", span.equals(NONE) ? 0 : seconds());
            }
            var table = new Table("alias", "messages live");
            ask(
                    request,
                    row -> table.row()
                            .cell(text(row, "alias").orElse(""), Ink.STRONG)
                            .cell(Shown.life(row)));
            if (!screen().json() && !table.isEmpty()) {
                screen().table(table);
            }
        }

        private long seconds() {
            return Times.parse(span)
                    .filter(life -> life.toSeconds() > 0)
                    .orElseThrow(() -> Problem.usage("'" + span + "' is not a span of time. Nothing was changed. Write"
                            + " it as 90m, 2h or 30d, or say none or default."))
                    .toSeconds();
        }
    }

    @Command(
            name = "remove",
            description = "Forget a contact and the conversation with them.",
            footer = {"", "Example:", "  helio contact remove bob"})
    static final class Remove extends HelioCommand {
        @Parameters(paramLabel = "ALIAS", description = "Who.")
        private String alias = "";

        @Override
        void run() throws IOException, InterruptedException {
            ask(
                    Request.of(Ask.REMOVE).with("alias", alias),
                    row -> screen().line(Plain.line(alias)
                            + " and the conversation with them are forgotten on this device."));
        }
    }
}
