package org.heliograph.app.command;

import static org.heliograph.app.command.HelioCommand.text;

import com.google.gson.JsonObject;
import java.time.Duration;
import java.time.Instant;
import org.heliograph.app.terminal.Ink;
import org.heliograph.app.terminal.Times;

/// The words and signs by which several commands show the same thing.
final class Shown {
    private Shown() {}

    /// In groups of four, to be read aloud.
    static String fingerprint(JsonObject row) {
        return text(row, "fingerprint").orElse("none").replaceAll("(.{4})(?!$)", "$1 ");
    }

    static String state(String state) {
        return switch (state) {
            case "queued" -> "○ queued";
            case "stored" -> "✓ stored";
            case "delivered" -> "✓✓ delivered";
            case "expired" -> "✗ expired";
            default -> state;
        };
    }

    static Ink ink(String state) {
        return switch (state) {
            case "delivered" -> Ink.GOOD;
            case "expired" -> Ink.BAD;
            default -> Ink.WAITING;
        };
    }

    static String path(String path) {
        return switch (path) {
            case "direct" -> "directly";
            case "mailbox" -> "through other nodes' mailboxes";
            case "relay" -> "through a relay";
            case "onion" -> "through the onion";
            case "bundle" -> "by bundle";
            case "returned" -> "returned by the contact, after it was lost here";
            default -> path;
        };
    }

    /// How long messages live as a rule.
    static String life(JsonObject row) {
        long seconds = row.get("ttlSeconds").getAsLong();
        return seconds == 0 ? "for ever" : Times.span(Duration.ofSeconds(seconds));
    }

    /// A date of a row in this place's time; `none` when there is no date.
    static String date(JsonObject row, String key, String none) {
        return text(row, key)
                .map(time -> Times.date(Instant.parse(time).toEpochMilli()))
                .orElse(none);
    }

    /// A date of a row, and how far away it is.
    static String dateAndSpan(JsonObject row, String key, String none) {
        return text(row, key)
                .map(Instant::parse)
                .map(time -> {
                    var span = Duration.between(Instant.now(), time);
                    var words = Times.span(span);
                    return Times.date(time.toEpochMilli())
                            + (span.isNegative() ? " (" + words + " ago)" : " (in " + words + ")");
                })
                .orElse(none);
    }
}
