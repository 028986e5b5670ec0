package org.heliograph.core.history;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.heliograph.core.history.Catchup.Answer;
import org.heliograph.core.history.SyncBody.Part;

/// Holds a summary of the other end against my history.
final class SummaryAnswer {
    private final Summary theirs;
    private final int round;
    private final Chronicle mine;
    private final Tree tree;

    /// What the summary says something of, and what lies after it.
    private final Stretch within;
    private final Stretch beyond;
    private final int count;

    private SummaryAnswer(Summary theirs, int round, Chronicle mine) {
        this.theirs = theirs;
        this.round = round;
        this.mine = mine;
        tree = mine.tree();
        within = Stretch.upTo(theirs.end());
        beyond = Stretch.from(theirs.end());
        count = tree.count(within);
    }

    static Answer to(Summary theirs, int round, Chronicle mine) {
        return new SummaryAnswer(theirs, round, mine).answer();
    }

    private Answer answer() {
        if (count == theirs.count() && tree.digest(within).equals(theirs.root())) {
            return new Answer(tree.count(beyond) == 0, owedBeyond(), Optional.empty(), Optional.empty());
        }
        if (within.isEmpty()) {
            return new Answer(false, owedBeyond(), Optional.empty(), Optional.empty());
        }
        if (count == 0) {
            var want = mine.want(theirs.sketch().key(), new long[0], List.of(within));
            return new Answer(false, owedBeyond(), want, Optional.empty());
        }
        int symbols = theirs.sketch().symbols();
        var difference = theirs.sketch().minus(mine.sketch(theirs.sketch().key(), symbols, within));
        var facts = facts(difference.estimate(theirs.count() - count));
        return Peeling.peel(difference)
                .flatMap(found -> believed(found, facts))
                .orElseGet(() -> Answer.replying(goOn(facts)));
    }

    private List<Stretch> owedBeyond() {
        return tree.count(beyond) == 0 ? List.of() : List.of(beyond);
    }

    /// Empty if what was peeled cannot be: a false mark came up, by chance or by intent.
    private Optional<Answer> believed(Peeling.Difference difference, Method.Facts facts) {
        int found = difference.theirs().length + difference.mine().length;
        int net = difference.theirs().length - difference.mine().length;
        var key = theirs.sketch().key();
        var matching = Matching.of(tree, within, key, difference.mine());
        if (found == 0 || net != theirs.count() - count || matching.named().size() != difference.mine().length) {
            return Optional.empty();
        }
        if (found == net && facts.isOnlyBehind() && Method.listBytes(net) > Method.BEHIND_BYTES) {
            return Optional.empty(); // to say how far I am costs less than to ask for each
        }
        var owed = new ArrayList<>(owedBeyond());
        matching.named().forEach(at -> owed.add(Stretch.at(at)));
        return Optional.of(new Answer(false, owed, mine.want(key, difference.theirs(), List.of()), Optional.empty()));
    }

    private Part goOn(Method.Facts facts) {
        return switch (Method.cheapest(facts)) {
            case Method.ListFrom(var from) ->
                new Ranges.Row(mine, 0).list(Stretch.from(from)).ranges();
            case Method.Behind(var alikeTo) -> mine.summaryBehind(alikeTo);
            case Method.SketchOf(int symbols) -> mine.summary(symbols);
            case Method.SplitFrom(var from) ->
                new Ranges.Row(mine, facts.estimate())
                        .split(Stretch.from(from), Ranges.Row.FIRST_PARTS)
                        .ranges();
        };
    }

    private Method.Facts facts(int estimate) {
        var alikeTo = alikeTo();
        int mineAfter = tree.count(Stretch.from(alikeTo));
        return new Method.Facts(round, theirs.sketch().symbols(), estimate, aheadBy(), alikeTo, mineAfter);
    }

    /// Up to where the cuts show no difference.
    private Moment alikeTo() {
        for (var cut : theirs.cuts()) {
            var start = Moment.before(cut.lamport());
            if (tree.digest(Stretch.upTo(start)).high() == cut.digest()) {
                return start;
            }
        }
        return Moment.START;
    }

    /// Roughly how many elements they have that are newer than all of mine.
    private int aheadBy() {
        long newest = mine.newest().lamport();
        int ahead = 0;
        int left = 2 * Summary.FIRST_CUT;
        for (var cut : theirs.cuts()) {
            ahead = cut.lamport() > newest ? left : ahead;
            left *= 4;
        }
        return ahead;
    }
}
