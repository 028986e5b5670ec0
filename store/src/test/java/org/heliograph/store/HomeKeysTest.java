package org.heliograph.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.heliograph.store.Scratch.HERE;
import static org.heliograph.store.Scratch.bytes;
import static org.heliograph.store.Scratch.put;
import static org.heliograph.store.Scratch.value;

import java.io.IOException;
import java.nio.file.CopyOption;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.heliograph.core.Store.Table;
import org.heliograph.core.StoreFailure;
import org.heliograph.core.StoreFailure.Kind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/// What opens a home, and what is said when something does not.
class HomeKeysTest {
    private final Scratch scratch = new Scratch();

    @AfterEach
    void close() {
        scratch.close();
    }

    @Test
    void aPassphraseOpensItsHomeAndNoOtherDoes() {
        fill(HomeStore.create(scratch.home(), words("correct horse"), HERE));
        try (var store = HomeStore.open(scratch.home(), words("correct horse"), HERE, false)) {
            assertThat(value(store, Table.SELF, "name")).contains("alice");
        }
        refuses(Kind.KEY, "passphrase does not open", () -> open(words("correct horsf"), HERE));
        refuses(Kind.KEY, "has a passphrase", () -> open(Optional.empty(), HERE));
    }

    @Test
    void aPassphraseThatProtectsNothingIsRefused() {
        fill(scratch.create());
        refuses(Kind.KEY, "has no passphrase", () -> open(words("x"), HERE));
    }

    @Test
    void aHomeDoesNotOpenOnAnotherMachine() {
        fill(scratch.create());
        refuses(Kind.KEY, "another machine", () -> open(Optional.empty(), Scratch.host("0123456789abcdef")));
        var nowhere = new Host(Optional.empty(), HERE.entropy(), HERE.clock());
        refuses(Kind.KEY, "another machine", () -> open(Optional.empty(), nowhere));
        scratch.open().close();
    }

    @Test
    void aHomeMadeWhereMachinesHaveNoIdOpensWithoutOne() {
        var nowhere = new Host(Optional.empty(), HERE.entropy(), HERE.clock());
        fill(HomeStore.create(scratch.home(), Optional.empty(), nowhere));
        scratch.open().close();
    }

    @Test
    void theKeyFileOfAnotherHomeIsRefused() throws IOException {
        fill(scratch.create());
        var other = scratch.folder().resolve("other");
        HomeStore.create(other, Optional.empty(), HERE).close();
        Files.copy(other.resolve("device.key"), scratch.home().resolve("device.key"), replaceExisting());
        refuses(Kind.KEY, "does not belong to this home", scratch::open);
    }

    @Test
    void aMissingFileIsNamed() throws IOException {
        fill(scratch.create());
        for (var name : new String[] {"device.key", "store.head", "store.db", "anchor", "row-0.key"}) {
            var copy = scratch.copy("copy");
            Files.delete(copy.resolve(name));
            assertThat(HomeStore.exists(copy)).isTrue();
            refuses(Kind.DAMAGED, name, () -> Scratch.open(copy));
        }
    }

    @Test
    void aHomeOpensOnTheMachineItWasReallyMadeOn() {
        fill(HomeStore.create(scratch.home(), Optional.empty()));
        fill(HomeStore.open(scratch.home(), Optional.empty()));
        try (var store = HomeStore.openRestored(scratch.home(), Optional.empty())) {
            assertThat(store.restoredFromOlderCopy()).isFalse();
            assertThat(value(store, Table.SELF, "name")).contains("alice");
        }
    }

    @Test
    void aHomeIsMadeOnce() {
        assertThat(HomeStore.exists(scratch.home())).isFalse();
        refuses(Kind.KEY, "no home", scratch::open);
        fill(scratch.create());
        assertThat(HomeStore.exists(scratch.home())).isTrue();
        refuses(Kind.LOCKED, "already", scratch::create);
        scratch.open().close();
    }

    @Test
    void aCreationThatWasCutOffIsBegunAnew() throws IOException {
        fill(scratch.create());
        Files.createFile(scratch.home().resolve("unfinished"));
        assertThat(HomeStore.exists(scratch.home())).isFalse();
        try (var store = scratch.create()) {
            assertThat(value(store, Table.SELF, "name")).isEmpty();
        }
        assertThat(HomeStore.exists(scratch.home())).isTrue();
    }

    @Test
    void anyFolderNameWillDo() {
        var odd = scratch.folder().resolve("a b?mode=ro#%41é&x");
        fill(HomeStore.create(odd, Optional.empty(), HERE));
        assertThat(odd.resolve("store.db")).exists();
        try (var store = Scratch.open(odd)) {
            assertThat(value(store, Table.SELF, "name")).contains("alice");
        }
    }

    @Test
    void everythingIsForItsOwnerAlone() throws IOException {
        onlyWithOwnerRights();
        Files.createDirectory(scratch.home(), PosixFilePermissions.asFileAttribute(rights("rwxr-xr-x")));
        try (var store = scratch.create()) {
            put(store, Table.SELF, "name", "", "alice");
            store.commit();
            assertPrivate();
        }
        Files.setPosixFilePermissions(scratch.home(), rights("rwxrwxrwx"));
        for (var file : Scratch.files(scratch.home())) {
            Files.setPosixFilePermissions(file, rights("rw-r--r--"));
        }
        scratch.open().close();
        assertPrivate();
    }

    @Test
    void aFolderOfOthersIsNotMadeAHome() throws IOException {
        onlyWithOwnerRights();
        Files.createDirectory(scratch.home(), PosixFilePermissions.asFileAttribute(rights("rwxr-xr-x")));
        Files.writeString(scratch.home().resolve("notes"), "mine");
        refuses(Kind.KEY, "holds other files", scratch::create);
        assertThat(Files.getPosixFilePermissions(scratch.home())).isEqualTo(rights("rwxr-xr-x"));
    }

    private void assertPrivate() throws IOException {
        assertThat(Files.getPosixFilePermissions(scratch.home())).isEqualTo(rights("rwx------"));
        for (var file : Scratch.files(scratch.home())) {
            assertThat(Files.getPosixFilePermissions(file)).as("%s", file).isEqualTo(rights("rw-------"));
        }
    }

    private void open(Optional<byte[]> passphrase, Host host) {
        HomeStore.open(scratch.home(), passphrase, host, false).close();
    }

    private static void fill(HomeStore store) {
        try (store) {
            put(store, Table.SELF, "name", "", "alice");
            store.commit();
        }
    }

    private static void refuses(Kind kind, String words, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        StoreFailure.class,
                        failure -> assertThat(failure.kind()).isEqualTo(kind))
                .hasMessageContaining(words);
    }

    private static Optional<byte[]> words(String passphrase) {
        return Optional.of(bytes(passphrase));
    }

    private static Set<PosixFilePermission> rights(String text) {
        return PosixFilePermissions.fromString(text);
    }

    private static CopyOption replaceExisting() {
        return StandardCopyOption.REPLACE_EXISTING;
    }

    private static void onlyWithOwnerRights() {
        Assumptions.assumeTrue(
                FileSystems.getDefault().supportedFileAttributeViews().contains("posix"), "needs POSIX rights");
    }
}
