package org.heliograph.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.heliograph.testkit.Case;
import org.heliograph.testkit.Cases;
import org.junit.jupiter.api.Test;

class RowIndexTest {
    private static final int GROUPS = 5;

    private record Row(Word key, Word group, Word ticket) {}

    @Test
    void anIndexDoesWhatItsModelDoes() {
        Cases.forAll(300, random -> run(random, 400, 30));
    }

    @Test
    void gapsAreClosedWithoutATrace() {
        Cases.forAll(5, random -> run(random, 12_000, 3_000));
    }

    /// Keys collide in their low half on purpose.
    private static void run(Case random, int steps, int keys) {
        var index = new RowIndex();
        Map<Long, Row> committed = new LinkedHashMap<>();
        Map<Long, Row> current = new LinkedHashMap<>();
        for (int step = 0; step < steps; step++) {
            var key = new Word(random.nextInt(keys), random.nextInt(4));
            int slot = index.find(key);
            switch (random.nextInt(40)) {
                case 0 -> {
                    index.commit();
                    committed = new LinkedHashMap<>(current);
                }
                case 1 -> {
                    index.rollback();
                    current = new LinkedHashMap<>(committed);
                }
                default -> change(index, current, slot, new Row(key, group(key), ticket(random)), random);
            }
        }
        check(index, current);
    }

    private static void change(RowIndex index, Map<Long, Row> current, int slot, Row row, Case random) {
        if (slot == RowIndex.NONE) {
            long id = index.nextId();
            index.insert(id, row.key(), row.group(), row.ticket());
            current.put(id, row);
        } else if (random.oneIn(2)) {
            current.put(index.id(slot), row);
            index.replace(slot, row.ticket());
        } else {
            current.remove(index.id(slot));
            index.delete(slot);
        }
    }

    private static void check(RowIndex index, Map<Long, Row> model) {
        var sum = Word.ZERO;
        for (var row : model.values()) {
            sum = sum.plus(row.ticket());
            int slot = index.find(row.key());
            assertThat(new Row(index.key(slot), index.group(slot), index.ticket(slot)))
                    .isEqualTo(row);
        }
        assertThat(index.count()).isEqualTo(model.size());
        assertThat(index.sum()).isEqualTo(sum);
        List<Long> all = new ArrayList<>();
        for (int slot = index.first(); slot != RowIndex.NONE; slot = index.next(slot)) {
            all.add(index.id(slot));
        }
        assertThat(all).isEqualTo(List.copyOf(model.keySet()));
        for (int number = 0; number < GROUPS; number++) {
            checkGroup(index, model, new Word(0, number));
        }
    }

    private static void checkGroup(RowIndex index, Map<Long, Row> model, Word group) {
        var ids = model.entrySet().stream()
                .filter(row -> row.getValue().group().equals(group))
                .map(Map.Entry::getKey)
                .toList();
        List<Long> forward = new ArrayList<>();
        for (int slot = index.firstOf(group); slot != RowIndex.NONE; slot = index.nextInGroup(slot)) {
            forward.add(index.id(slot));
        }
        List<Long> backward = new ArrayList<>();
        for (int slot = index.lastOf(group); slot != RowIndex.NONE; slot = index.previousInGroup(slot)) {
            backward.add(index.id(slot));
        }
        assertThat(forward).isEqualTo(ids);
        assertThat(backward.reversed()).isEqualTo(ids);
    }

    private static Word group(Word key) {
        return new Word(0, key.high() % GROUPS);
    }

    private static Word ticket(Case random) {
        return new Word(random.nextLong(), random.nextLong());
    }
}
