package org.heliograph.app.terminal;

import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/// Amounts of bytes in the words people use.
public final class Sizes {
    private static final Pattern SIZE = Pattern.compile("(\\d{1,12})\\s*([kmg]?)(i?)b?");

    private Sizes() {}

    /// Reads `4096`, `64k`, `500MB`, `2G` as media are sold, in thousands; `64Ki`, `2GiB` in powers of two. What is
    /// more
    /// than a number can hold is as much as one can.
    public static OptionalLong parse(String text) {
        var match = SIZE.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (!match.matches()) {
            return OptionalLong.empty();
        }
        long unit = match.group(3).isEmpty() ? 1_000 : 1_024;
        long bytes = Long.parseLong(match.group(1));
        for (int power = " kmg".indexOf(match.group(2).isEmpty() ? " " : match.group(2)); power > 0; power--) {
            bytes = bytes > Long.MAX_VALUE / unit ? Long.MAX_VALUE : bytes * unit;
        }
        return OptionalLong.of(bytes);
    }

    /// With three digits or less: `64 KiB`, `2 GiB`.
    public static String words(long bytes) {
        if (bytes < 1_024) {
            return bytes + " bytes";
        }
        if (bytes < 1_024 << 10) {
            return (bytes >> 10) + " KiB";
        }
        return bytes < 1L << 30 ? (bytes >> 20) + " MiB" : (bytes >> 30) + " GiB";
    }
}
