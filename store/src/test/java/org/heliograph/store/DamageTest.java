package org.heliograph.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.heliograph.core.Store.Table;
import org.heliograph.core.StoreFailure;
import org.heliograph.core.StoreFailure.Kind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A byte that flips anywhere in the files of a home is harmless or refused with words: it never changes what is read.
class DamageTest {
    private static final Set<Kind> HONEST = Set.of(Kind.DAMAGED, Kind.KEY);

    /// Keys and headers are tried byte by byte, the rest in steps that meet every part of a page in time.
    private static final int EVERY_BYTE = 100;

    private static final int STEP = Integer.getInteger("damage.step", 911);

    private final Scratch scratch = new Scratch();
    private final Map<String, Integer> outcomes = new HashMap<>();

    @AfterEach
    void close() {
        scratch.close();
    }

    @Test
    void aFlippedByteInAHomeAtRestIsHarmlessOrRefused() {
        try (var store = scratch.create()) {
            fill(store);
        }
        flipAll(scratch.home());
    }

    /// As a crash leaves it: the newest commits are in the log only.
    @Test
    void aFlippedByteInAHomeAfterACrashIsHarmlessOrRefused() {
        try (var store = scratch.create()) {
            fill(store);
            flipAll(scratch.copy("crashed"));
        }
    }

    @Test
    void aShortenedFileIsHarmlessOrRefused() {
        try (var store = scratch.create()) {
            fill(store);
            var home = scratch.copy("crashed");
            var expected = contents(home);
            for (var file : Scratch.files(home)) {
                var whole = read(file);
                for (int length : new int[] {0, 1, whole.length / 2, whole.length - 1}) {
                    if (length >= 0 && length < whole.length) {
                        var copy = Scratch.copy(home, scratch.folder().resolve("shortened"));
                        write(copy.resolve(file.getFileName()), Arrays.copyOf(whole, length));
                        check(copy, expected, file.getFileName() + " cut to " + length);
                    }
                }
            }
        }
    }

    /// What was replaced meanwhile lies in other pages; any of them alone is from another time than the rest.
    @Test
    void anOldPagePutBackIsHarmlessOrRefused() {
        Path before;
        try (var store = scratch.create()) {
            fill(store);
        }
        before = scratch.copy("before");
        try (var store = scratch.open()) {
            for (int i = 0; i < 40; i += 3) {
                Scratch.put(store, Table.MESSAGE, "message " + i, "bob", "changed " + i);
                Scratch.put(store, Table.SESSION, "session " + i, "", "changed " + i);
            }
            store.delete(Table.CONTACT, Scratch.bytes("bob"));
            store.commit();
        }
        var expected = contents(scratch.home());
        var old = read(before.resolve("store.db"));
        var now = read(scratch.home().resolve("store.db"));
        for (int page = 0; page < Math.min(old.length, now.length); page += 4_096) {
            if (!Arrays.equals(old, page, page + 4_096, now, page, page + 4_096)) {
                var copy = scratch.copy("mixed");
                var mixed = now.clone();
                System.arraycopy(old, page, mixed, page, 4_096);
                write(copy.resolve("store.db"), mixed);
                check(copy, expected, "page " + page / 4_096);
            }
        }
        assertThat(outcomes).containsKey("DAMAGED").doesNotContainKey("harmless");
    }

    private void flipAll(Path home) {
        var expected = contents(home);
        for (var file : Scratch.files(home)) {
            var whole = read(file);
            int step = Math.min(STEP, Math.max(1, whole.length / 50));
            for (int at = 0; at < whole.length; at += at < EVERY_BYTE ? 1 : step) {
                var copy = Scratch.copy(home, scratch.folder().resolve("flipped"));
                var flipped = whole.clone();
                flipped[at] ^= (byte) (1 << at % 8);
                write(copy.resolve(file.getFileName()), flipped);
                check(copy, expected, file.getFileName() + " at " + at);
            }
        }
        assertThat(outcomes).containsKeys("DAMAGED", "harmless");
    }

    /// Reads everything, and if that works writes and reads once more.
    private void check(Path home, Map<Table, List<String>> expected, String what) {
        try {
            assertThat(contents(home)).as(what).isEqualTo(expected);
            try (var store = Scratch.open(home)) {
                Scratch.put(store, Table.REQUEST, "new", "", "x".repeat(5_000));
                store.commit();
            }
            var after = contents(home);
            assertThat(after.remove(Table.REQUEST)).as(what).containsExactly("new=" + "x".repeat(5_000));
            expected.forEach((table, rows) -> {
                if (table != Table.REQUEST) {
                    assertThat(after.get(table)).as(what).isEqualTo(rows);
                }
            });
            outcomes.merge("harmless", 1, Integer::sum);
        } catch (StoreFailure failure) {
            assertThat(failure.kind()).as("%s: %s", what, failure).isIn(HONEST);
            assertThat(failure.getMessage()).as(what).doesNotContain("SQL", "Exception");
            outcomes.merge(failure.kind().toString(), 1, Integer::sum);
        }
    }

    private static Map<Table, List<String>> contents(Path home) {
        try (var store = Scratch.open(home)) {
            Map<Table, List<String>> contents = new EnumMap<>(Table.class);
            for (var table : Table.values()) {
                contents.put(table, Scratch.rows(store, table));
            }
            return contents;
        }
    }

    /// Several commits, so that there are old versions, freed pages and pages of each kind.
    private static void fill(HomeStore store) {
        Scratch.put(store, Table.SELF, "name", "", "alice");
        Scratch.put(store, Table.CONTACT, "bob", "", "a friend");
        for (int i = 0; i < 40; i++) {
            Scratch.put(store, Table.MESSAGE, "message " + i, "bob", "text ".repeat(i));
            Scratch.put(store, Table.SESSION, "session " + i, "", "chain " + i);
            store.commit();
        }
        for (int i = 0; i < 6; i++) {
            Scratch.put(store, Table.ITEM, "item " + i, "slot", "box".repeat(1_000));
            Scratch.put(store, Table.FRAGMENT, "piece " + i, "set", "piece".repeat(2_000));
        }
        store.commit();
        store.delete(Table.FRAGMENT, Scratch.bytes("piece 1"));
        store.delete(Table.FRAGMENT, Scratch.bytes("piece 4"));
        store.delete(Table.MESSAGE, Scratch.bytes("message 20"));
        Scratch.put(store, Table.MESSAGE, "message 7", "bob", "edited");
        store.commit();
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static void write(Path file, byte[] bytes) {
        try {
            Files.write(file, bytes);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
