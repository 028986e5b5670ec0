package org.heliograph.app.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// One figure: lines and dots over two axes, drawn as SVG.
final class Plot {
    private static final int WIDTH = 560;
    private static final int HEIGHT = 250;
    private static final int LEFT = 62;
    private static final int RIGHT = 16;
    private static final int TOP = 14;
    private static final int BOTTOM = 30;

    /// How the points of a series are drawn.
    enum Style {
        LINE,
        AREA,
        DOTS,
        /// A line with a dot at each point, for few of them.
        MARKED
    }

    record Point(double x, double y) {}

    /// @param color the name of a colour of the page, from 1 to 4
    private record Series(String name, int color, Style style, List<Point> points) {}

    private final String title;
    private final String note;
    private final Axis across;
    private final Axis up;
    private final List<Series> series = new ArrayList<>();

    /// @param note what is to be seen, in a sentence
    Plot(String title, String note, Axis across, Axis up) {
        this.title = title;
        this.note = note;
        this.across = across;
        this.up = up;
    }

    Plot with(String name, Style style, List<Point> points) {
        series.add(new Series(name, series.size() + 1, style, List.copyOf(points)));
        return this;
    }

    String html() {
        var html = new StringBuilder("<figure><figcaption><h2>")
                .append(Page.escape(title))
                .append("</h2><p>")
                .append(Page.escape(note))
                .append("</p><ul class=legend>");
        for (var each : series.size() > 1 ? series : List.<Series>of()) {
            html.append("<li class=c")
                    .append(each.color)
                    .append("><i></i>")
                    .append(Page.escape(each.name))
                    .append("</li>");
        }
        html.append("</ul></figcaption>").append(svg()).append("</figure>\n");
        return html.toString();
    }

    private String svg() {
        var svg = new StringBuilder(String.format(
                Locale.ROOT, "<svg viewBox='0 0 %d %d' role=img aria-label='%s'>", WIDTH, HEIGHT, Page.escape(title)));
        for (double value : up.ticks()) {
            double y = y(value);
            svg.append(String.format(
                    Locale.ROOT, "<line class=grid x1=%d x2=%d y1=%.1f y2=%.1f />", LEFT, WIDTH - RIGHT, y, y));
            svg.append(String.format(
                    Locale.ROOT,
                    "<text class=y x=%d y=%.1f>%s</text>",
                    LEFT - 8,
                    y + 4,
                    up.label().apply(value)));
        }
        for (double value : across.ticks()) {
            double x = x(value);
            svg.append(String.format(
                    Locale.ROOT,
                    "<line class=tick x1=%.1f x2=%.1f y1=%d y2=%d />",
                    x,
                    x,
                    HEIGHT - BOTTOM,
                    HEIGHT - BOTTOM + 4));
            svg.append(String.format(
                    Locale.ROOT,
                    "<text class=x x=%.1f y=%d>%s</text>",
                    x,
                    HEIGHT - 9,
                    across.label().apply(value)));
        }
        series.forEach(each -> draw(each, svg));
        return svg.append("</svg>").toString();
    }

    private void draw(Series each, StringBuilder svg) {
        if (each.points.isEmpty()) {
            return;
        }
        var path = new StringBuilder();
        for (var point : each.points) {
            path.append(String.format(Locale.ROOT, "%s%.1f %.1f", path.isEmpty() ? "M" : "L", x(point.x), y(point.y)));
        }
        if (each.style == Style.AREA) {
            var first = each.points.getFirst();
            var last = each.points.getLast();
            int floor = HEIGHT - BOTTOM;
            svg.append(String.format(Locale.ROOT, "<path class='area c%d' d='%s", each.color, path));
            svg.append(String.format(Locale.ROOT, "L%.1f %dL%.1f %dZ'/>", x(last.x), floor, x(first.x), floor));
        }
        if (each.style != Style.DOTS) {
            svg.append(String.format(Locale.ROOT, "<path class='line c%d' d='%s'/>", each.color, path));
        }
        if (each.style == Style.DOTS || each.style == Style.MARKED) {
            double radius = each.style == Style.DOTS ? 1.6 : 4;
            for (var point : each.points) {
                svg.append(String.format(
                        Locale.ROOT,
                        "<circle class=c%d cx=%.1f cy=%.1f r=%.1f />",
                        each.color,
                        x(point.x),
                        y(point.y),
                        radius));
            }
        }
    }

    private double x(double value) {
        return LEFT + across.place(value) * (WIDTH - LEFT - RIGHT);
    }

    private double y(double value) {
        return HEIGHT - BOTTOM - up.place(value) * (HEIGHT - TOP - BOTTOM);
    }
}
