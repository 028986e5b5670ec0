package org.heliograph.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.heliograph.store.Scratch.put;
import static org.heliograph.store.Scratch.rows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.heliograph.core.Store.Table;
import org.heliograph.core.StoreFailure;
import org.heliograph.core.StoreFailure.Kind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/// No room on the disk: what was to be written is refused, what is there stays, and room made is room used.
class FullDiskTest {
    private final Scratch scratch = new Scratch();

    @AfterEach
    void close() {
        scratch.close();
    }

    @Test
    void aFileThatMayNotGrowRefusesTheGroupAndKeepsTheRest() {
        try (var store = scratch.create()) {
            put(store, Table.OUTBOX, "first", "", "kept");
            store.commit();
            store.limitPages(30);
            var written = fillUp(store);
            assertThat(rows(store, Table.OUTBOX)).isEqualTo(written);
            store.limitPages(100_000);
            put(store, Table.OUTBOX, "later", "", "kept");
            store.commit();
            written.add("later=kept");
            assertThat(rows(store, Table.OUTBOX)).isEqualTo(written);
        }
        try (var store = scratch.open()) {
            assertThat(rows(store, Table.OUTBOX)).contains("first=kept", "later=kept");
        }
    }

    @Test
    void aDiskThatIsFullRefusesTheGroupAndKeepsTheRest() throws IOException, InterruptedException {
        var disk = Files.createDirectory(scratch.folder().resolve("disk"));
        Assumptions.assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=2m", "heliograph-test", disk.toString()),
                "a small disk can only be mounted by root on Linux; the limit of the file was tested instead");
        try {
            var home = disk.resolve("home");
            List<String> written;
            try (var store = HomeStore.create(home, Optional.empty(), Scratch.HERE)) {
                put(store, Table.OUTBOX, "first", "", "kept");
                store.commit();
                var ballast = Files.write(disk.resolve("ballast"), new byte[900_000]);
                written = fillUp(store);
                assertThat(rows(store, Table.OUTBOX)).isEqualTo(written);
                assertThatThrownBy(() -> store.rotateIfDue(Scratch.NOON.plusSeconds(1_000_000)))
                        .isInstanceOf(StoreFailure.class);
                assertThat(rows(store, Table.OUTBOX)).isEqualTo(written);
                Files.delete(ballast);
                put(store, Table.OUTBOX, "later", "", "kept");
                store.commit();
                written.add("later=kept");
            }
            try (var store = Scratch.open(home)) {
                assertThat(rows(store, Table.OUTBOX)).isEqualTo(written);
            }
        } finally {
            run("umount", "-l", disk.toString());
        }
    }

    /// Commits pairs of rows until there is no room; gives the rows that must be there.
    private static List<String> fillUp(HomeStore store) {
        var written = new ArrayList<String>();
        written.add("first=kept");
        for (int i = 0; i < 10_000; i++) {
            int number = i;
            try {
                put(store, Table.OUTBOX, "a" + number, "", "x".repeat(3_000));
                put(store, Table.OUTBOX, "b" + number, "", "y");
                store.commit();
            } catch (StoreFailure full) {
                assertThat(full.kind()).isEqualTo(Kind.FULL);
                assertThat(full.getMessage()).contains("full", "Make room");
                return written;
            }
            written.add("a" + number + "=" + "x".repeat(3_000));
            written.add("b" + number + "=y");
        }
        throw new AssertionError("the disk was never full");
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        if (!Files.exists(Path.of("/bin/sh"))) {
            return false;
        }
        return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() == 0;
    }
}
