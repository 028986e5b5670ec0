package org.heliograph.core.history;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/// Holds a list of marks against the elements of a stretch, in one pass over them.
///
/// `named` are the places of elements whose marks are listed, `unknown` the marks that are no element's, `others` the
/// stretches of elements that are not listed.
record Matching(List<Moment> named, long[] unknown, List<Stretch> others) {
    /// More stretches than this are left for another time.
    static final int MAX_OTHERS = 4_096;

    Matching {
        named = List.copyOf(named);
        others = List.copyOf(others);
    }

    static Matching of(Tree tree, Stretch within, SipHash key, long[] marks) {
        var sorted = marks.clone();
        Arrays.sort(sorted);
        var pass = new Pass(tree, within, key, sorted);
        tree.leaves(within, pass::see);
        pass.endRun();
        var unknown = Arrays.stream(sorted)
                .distinct()
                .filter(mark -> !pass.found.get(Arrays.binarySearch(sorted, mark)))
                .toArray();
        return new Matching(pass.named, unknown, pass.others);
    }

    private static final class Pass {
        private final Tree tree;
        private final SipHash key;
        private final long[] sorted;
        private final BitSet found = new BitSet();
        private final List<Moment> named = new ArrayList<>();
        private final List<Stretch> others = new ArrayList<>();
        private int rank;
        private int runStart;

        Pass(Tree tree, Stretch within, SipHash key, long[] sorted) {
            this.tree = tree;
            this.key = key;
            this.sorted = sorted;
            rank = tree.rank(within.from());
            runStart = rank;
        }

        void see(long high, long low) {
            int index = Arrays.binarySearch(sorted, Sketch.mark(key, high, low));
            if (index >= 0) {
                found.set(index);
                named.add(tree.at(rank));
                endRun();
                runStart = rank + 1;
            }
            rank++;
        }

        void endRun() {
            if (rank > runStart && others.size() < MAX_OTHERS) {
                others.add(new Stretch(tree.at(runStart), tree.at(rank - 1).next()));
            }
        }
    }
}
