package org.heliograph.app.command;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.stream.Collectors;
import org.heliograph.app.door.Ask;
import org.heliograph.app.door.Request;
import org.heliograph.app.terminal.Ink;
import org.heliograph.app.terminal.Table;
import org.heliograph.app.terminal.Times;
import picocli.CommandLine.Command;

/// The nodes around mine.
@Command(
        name = "peers",
        description = "The nodes that yours has links with, and those it tries to reach.",
        footer = {"", "Example:", "  helio peers", "  helio peers --json"})
final class PeersCommand extends HelioCommand {
    private static final int SHOWN_DIGITS = 16;

    @Override
    void run() throws IOException, InterruptedException {
        ask(Request.of(Ask.PEERS), this::show);
    }

    private void show(JsonObject row) {
        var table = new Table("node", "link", "address", "contacts");
        for (var entry : row.getAsJsonArray("linked")) {
            linked(table, entry.getAsJsonObject());
        }
        for (var entry : row.getAsJsonArray("dialling")) {
            dialling(table, entry.getAsJsonObject());
        }
        if (table.isEmpty()) {
            screen().note(
                            row.get("running").getAsBoolean()
                                    ? "No peers yet. Tell the node of one: `helio up --join HOST:PORT`."
                                    : "No node is running, and it knows no peers. Start it with `helio up --join HOST:PORT`.");
        } else {
            screen().table(table);
        }
    }

    private static void linked(Table table, JsonObject link) {
        var node = text(link, "node").orElse("");
        table.row().cell(node.substring(0, Math.min(SHOWN_DIGITS, node.length())));
        table.cell(link.get("dialled").getAsBoolean() ? "● we dialled" : "● they dialled", Ink.GOOD);
        table.cell(text(link, "address").orElse("–"));
        table.cell(joined(link.getAsJsonArray("contacts")));
    }

    private static void dialling(Table table, JsonObject dial) {
        long wait = dial.get("nextTryInMillis").getAsLong();
        int failures = dial.get("failures").getAsInt();
        table.row().cell("–", Ink.FAINT);
        table.cell("○ tried " + failures + " times, next in " + Times.span(Duration.ofMillis(wait)), Ink.WAITING);
        table.cell(text(dial, "address").orElse("–")).cell("");
    }

    private static String joined(JsonArray names) {
        return names.asList().stream().map(JsonElement::getAsString).collect(Collectors.joining(", "));
    }
}
