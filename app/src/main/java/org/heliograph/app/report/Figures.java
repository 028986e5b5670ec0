package org.heliograph.app.report;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.heliograph.app.report.Plot.Point;
import org.heliograph.app.report.Plot.Style;
import org.heliograph.sim.scenario.Result;
import org.heliograph.sim.scenario.Result.Arrival;
import org.heliograph.sim.scenario.Result.Sample;
import org.heliograph.sim.scenario.Result.Size;

/// The figures about one run.
final class Figures {
    /// More dots than this say no more.
    private static final int MOST_DOTS = 1_500;

    private static final int SPANS = 24;
    private static final double LEAST_DELAY = 0.01;

    private final Result result;
    private final double hours;

    private Figures(Result result) {
        this.result = result;
        this.hours = Math.max(0.1, hours(result.samples().getLast().at()));
    }

    static List<Plot> of(Result result) {
        var figures = new Figures(result);
        var plots = new ArrayList<Plot>();
        if (!result.figures().sizes().isEmpty()) {
            plots.add(figures.bySize(
                    "Cost of a node", "Bytes sent in an hour, by the size of the network.", "B", Size::sentPerHour));
            plots.add(figures.bySize(
                    "Memory of a node", "What it holds, by the size of the network.", "B", Size::heldBytes));
            plots.add(figures.bySize(
                    "Hearing of a new record",
                    "Seconds until the last node has it, by the size of the network.",
                    "s",
                    size -> size.spread().toSeconds()));
        }
        plots.add(figures.delivery());
        if (result.tally().delivered() > 0) {
            plots.add(figures.delay());
            plots.add(figures.share());
        }
        plots.add(figures.overTime("Nodes that are up", "Of " + result.run().nodes() + ".", "nodes", Sample::up));
        plots.add(figures.overTime("Links", "That a node which is up has on average.", "links", Sample::links));
        plots.add(figures.traffic());
        return plots;
    }

    private Plot delivery() {
        double most = result.tally().accepted();
        return new Plot("Delivery", "Messages, from the beginning on.", Axis.hours(hours), Axis.of(most, Axis::number))
                .with("shown to their readers", Style.AREA, points(Sample::delivered))
                .with("written", Style.LINE, points(Sample::accepted));
    }

    private Plot delay() {
        var arrivals = result.tally().arrivals().stream()
                .sorted(Comparator.comparing(Arrival::acceptedAt))
                .toList();
        int every = 1 + arrivals.size() / MOST_DOTS;
        var dots = new ArrayList<Point>();
        for (int i = 0; i < arrivals.size(); i += every) {
            dots.add(new Point(hours(arrivals.get(i).acceptedAt()), seconds(arrivals.get(i))));
        }
        return new Plot("Delay", "By the time at which a message was written.", Axis.hours(hours), delays())
                .with("one message", Style.DOTS, dots)
                .with("median", Style.LINE, part(arrivals, 0.5))
                .with("95 %", Style.LINE, part(arrivals, 0.95));
    }

    /// The delay that `part` of the messages of each span of time did not exceed.
    private List<Point> part(List<Arrival> arrivals, double part) {
        var points = new ArrayList<Point>();
        for (int span = 0; span < SPANS; span++) {
            double from = hours * span / SPANS;
            double to = hours * (span + 1) / SPANS;
            var delays = arrivals.stream()
                    .filter(each -> hours(each.acceptedAt()) >= from && hours(each.acceptedAt()) < to)
                    .map(Figures::seconds)
                    .sorted()
                    .toList();
            if (!delays.isEmpty()) {
                points.add(new Point((from + to) / 2, delays.get((int) (part * (delays.size() - 1)))));
            }
        }
        return points;
    }

    private Plot share() {
        var arrivals = result.tally().arrivals();
        var points = new ArrayList<Point>();
        for (int i = 0; i < arrivals.size(); i += 1 + arrivals.size() / MOST_DOTS) {
            points.add(new Point(
                    seconds(arrivals.get(i)), 100.0 * (i + 1) / result.tally().accepted()));
        }
        points.add(new Point(
                seconds(arrivals.getLast()),
                100.0 * arrivals.size() / result.tally().accepted()));
        return new Plot(
                        "Share delivered",
                        "Of all messages, within so long.",
                        delays(),
                        Axis.of(100, share -> Axis.number(share) + " %"))
                .with("delivered", Style.AREA, points);
    }

    private Axis delays() {
        var arrivals = result.tally().arrivals();
        return Axis.delays(seconds(arrivals.getFirst()), seconds(arrivals.getLast()));
    }

    private Plot overTime(String title, String note, String name, ToDoubleFunction<Sample> value) {
        double most = result.samples().stream().mapToDouble(value).max().orElse(1);
        return new Plot(title, note, Axis.hours(hours), Axis.of(most, Axis::number))
                .with(name, Style.AREA, points(value));
    }

    private Plot traffic() {
        var points = new ArrayList<Point>();
        var before = result.samples().getFirst();
        for (var sample : result.samples()) {
            double seconds = sample.at().minus(before.at()).toMillis() / 1_000.0;
            if (seconds >= 30) {
                double bytes = (sample.sentBytes() - before.sentBytes())
                        / seconds
                        / result.run().nodes();
                points.add(new Point(hours(sample.at()), bytes));
                before = sample;
            }
        }
        double most = points.stream().mapToDouble(Point::y).max().orElse(1);
        return new Plot(
                        "Traffic",
                        "Bytes that a node sends in a second, on average.",
                        Axis.hours(hours),
                        Axis.of(most, bytes -> Axis.amount(bytes, "B")))
                .with("sent", Style.AREA, points);
    }

    private Plot bySize(String title, String note, String unit, ToDoubleFunction<Size> value) {
        var sizes = result.figures().sizes();
        var across = Axis.doubling(sizes.getFirst().nodes(), sizes.getLast().nodes(), Axis::number);
        double most = sizes.stream().mapToDouble(value).max().orElse(1);
        var plot = new Plot(title, note, across, Axis.of(most, number -> Axis.amount(number, unit)))
                .with(
                        "nodes that were run",
                        Style.MARKED,
                        points(sizes.stream().filter(Size::isReal).toList(), value));
        var model = sizes.stream().filter(size -> !size.isReal()).toList();
        return model.isEmpty() ? plot : plot.with("a model of their gossip", Style.MARKED, points(model, value));
    }

    private static List<Point> points(List<Size> sizes, ToDoubleFunction<Size> value) {
        return sizes.stream()
                .map(size -> new Point(size.nodes(), value.applyAsDouble(size)))
                .toList();
    }

    private List<Point> points(ToDoubleFunction<Sample> value) {
        return result.samples().stream()
                .map(sample -> new Point(hours(sample.at()), value.applyAsDouble(sample)))
                .toList();
    }

    private static double seconds(Arrival arrival) {
        return Math.max(LEAST_DELAY, arrival.delay().toMillis() / 1_000.0);
    }

    private static double hours(Duration time) {
        return time.toMillis() / 3_600_000.0;
    }
}
