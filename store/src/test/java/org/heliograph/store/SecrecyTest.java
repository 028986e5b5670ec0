package org.heliograph.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;
import java.util.zip.DeflaterOutputStream;
import org.heliograph.core.Store.Table;
import org.heliograph.testkit.CanaryScan;
import org.junit.jupiter.api.Test;

/// The files of a home hold nothing that was put into them in the clear.
class SecrecyTest {
    @Test
    void noFileShowsAKeyAGroupAValueOrATable() {
        try (var scratch = new Scratch()) {
            var scan = new CanaryScan()
                    .text("canary key")
                    .text("canary group")
                    .text("canary value")
                    .bytes("an address", new byte[] {(byte) 192, (byte) 168, 77, 33, 0x1F, (byte) 0x90})
                    .text("canary passphrase");
            for (var table : Table.values()) {
                scan.text(table.name());
            }
            var passphrase = Optional.of(Scratch.bytes("canary passphrase"));
            try (var store = HomeStore.create(scratch.home(), passphrase, Scratch.HERE)) {
                for (var table : Table.values()) {
                    for (int i = 0; i < 30; i++) {
                        Scratch.put(store, table, "canary key " + i, "canary group", "canary value " + i);
                    }
                    store.put(
                            table,
                            new byte[] {(byte) 192, (byte) 168, 77, 33, 0x1F, (byte) 0x90},
                            new byte[0],
                            new byte[] {(byte) 192, (byte) 168, 77, 33, 0x1F, (byte) 0x90});
                    store.commit();
                    store.delete(table, Scratch.bytes("canary key 3"));
                    store.commit();
                }
                assertThat(scan.in(scratch.home())).as("while it is open").isEmpty();
            }
            assertThat(scan.in(scratch.home())).as("after it was closed").isEmpty();
        }
    }

    /// Equal values, keys and groups do not make equal bytes, so that nothing in the file repeats.
    @Test
    void equalRowsLookDifferent() throws IOException {
        try (var scratch = new Scratch();
                var store = scratch.create()) {
            for (int i = 0; i < 50; i++) {
                store.put(Table.MESSAGE, Scratch.bytes("key " + i), Scratch.bytes("group"), new byte[1_000]);
            }
            store.commit();
            var log = Files.readAllBytes(scratch.home().resolve("store.db-wal"));
            var deflated = new ByteArrayOutputStream();
            try (var deflater = new DeflaterOutputStream(deflated)) {
                deflater.write(log);
            }
            assertThat(deflated.size()).isGreaterThan(50 * 1_216);
        }
    }
}
