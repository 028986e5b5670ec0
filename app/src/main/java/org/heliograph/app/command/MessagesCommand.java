package org.heliograph.app.command;

import com.google.gson.JsonObject;
import java.io.IOException;
import org.heliograph.app.desk.Desk;
import org.heliograph.app.door.Ask;
import org.heliograph.app.door.Request;
import org.heliograph.app.terminal.Ink;
import org.heliograph.app.terminal.Plain;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Shows history.
@Command(
        name = "messages",
        description = "What was said, both ways, each message once, oldest first.",
        footer = {"", "Example:", "  helio messages --with bob", "  helio messages --follow --json"})
final class MessagesCommand extends HelioCommand {
    @Option(names = "--with", paramLabel = "ALIAS", description = "Only the conversation with this contact.")
    private @Nullable String with;

    @Option(names = "--since", paramLabel = "ID", description = "Only what came after this message.")
    private @Nullable String since;

    @Option(names = "--follow", description = "Then go on as messages come, until stopped. Needs a running node.")
    private boolean follow;

    @Override
    void run() throws IOException, InterruptedException {
        var request = Request.of(Ask.MESSAGES).with("follow", follow);
        if (with != null) {
            request.with("with", with);
        }
        if (since != null) {
            request.with("since", Desk.id(since).toHex());
        }
        ask(request, this::show);
    }

    private void show(JsonObject row) {
        var screen = screen();
        var from = text(row, "from").orElse("");
        boolean mine = from.equals("me");
        var other = Plain.line(mine ? text(row, "to").orElse("") : from);
        var when = Shown.date(row, mine ? "sentAt" : "receivedAt", "");
        var state = text(row, "state").orElse("");
        var mark = mine ? "  " + screen.ink(Shown.ink(state), Shown.state(state)) : "";
        screen.line(screen.ink(Ink.FAINT, when) + "  " + screen.ink(Ink.STRONG, (mine ? "→ " : "← ") + other) + "  "
                + Plain.block(text(row, "text").orElse(""), "    ") + mark);
    }
}
