package org.heliograph.app.report;

import org.heliograph.app.terminal.Times;
import org.heliograph.sim.scenario.Result;

/// The page about one run: what was demanded and seen, and how it came about over time.
public final class Page {
    private static final String STYLE = """
            :root { color-scheme: light dark; --bg: #f7f6f2; --card: #fff; --ink: #1d2430; --faint: #68717f; --line: #e4e2da;
              --c1: #c2410c; --c2: #0f766e; --c3: #4f46e5; --c4: #a16207; --good: #15803d; --bad: #b91c1c; }
            @media (prefers-color-scheme: dark) { :root { --bg: #12161d; --card: #1a2029; --ink: #e8eaee; --faint: #98a2b1;
              --line: #2c3440; --c1: #fb923c; --c2: #2dd4bf; --c3: #a5b4fc; --c4: #facc15; --good: #4ade80; --bad: #f87171; } }
            * { box-sizing: border-box; margin: 0; }
            body { background: var(--bg); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; padding: 40px 24px; }
            main { max-width: 1180px; margin: auto; }
            h1 { font-size: 30px; letter-spacing: -.02em; line-height: 1.2; }
            h1 small { color: var(--c1); font-size: 13px; letter-spacing: .12em; text-transform: uppercase; display: block; }
            header p { color: var(--faint); margin: 6px 0 26px; }
            dl { display: grid; grid-template-columns: repeat(4, 1fr); gap: 14px; margin-bottom: 14px; }
            dl div, .bars, figure { background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 16px 18px; }
            dt { color: var(--faint); font-size: 13px; }
            dd { font-size: 23px; font-weight: 600; letter-spacing: -.01em; font-variant-numeric: tabular-nums; }
            .bars { list-style: none; margin-bottom: 14px; }
            .bars li { padding: 3px 0 3px 28px; position: relative; }
            .bars b { position: absolute; left: 0; }
            .bars span { color: var(--faint); }
            .good b { color: var(--good); } .bad b { color: var(--bad); }
            .plots { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 480px), 1fr)); gap: 14px; }
            @media (max-width: 640px) { dl { grid-template-columns: 1fr 1fr; } }
            h2 { font-size: 16px; }
            figcaption p { color: var(--faint); font-size: 13px; }
            .legend { list-style: none; padding: 0; display: flex; gap: 18px; font-size: 13px; margin: 6px 0 8px; }
            .legend i { display: inline-block; width: 12px; height: 4px; border-radius: 2px; margin-right: 7px; vertical-align: 3px; }
            .c1 i { background: var(--c1); } .c2 i { background: var(--c2); } .c3 i { background: var(--c3); } .c4 i { background: var(--c4); }
            svg { width: 100%; height: auto; display: block; }
            svg text { fill: var(--faint); font-size: 11.5px; font-variant-numeric: tabular-nums; }
            .x { text-anchor: middle; } .y { text-anchor: end; }
            .grid { stroke: var(--line); } .tick { stroke: var(--faint); }
            .line { fill: none; stroke-width: 2; stroke-linejoin: round; stroke-linecap: round; }
            .line.c1 { stroke: var(--c1); } .line.c2 { stroke: var(--c2); } .line.c3 { stroke: var(--c3); } .line.c4 { stroke: var(--c4); }
            .area { opacity: .16; } .area.c1, circle.c1 { fill: var(--c1); } .area.c2, circle.c2 { fill: var(--c2); }
            circle.c3 { fill: var(--c3); } circle.c4 { fill: var(--c4); }
            footer { color: var(--faint); font-size: 13px; margin-top: 22px; overflow-wrap: anywhere; }
            code { font: 13px ui-monospace, monospace; }
            """;

    private Page() {}

    /// The whole page as HTML.
    public static String of(Result result) {
        var run = result.run();
        var html = new StringBuilder("<!doctype html>\n<html lang=en><meta charset=utf-8>");
        html.append("<meta name=viewport content='width=device-width'>");
        html.append("<title>")
                .append(escape(run.command()))
                .append("</title>\n<style>\n")
                .append(STYLE)
                .append("</style>\n");
        html.append("<main><header><h1><small>Heliograph simulator</small>")
                .append(escape(run.scenario().word()));
        html.append("</h1><p>").append(escape(capital(run.scenario().what()))).append(".</p></header>\n");
        tiles(result, html);
        bars(result, html);
        html.append("<div class=plots>\n");
        Figures.of(result).forEach(plot -> html.append(plot.html()));
        html.append("</div>\n<footer><p>To see this run again: <code>").append(escape(run.command()));
        html.append("</code></p><p>Trace hash: <code>")
                .append(result.hash())
                .append("</code></p></footer></main></html>\n");
        return html.toString();
    }

    private static void tiles(Result result, StringBuilder html) {
        var tally = result.tally();
        var cost = result.cost();
        html.append("<dl>");
        tile("Nodes", Integer.toString(result.run().nodes()), html);
        tile("Delivered", tally.delivered() + " of " + tally.accepted(), html);
        tile("Lost", Integer.toString(tally.lost()), html);
        tile("Shown twice", "0", html); // the first would have ended the run
        tile("Delay, median", Times.span(tally.delay(0.5)), html);
        tile("Delay, 95 %", Times.span(tally.delay(0.95)), html);
        tile("Sent by a node", Axis.amount((double) cost.sentBytes(), "B"), html);
        tile("Memory of a node", Axis.amount((double) cost.heapBytes(), "B"), html);
        html.append("</dl>\n");
    }

    private static void tile(String what, String value, StringBuilder html) {
        html.append("<div><dt>")
                .append(what)
                .append("</dt><dd>")
                .append(escape(value))
                .append("</dd></div>");
    }

    private static void bars(Result result, StringBuilder html) {
        html.append("<ul class=bars>");
        for (var bar : result.bars()) {
            html.append(bar.holds() ? "<li class=good><b>✓</b>" : "<li class=bad><b>✗</b>");
            html.append(escape(capital(bar.what())))
                    .append(" <span>")
                    .append(escape(bar.seen()))
                    .append("</span></li>");
        }
        html.append("</ul>\n");
    }

    private static String capital(String text) {
        return Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }

    static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace("'", "&#39;");
    }
}
