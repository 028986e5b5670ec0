package org.heliograph.store;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.heliograph.core.Store.Table;
import org.heliograph.core.StoreFailure;

/// Writes numbered rows in groups of three, each group with a count of the groups, and says when one is committed. The
/// second argument is the number of groups after which the row key is replaced.
final class WritingProcess {
    static final int GROUP = 3;

    private WritingProcess() {}

    public static void main(String[] args) {
        try (var store = HomeStore.open(Path.of(args[0]), Optional.empty(), Scratch.HERE, false)) {
            System.out.println("open");
            int before = Scratch.value(store, Table.SELF, "groups")
                    .map(Integer::parseInt)
                    .orElse(0);
            try {
                write(store, before, Integer.parseInt(args[1]));
            } catch (StoreFailure failure) {
                System.out.println(failure.kind());
            }
            store.rollback();
        } catch (StoreFailure failure) {
            System.out.println("then " + failure.kind());
        }
    }

    private static void write(HomeStore store, int groupsBefore, int groupsPerRowKey) {
        for (int group = groupsBefore + 1; ; group++) {
            for (int i = 0; i < GROUP; i++) {
                int row = (group - 1) * GROUP + i;
                Scratch.put(store, Table.OUTBOX, "row " + row, "", "value of row " + row + "x".repeat(row % 500));
            }
            Scratch.put(store, Table.SESSION, "session", "", "after group " + group);
            Scratch.put(store, Table.SELF, "groups", "", "" + group);
            store.commit();
            System.out.println(group);
            if (group % groupsPerRowKey == 0) {
                store.rotateIfOlderThan(Duration.ZERO, Scratch.NOON.plusSeconds(group), _ -> {});
            }
        }
    }
}
