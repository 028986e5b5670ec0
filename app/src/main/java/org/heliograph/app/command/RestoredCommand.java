package org.heliograph.app.command;

import java.io.IOException;
import org.heliograph.app.door.Ask;
import org.heliograph.app.door.Request;
import picocli.CommandLine.Command;

/// Says that this home was put back from an older copy.
@Command(
        name = "restored",
        description = {
            "Say that this home was put back from an older copy, before you start the node on it.",
            "Sessions begin anew, and your contacts return the messages that the copy lacks, yours too."
        },
        footer = {"", "Example:", "  helio restored"})
final class RestoredCommand extends HelioCommand {
    @Override
    void run() throws IOException, InterruptedException {
        ask(
                Request.of(Ask.RESTORED),
                _ -> screen().note("Sessions begin anew. What this copy lacks comes back from your contacts as they are"
                        + " heard of; what one returns is its word, and shown as returned."));
    }
}
