package org.heliograph.core.mailbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.TreeSet;
import org.heliograph.testkit.Cases;
import org.junit.jupiter.api.Test;

class SortedTest {
    @Test
    void itBehavesAsATreeThatKnowsRanks() {
        Cases.forAll(60, random -> {
            var sorted = new Sorted<Integer>(Comparator.naturalOrder());
            var tree = new TreeSet<Integer>();
            int span = random.pick(20, 3_000, 1_000_000);
            for (int i = 0; i < 3_000; i++) {
                int number = random.nextInt(span);
                if (random.nextInt(3) > 0) {
                    if (tree.add(number)) {
                        sorted.add(number);
                    }
                } else {
                    tree.remove(number);
                    sorted.remove(number);
                }
            }
            assertThat(sorted.size()).isEqualTo(tree.size());
            assertThat(sorted.slice(0, sorted.size())).containsExactlyElementsOf(tree);
            for (int i = 0; i < 20 && !tree.isEmpty(); i++) {
                int number = random.nextInt(span);
                int rank = sorted.rank(it -> it < number);
                assertThat(rank).isEqualTo(tree.headSet(number).size());
                if (rank < tree.size()) {
                    assertThat(sorted.at(rank)).isEqualTo(tree.ceiling(number));
                }
            }
        });
    }
}
