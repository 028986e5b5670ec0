package org.heliograph.core.history;

/// How to go on when a summary shows that two histories differ, and its sketch was too short to tell in what.
sealed interface Method {
    /// Lists my marks from there on; up to there both are alike.
    record ListFrom(Moment from) implements Method {}

    /// Answers with a summary of mine and so many symbols.
    record SketchOf(int symbols) implements Method {}

    /// Asks where: digests of parts of what lies from there on.
    record SplitFrom(Moment from) implements Method {}

    /// Answers with a summary of mine alone: it seems that I lack what is newest over there, and nothing else.
    record Behind(Moment alikeTo) implements Method {}

    /// What a summary of the other end told. `estimate` of the differences; `aheadBy`, roughly how many of their
    /// elements are newer than all of mine; up to `alikeTo` both are alike, and I have `mineAfter` elements from there
    /// on.
    record Facts(int round, int symbols, int estimate, int aheadBy, Moment alikeTo, int mineAfter) {
        /// Supposed once: if it was wrong, the answer to it will show more.
        boolean isOnlyBehind() {
            return round == 0 && aheadBy > 0 && !alikeTo.equals(Moment.START);
        }
    }

    /// The other parts of a body, a little more than there are.
    int BODY_BYTES = 64;

    /// A summary without symbols, with the cuts of a large history.
    int SUMMARY_BYTES = 180;

    /// Beside being behind, two or three differences are seen.
    int SYMBOLS_BEHIND = 16;

    int BEHIND_BYTES = 240;

    /// What a sketch or a list may cost before it is worth a message to ask where.
    int WORTH_ASKING_BYTES = 6_144;

    /// Asking where comes early, and so only once, unless nothing else can be done.
    int LAST_ROUND_TO_ASK = 1;

    /// Symbols that suffice in 99 of 100 cases for `differences`, and some for an estimate that is 15 % too low.
    static int symbolsFor(long differences) {
        return (int) Math.min(28 + 5 * differences / 3, Integer.MAX_VALUE);
    }

    /// More than anything if no sketch is so large.
    static long sketchBytes(long symbols) {
        return symbols > Sketch.MAX_SYMBOLS ? Long.MAX_VALUE : SUMMARY_BYTES + Sketch.SYMBOL_BYTES * symbols;
    }

    static long listBytes(long marks) {
        return marks > Ranges.MAX_LISTED ? Long.MAX_VALUE : BODY_BYTES + Sketch.MARK_BYTES * marks;
    }

    /// The one that costs least bytes.
    static Method cheapest(Facts facts) {
        long list = listBytes(facts.mineAfter());
        if (facts.isOnlyBehind() && BEHIND_BYTES < list) {
            return new Behind(facts.alikeTo());
        }
        int symbols = symbols(facts);
        long sketch = sketchBytes(symbols);
        long cheaper = Math.min(sketch, list);
        boolean mayAsk = facts.round() <= LAST_ROUND_TO_ASK || cheaper == Long.MAX_VALUE;
        if (mayAsk && cheaper > WORTH_ASKING_BYTES) {
            return new SplitFrom(facts.alikeTo());
        }
        return list <= sketch ? new ListFrom(facts.alikeTo()) : new SketchOf(symbols);
    }

    /// My summary ends with my newest element, so what they have after it needs no symbols.
    private static int symbols(Facts facts) {
        int wanted = symbolsFor(Math.max(0, facts.estimate() - facts.aheadBy()));
        return facts.round() == 0 ? wanted : Math.max(wanted, facts.symbols() + facts.symbols() / 4);
    }
}
