package org.heliograph.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.heliograph.store.Scratch.value;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.Optional;
import org.heliograph.core.Store.Table;
import org.heliograph.core.StoreFailure;
import org.heliograph.core.StoreFailure.Kind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/// Real processes that die or meet the limits of the system.
class CrashTest {
    /// How many groups to wait for before each kill.
    private static final int[] KILLS = {3, 49, 51, 170};

    /// 1.5 MB: more than the engine's library, which the process unpacks, and less than the log grows to.
    private static final int FILE_BLOCKS = 3_000;

    private final Scratch scratch = new Scratch();

    @AfterEach
    void close() {
        scratch.close();
    }

    @Test
    void aKilledProcessLeavesWhatItCommitted() throws IOException {
        scratch.create().close();
        int before = 0;
        for (int more : KILLS) {
            int told = writeAndKill(before + more);
            try (var store = scratch.open()) {
                before = assertWholeGroups(store);
                assertThat(before).isGreaterThanOrEqualTo(told);
            }
        }
    }

    @Test
    void twoProcessesNeverHoldOneHome() throws IOException {
        scratch.create().close();
        try (var first = TestProcess.of(WritingProcess.class, scratch.home(), "50");
                var out = first.lines()) {
            assertThat(out.readLine()).isEqualTo("open");
            assertThatThrownBy(scratch::open)
                    .isInstanceOfSatisfying(
                            StoreFailure.class,
                            failure -> assertThat(failure.kind()).isEqualTo(Kind.LOCKED))
                    .hasMessageContaining("already running");
            first.kill();
        }
        scratch.open().close();
    }

    @Test
    void oneProcessDoesNotOpenAHomeTwice() {
        try (var store = scratch.create()) {
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(scratch::open)
                        .isInstanceOfSatisfying(
                                StoreFailure.class,
                                failure -> assertThat(failure.kind()).isEqualTo(Kind.LOCKED));
            }
            Scratch.put(store, Table.SELF, "a", "", "b");
            store.commit();
        }
        scratch.open().close();
    }

    /// A file that may not grow stands for a disk that fails: the write is refused with an error that is not "full".
    @Test
    void aFailedWriteStopsTheStoreAndLosesNothingCommitted() throws IOException {
        Assumptions.assumeFalse(System.getProperty("os.name").startsWith("Windows"), "needs ulimit");
        scratch.create().close();
        int told = 0;
        try (var process =
                        TestProcess.after("ulimit -f " + FILE_BLOCKS, WritingProcess.class, scratch.home(), "1000000");
                var out = process.lines()) {
            assertThat(out.readLine()).isEqualTo("open");
            for (var line = out.readLine(); ; line = out.readLine()) {
                if (line == null || !Character.isDigit(line.charAt(0))) {
                    assertThat(line).isEqualTo("IO");
                    assertThat(out.readLine()).as("no call goes on after it").isEqualTo("then IO");
                    break;
                }
                told = Integer.parseInt(line);
            }
            process.await();
        }
        try (var store = scratch.open()) {
            assertThat(assertWholeGroups(store)).isGreaterThanOrEqualTo(told);
        }
    }

    private int writeAndKill(int group) throws IOException {
        try (var process = TestProcess.of(WritingProcess.class, scratch.home(), "50");
                var out = process.lines()) {
            int told = readUntil(out, group);
            process.kill();
            return told;
        }
    }

    private static int readUntil(BufferedReader out, int group) throws IOException {
        assertThat(out.readLine()).isEqualTo("open");
        int told = 0;
        while (told < group) {
            told = Integer.parseInt(Optional.ofNullable(out.readLine()).orElseThrow());
        }
        return told;
    }

    private static int assertWholeGroups(HomeStore store) {
        int groups = value(store, Table.SELF, "groups").map(Integer::parseInt).orElse(0);
        var rows = Scratch.rows(store, Table.OUTBOX);
        assertThat(rows).hasSize(groups * WritingProcess.GROUP);
        for (int row = 0; row < rows.size(); row++) {
            assertThat(rows.get(row)).isEqualTo("row " + row + "=value of row " + row + "x".repeat(row % 500));
        }
        assertThat(value(store, Table.SESSION, "session"))
                .isEqualTo(groups == 0 ? Optional.empty() : Optional.of("after group " + groups));
        return groups;
    }
}
