package org.heliograph.app.terminal;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// Dates and spans of time in the words people use.
public final class Times {
    private static final Pattern SPAN = Pattern.compile("(\\d{1,9})(ms|s|m|h|d|w)");
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);

    private Times() {}

    /// Reads `90s`, `90m`, `2h`, `7d`, `2w`, or several in a row: `1h30m`.
    public static Optional<Duration> parse(String text) {
        var match = SPAN.matcher(text.strip().toLowerCase(Locale.ROOT));
        var sum = Duration.ZERO;
        int end = 0;
        while (match.find() && match.start() == end) {
            sum = sum.plus(unit(match.group(2)).multipliedBy(Long.parseLong(match.group(1))));
            end = match.end();
        }
        return end > 0 && end == text.strip().length() ? Optional.of(sum) : Optional.empty();
    }

    private static Duration unit(String name) {
        return switch (name) {
            case "ms" -> Duration.ofMillis(1);
            case "s" -> Duration.ofSeconds(1);
            case "m" -> Duration.ofMinutes(1);
            case "h" -> Duration.ofHours(1);
            case "d" -> Duration.ofDays(1);
            default -> Duration.ofDays(7);
        };
    }

    /// A date in this place's time, to the second.
    public static String date(long unixMillis) {
        return DATE.format(Instant.ofEpochMilli(unixMillis).atZone(ZoneId.systemDefault()));
    }

    /// A span as one or two units: `350 ms`, `12 s`, `3 min 20 s`, `2 h 5 min`, `4 d 3 h`.
    public static String span(Duration span) {
        if (span.isNegative()) {
            return span(span.negated());
        }
        if (span.toSeconds() < 1) {
            return span.toMillis() + " ms";
        }
        if (span.toMinutes() < 1) {
            return span.toSeconds() + " s";
        }
        if (span.toHours() < 1) {
            return two(span.toMinutes(), "min", span.toSecondsPart(), "s");
        }
        if (span.toDays() < 1) {
            return two(span.toHours(), "h", span.toMinutesPart(), "min");
        }
        return two(span.toDays(), "d", span.toHoursPart(), "h");
    }

    private static String two(long big, String bigUnit, int small, String smallUnit) {
        return small == 0 ? big + " " + bigUnit : big + " " + bigUnit + " " + small + " " + smallUnit;
    }
}
