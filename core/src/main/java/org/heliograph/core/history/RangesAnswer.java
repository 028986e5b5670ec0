package org.heliograph.core.history;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.heliograph.core.history.Catchup.Answer;
import org.heliograph.core.history.Ranges.Range;
import org.heliograph.core.history.SyncBody.Part;

/// Holds ranges of the other end against my history.
final class RangesAnswer {
    /// From then on, ranges are only split further.
    private static final int LAST_ROUND_TO_SKETCH = 3;

    private final Ranges theirs;
    private final int round;
    private final Chronicle mine;
    private final Tree tree;
    private final List<Stretch> owed = new ArrayList<>();
    private final List<Stretch> wanted = new ArrayList<>();
    private final List<long[]> wantedMarks = new ArrayList<>();
    private final List<Difference> differences = new ArrayList<>();
    private int digested;

    /// A range in which both have something, and not the same.
    private record Difference(Stretch within, int mine, long theirs) {
        boolean isMineSmall() {
            return mine <= Ranges.Row.LISTED;
        }

        boolean isTheirsSmall() {
            return theirs <= Ranges.Row.LISTED;
        }

        /// What it costs to come to the end of it; splitting is not the last message, so it counts twice.
        long bytes() {
            if (isMineSmall()) {
                return (long) Sketch.MARK_BYTES * mine;
            }
            return isTheirsSmall() ? Ranges.Row.DIGEST_BYTES : 2L * Ranges.Row.PARTS * Ranges.Row.DIGEST_BYTES;
        }
    }

    private RangesAnswer(Ranges theirs, int round, Chronicle mine) {
        this.theirs = theirs;
        this.round = round;
        this.mine = mine;
        tree = mine.tree();
    }

    static Answer to(Ranges theirs, int round, Chronicle mine) {
        var answer = new RangesAnswer(theirs, round, mine);
        answer.compare();
        return answer.answer();
    }

    private void compare() {
        var from = Moment.START;
        for (var range : theirs.ranges()) {
            var within = new Stretch(from, range.end());
            switch (range) {
                case Range.Skipped _ -> {}
                case Range.Digested digest -> compare(within, digest);
                case Range.Listed(var _, var marks) -> match(within, marks);
            }
            from = range.end();
        }
    }

    private void compare(Stretch within, Range.Digested digest) {
        digested++;
        int count = tree.count(within);
        if (count == digest.count() && tree.digest(within).equals(digest.digest())) {
            return;
        }
        if (count == 0) {
            wanted.add(within);
        } else if (digest.count() == 0) {
            owed.add(within);
        } else {
            differences.add(new Difference(within, count, digest.count()));
        }
    }

    private void match(Stretch within, long[] marks) {
        var matching = Matching.of(tree, within, theirs.key(), marks);
        owed.addAll(matching.others());
        wantedMarks.add(matching.unknown());
    }

    private Answer answer() {
        boolean mayAskAll = theirs.estimate() > 0 && round <= LAST_ROUND_TO_SKETCH;
        int symbols = Method.symbolsFor(theirs.estimate());
        boolean fits = symbols <= Sketch.MAX_SYMBOLS;
        if (mayAskAll && fits && (isScattered() || Method.sketchBytes(symbols) < bytes())) {
            return Answer.replying(mine.summary(symbols));
        }
        boolean crowded = mayAskAll && isScattered();
        var row = new Ranges.Row(mine, 0);
        differences.forEach(difference -> lay(difference, crowded, row));
        Optional<Part> reply = row.isEmpty() ? Optional.empty() : Optional.of(row.ranges());
        return new Answer(false, owed, mine.want(theirs.key(), joined(), wanted), reply);
    }

    /// Most ranges differ, so most parts of them would.
    private boolean isScattered() {
        return digested >= Ranges.Row.PARTS && 2 * differences.size() >= digested;
    }

    private long bytes() {
        return differences.stream().mapToLong(Difference::bytes).sum();
    }

    /// Where so much differs that no sketch can tell, as much is listed as one body may hold, and the rest another
    /// time.
    private static void lay(Difference difference, boolean crowded, Ranges.Row row) {
        if (difference.isMineSmall() || crowded) {
            row.list(difference.within());
        } else if (difference.isTheirsSmall()) {
            row.digest(difference.within()); // to be listed over there
        } else {
            row.split(difference.within(), Ranges.Row.PARTS);
        }
    }

    private long[] joined() {
        return wantedMarks.stream().flatMapToLong(Arrays::stream).toArray();
    }
}
