package org.heliograph.app.command;

import java.io.IOException;
import org.heliograph.app.desk.Desk;
import org.heliograph.app.door.Ask;
import org.heliograph.app.door.Request;
import org.heliograph.app.terminal.Table;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// Says where a message is.
@Command(
        name = "where",
        description = "Where a message of yours is: its state, who holds it, when it is tried again, why it waits.",
        footer = {"", "Example:", "  helio where 5c1f0a7e9b2d4386a0f1c2d3e4b5a697"})
final class WhereCommand extends HelioCommand {
    @Parameters(paramLabel = "ID", description = "The message, as `helio send` and `helio messages` name it.")
    private String id = "";

    @Override
    void run() throws IOException, InterruptedException {
        ask(Request.of(Ask.WHERE).with("id", Desk.id(id).toHex()), row -> {
            var state = text(row, "state").orElse("");
            int copies = row.get("copies").getAsInt();
            var table = new Table();
            table.row().cell("to").cell(text(row, "to").orElse(""));
            table.row().cell("state").cell(Shown.state(state), Shown.ink(state));
            text(row, "path").ifPresent(path -> table.row().cell("went").cell(Shown.path(path)));
            table.row().cell("sent").cell(Shown.dateAndSpan(row, "sentAt", ""));
            table.row().cell("expires").cell(Shown.dateAndSpan(row, "expiresAt", "never"));
            table.row().cell("copies").cell(copies == 0 ? "none known but yours" : copies + " held by other nodes");
            table.row().cell("tries").cell(Integer.toString(row.get("attempts").getAsInt()));
            table.row().cell("last try").cell(Shown.dateAndSpan(row, "last", "none yet"));
            table.row().cell("next try").cell(Shown.dateAndSpan(row, "next", "none needed"));
            text(row, "reason").ifPresent(why -> table.row().cell("because").cell(why));
            screen().table(table);
        });
    }
}
