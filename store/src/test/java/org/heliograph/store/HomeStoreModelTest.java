package org.heliograph.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.heliograph.core.Store.Table;
import org.heliograph.testkit.Case;
import org.heliograph.testkit.Cases;
import org.junit.jupiter.api.Test;

/// Random histories of a store beside a model of it: ordered maps, one committed and one at work.
class HomeStoreModelTest {
    private static final Table[] TABLES = {Table.SESSION, Table.MESSAGE, Table.SELF};
    private static final int KEYS = 12;
    private static final int GROUPS = 3;

    private record Entry(byte[] group, byte[] value) {
        String shown() {
            return HexFormat.of().formatHex(value);
        }
    }

    /// Key in hex to row, for each table; a key has one group for ever.
    private static final class Model {
        final Map<Table, Map<String, Entry>> tables = new LinkedHashMap<>();

        Model copy() {
            var copy = new Model();
            tables.forEach((table, rows) -> copy.of(table).putAll(rows));
            return copy;
        }

        Map<String, Entry> of(Table table) {
            return tables.computeIfAbsent(table, _ -> new LinkedHashMap<>());
        }
    }

    @Test
    void aStoreDoesWhatItsModelDoes() {
        Cases.forAll(25, random -> {
            try (var scratch = new Scratch()) {
                run(random, scratch);
            }
        });
    }

    private static void run(Case random, Scratch scratch) {
        var store = scratch.create();
        var committed = new Model();
        var current = new Model();
        for (int step = 0; step < 150; step++) {
            switch (random.nextInt(24)) {
                case 0, 1 -> {
                    store.commit();
                    committed = current.copy();
                }
                case 2 -> {
                    store.rollback();
                    current = committed.copy();
                }
                case 3 -> {
                    store.close();
                    store = scratch.open();
                    current = committed.copy();
                }
                case 4 -> {
                    store.commit();
                    committed = current.copy();
                    store.rotateIfDue(Scratch.NOON.plusSeconds(random.nextInt(200_000)));
                }
                case 5, 6, 7, 8 -> {
                    var table = random.pick(TABLES);
                    var key = key(random);
                    store.delete(table, HexFormat.of().parseHex(key));
                    current.of(table).remove(key);
                }
                case 9 -> check(store, current, random);
                default -> put(store, current, random);
            }
        }
        check(store, current, random);
        store.close();
    }

    private static void put(HomeStore store, Model model, Case random) {
        var table = random.pick(TABLES);
        var key = key(random);
        var entry = new Entry(group(key), random.bytesUpTo(random.oneIn(10) ? 9_000 : 100));
        store.put(table, HexFormat.of().parseHex(key), entry.group(), entry.value());
        model.of(table).put(key, entry);
    }

    private static void check(HomeStore store, Model model, Case random) {
        for (var table : TABLES) {
            var all = new ArrayList<String>();
            store.scanAll(table, (key, value) -> all.add(shown(key, value)));
            assertThat(all).isEqualTo(expected(model, table, -1));
            int group = random.nextInt(GROUPS);
            var some = new ArrayList<String>();
            store.scan(table, new byte[] {(byte) group}, (key, value) -> some.add(shown(key, value)));
            assertThat(some).isEqualTo(expected(model, table, group));
            var reversed = new ArrayList<String>();
            store.scanNewestFirst(table, new byte[] {(byte) group}, (key, value) -> reversed.add(shown(key, value)));
            assertThat(reversed).isEqualTo(some.reversed());
            var key = key(random);
            assertThat(store.value(table, HexFormat.of().parseHex(key)).map(HexFormat.of()::formatHex))
                    .isEqualTo(Optional.ofNullable(model.of(table).get(key)).map(Entry::shown));
        }
    }

    private static List<String> expected(Model model, Table table, int group) {
        return model.of(table).entrySet().stream()
                .filter(row -> group < 0 || row.getValue().group()[0] == group)
                .map(row -> row.getKey() + "=" + row.getValue().shown())
                .toList();
    }

    private static String shown(byte[] key, byte[] value) {
        return HexFormat.of().formatHex(key) + "=" + HexFormat.of().formatHex(value);
    }

    private static String key(Case random) {
        return "aa%02x".formatted(random.nextInt(KEYS));
    }

    private static byte[] group(String key) {
        return new byte[] {(byte) (HexFormat.of().parseHex(key)[1] % GROUPS)};
    }
}
