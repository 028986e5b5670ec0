package org.heliograph.core.history;

import java.util.Arrays;
import java.util.Optional;

/// Finds the marks of a difference of two sketches, one after the other: an mark alone in a symbol is taken out of the
/// others it is in, which leaves other marks alone there.
final class Peeling {
    private final Sketch rest;

    /// Symbols that may have an mark alone, last in first out.
    private int[] candidates;
    private int waiting;

    private final long[] plus;
    private final long[] minus;
    private int pluses;
    private int minuses;

    /// Marks in ascending order: `theirs` only the end has whose sketch was first, `mine` only the other.
    record Difference(long[] theirs, long[] mine) {}

    private Peeling(Sketch rest) {
        this.rest = rest;
        candidates = new int[rest.symbols()];
        for (int symbol = 0; symbol < candidates.length; symbol++) {
            candidates[waiting++] = symbol;
        }
        plus = new long[candidates.length];
        minus = new long[candidates.length];
    }

    /// Takes `difference` apart; empty if that leaves something over. Finds at most as many marks as there are symbols,
    /// so symbols that somebody made up cost no more than others.
    static Optional<Difference> peel(Sketch difference) {
        var peeling = new Peeling(difference);
        peeling.run();
        return peeling.isThrough() ? Optional.of(peeling.found()) : Optional.empty();
    }

    private void run() {
        while (waiting > 0 && pluses + minuses < rest.symbols()) {
            int symbol = candidates[--waiting];
            long mark = rest.aloneAt(symbol);
            if (mark >= 0) {
                take(mark, rest.signAt(symbol));
            }
        }
    }

    private void take(long mark, int sign) {
        if (sign > 0) {
            plus[pluses++] = mark;
        } else {
            minus[minuses++] = mark;
        }
        rest.put(mark, -sign, this::look);
    }

    private void look(int symbol) {
        if (waiting == candidates.length) {
            candidates = Arrays.copyOf(candidates, 2 * candidates.length);
        }
        candidates[waiting++] = symbol;
    }

    private boolean isThrough() {
        for (int symbol = 0; symbol < rest.symbols(); symbol++) {
            if (!rest.isEmptyAt(symbol)) {
                return false;
            }
        }
        return true;
    }

    private Difference found() {
        var theirs = Arrays.copyOf(plus, pluses);
        var mine = Arrays.copyOf(minus, minuses);
        Arrays.sort(theirs);
        Arrays.sort(mine);
        return new Difference(theirs, mine);
    }
}
