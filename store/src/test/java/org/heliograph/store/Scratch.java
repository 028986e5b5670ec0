package org.heliograph.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.heliograph.core.Store;
import org.heliograph.core.Store.Table;
import org.heliograph.crypto.Entropy;

/// A folder for homes that is gone afterwards; in memory where the system has such a place, as tests sync often.
final class Scratch implements AutoCloseable {
    static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    static final Host HERE = host("3f1c0b6ad6c44a0f8a0ce6d6a8c0f7b1");

    private static final Path MEMORY = Path.of("/dev/shm");

    private final Path folder;

    Scratch() {
        try {
            folder = Files.isWritable(MEMORY)
                    ? Files.createTempDirectory(MEMORY, "store")
                    : Files.createTempDirectory("store");
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    static Host host(String machine) {
        return new Host(Optional.of(machine.getBytes(StandardCharsets.US_ASCII)), Entropy.system(), () -> NOON);
    }

    Path home() {
        return folder.resolve("home");
    }

    Path folder() {
        return folder;
    }

    HomeStore create() {
        return HomeStore.create(home(), Optional.empty(), HERE);
    }

    HomeStore open() {
        return open(home());
    }

    static HomeStore open(Path home) {
        return HomeStore.open(home, Optional.empty(), HERE, false);
    }

    /// What a crash at this moment would leave.
    Path copy(String name) {
        return copy(home(), folder.resolve(name));
    }

    static Path copy(Path from, Path to) {
        try {
            delete(to);
            Files.createDirectory(to);
            for (var file : files(from)) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
            return to;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    static List<Path> files(Path home) {
        try (var files = Files.list(home)) {
            return files.sorted().toList();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static void put(Store store, Table table, String key, String group, String value) {
        store.put(table, bytes(key), bytes(group), bytes(value));
    }

    static Optional<String> value(Store store, Table table, String key) {
        return store.value(table, bytes(key)).map(Scratch::text);
    }

    /// `key=value` of each row, in order.
    static List<String> rows(Store store, Table table) {
        var rows = new ArrayList<String>();
        store.scanAll(table, (key, value) -> rows.add(text(key) + "=" + text(value)));
        return rows;
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        delete(folder);
    }

    static void delete(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
