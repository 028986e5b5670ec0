package org.heliograph.app.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;

/// One side of a plot: which values it spans, how they lie on it, and what is written at its lines.
///
/// @param ticks the values at which there is a line, in order; the first is where it begins
/// @param high where it ends
/// @param isLog whether equal factors are equally long; then it begins above zero
record Axis(List<Double> ticks, double high, boolean isLog, DoubleFunction<String> label) {
    private static final int TICKS = 5;
    private static final double[] STEPS = {1, 2, 5, 10};

    /// The spans of time that people think in, in seconds.
    private static final double[] SPANS = {0.01, 0.1, 1, 10, 60, 600, 3_600, 36_000, 360_000, 3_600_000};

    /// From zero to at least `high`.
    static Axis of(double high, DoubleFunction<String> label) {
        double step = step(high);
        double end = Math.max(step, Math.ceil(high / step) * step);
        return new Axis(upTo(end, step), end, false, label);
    }

    /// Hours from the beginning on, up to exactly `hours`.
    static Axis hours(double hours) {
        return new Axis(
                upTo(hours, hours > 12 && hours <= 26 ? 4 : step(hours)), hours, false, hour -> number(hour) + " h");
    }

    /// Doublings around both.
    static Axis doubling(double low, double high, DoubleFunction<String> label) {
        var ticks = new ArrayList<Double>();
        for (double value = low; value < 2 * high; value *= 2) {
            ticks.add(value);
        }
        return new Axis(List.copyOf(ticks), ticks.getLast(), true, label);
    }

    /// Delays in seconds, around both.
    static Axis delays(double low, double high) {
        var ticks = Arrays.stream(SPANS)
                .filter(span -> span * 10 > low && span < high * 10)
                .boxed()
                .toList();
        return new Axis(ticks, ticks.getLast(), true, Axis::seconds);
    }

    /// Where a value lies, from 0 to 1.
    double place(double value) {
        double low = ticks.getFirst();
        double part = isLog ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
        return Math.clamp(part, 0, 1);
    }

    private static List<Double> upTo(double high, double step) {
        var ticks = new ArrayList<Double>();
        for (int i = 0; i * step <= high * 1.001; i++) {
            ticks.add(i * step);
        }
        return List.copyOf(ticks);
    }

    private static double step(double high) {
        double rough = Math.max(high, 1e-9) / TICKS;
        double power = Math.pow(10, Math.floor(Math.log10(rough)));
        for (double step : STEPS) {
            if (step * power >= rough) {
                return step * power;
            }
        }
        return 10 * power;
    }

    /// As short as it can be without losing what matters.
    static String number(double value) {
        if (value == 0) {
            return "0";
        }
        if (value >= 1e9) {
            return number(value / 1e9) + "G";
        }
        if (value >= 1e6) {
            return number(value / 1e6) + "M";
        }
        if (value >= 1e4) {
            return number(value / 1e3) + "k";
        }
        var text = String.format(Locale.ROOT, value >= 10 ? "%.0f" : "%.2f", value);
        return text.contains(".") ? text.replaceAll("0+$", "").replaceAll("\\.$", "") : text;
    }

    /// An amount of something with a unit.
    static String amount(double value, String unit) {
        var text = number(value);
        boolean isPrefixed = Character.isLetter(text.charAt(text.length() - 1));
        return isPrefixed
                ? text.substring(0, text.length() - 1) + " " + text.charAt(text.length() - 1) + unit
                : text + " " + unit;
    }

    /// A time in seconds.
    static String seconds(double seconds) {
        if (seconds < 1) {
            return number(seconds * 1_000) + " ms";
        }
        if (seconds < 60) {
            return number(seconds) + " s";
        }
        return seconds < 3_600 ? number(seconds / 60) + " min" : number(seconds / 3_600) + " h";
    }
}
