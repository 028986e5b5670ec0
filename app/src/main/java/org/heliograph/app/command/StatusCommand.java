package org.heliograph.app.command;

import com.google.gson.JsonObject;
import java.io.IOException;
import org.heliograph.app.door.Ask;
import org.heliograph.app.door.Request;
import org.heliograph.app.terminal.Ink;
import org.heliograph.app.terminal.Plain;
import org.heliograph.app.terminal.Table;
import picocli.CommandLine.Command;

/// The node at a glance.
@Command(
        name = "status",
        description = "The node, its links and queues, the privacy it reaches, and what needs attention.",
        footer = {"", "Example:", "  helio status", "  helio status --json"})
final class StatusCommand extends HelioCommand {
    @Override
    void run() throws IOException, InterruptedException {
        ask(Request.of(Ask.STATUS), this::show);
    }

    private void show(JsonObject row) {
        boolean running = row.get("running").getAsBoolean();
        var table = new Table();
        table.row().cell("name").cell(text(row, "name").orElse(""), Ink.STRONG);
        table.row()
                .cell("state")
                .cell(
                        running ? "● running" : "○ not running (start it with `helio up`)",
                        running ? Ink.GOOD : Ink.WAITING);
        table.row().cell("fingerprint").cell(Shown.fingerprint(row));
        table.row().cell("node").cell(text(row, "node").orElse("none"));
        table.row().cell("links").cell(count(row, "links") + " of " + count(row, "peers") + " known peers");
        table.row()
                .cell("mesh")
                .cell(count(row, "reachable") + " nodes can be reached, " + count(row, "guardsLinked") + " of "
                        + count(row, "guards") + " guards are linked");
        table.row().cell("contacts").cell(count(row, "contacts") + requests(row));
        table.row().cell("messages").cell("live " + Shown.life(row) + ", as a rule");
        table.row().cell("queued").cell(count(row, "queued") + " of your messages are not yet delivered");
        table.row()
                .cell("held")
                .cell(count(row, "held") + " boxes, " + row.get("heldBytes").getAsLong() / 1024 + " KiB; "
                        + text(row, "custody").orElse("")
                        + " custody");
        table.row().cell("privacy").cell(text(row, "privacy").orElse(""));
        screen().table(table);
        for (var warning : row.getAsJsonArray("warnings")) {
            screen().line(screen().ink(Ink.WAITING, "! " + Plain.line(warning.getAsString())));
        }
    }

    private static String count(JsonObject row, String key) {
        return Long.toString(row.get(key).getAsLong());
    }

    private static String requests(JsonObject row) {
        int requests = row.get("requests").getAsInt();
        return requests == 0 ? "" : ", and " + requests + " would like to be: `helio contact list`";
    }
}
