package org.heliograph.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NativeLibraryTest {
    private static final String NAME =
            NativeLibrary.bundledName(System.getProperty("os.name", ""), System.getProperty("os.arch", ""));

    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({
        "Linux, amd64, linux64/libsodium.so",
        "Linux, aarch64, arm64/libsodium.so",
        "Mac OS X, x86_64, mac/libsodium.dylib",
        "Mac OS X, aarch64, mac_arm/libsodium.dylib",
        "Windows 11, amd64, windows64/libsodium.dll"
    })
    void eachPlatformHasItsBinaryAndItHasThePinnedDigest(String os, String arch, String name) throws IOException {
        assertThat(NativeLibrary.bundledName(os, arch)).isEqualTo(name);
        NativeLibrary.check(bundled(name), name, "the jar");
    }

    @ParameterizedTest
    @CsvSource({"Linux, riscv64", "Windows 11, aarch64", "Linux, x86", "FreeBSD, amd64", "'', ''"})
    void otherPlatformsAreToldWhatToDo(String os, String arch) {
        assertThatThrownBy(() -> NativeLibrary.bundledName(os, arch))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("-Dhelio.sodium.library=")
                .hasMessageContaining(os);
    }

    @Test
    void aPackagedLibraryIsCheckedAndLoaded() throws IOException {
        Files.write(file(), bundled(NAME));
        assertThat(NativeLibrary.fromDirectory(directory, NAME).find("sodium_init"))
                .isPresent();
    }

    @Test
    void oneByteOfDifferenceIsRefused() throws IOException {
        var bytes = bundled(NAME);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file(), bytes);
        assertThatThrownBy(() -> NativeLibrary.fromDirectory(directory, NAME))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("SHA-256")
                .hasMessageContaining(directory.toString());
    }

    @Test
    void aMissingLibraryIsToldWithItsPath() {
        assertThatThrownBy(() -> NativeLibrary.fromDirectory(directory, NAME))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(file().toString());
    }

    @Test
    void whatIsNoLibraryIsToldSo() throws IOException {
        Files.writeString(file(), "not a library");
        assertThatThrownBy(() -> NativeLibrary.link(file()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("cannot be loaded")
                .hasMessageContaining("musl");
    }

    private Path file() {
        return directory.resolve(NAME.substring(NAME.indexOf('/') + 1));
    }

    private static byte[] bundled(String name) throws IOException {
        try (var in = NativeLibrary.class.getResourceAsStream("native/" + name)) {
            return Objects.requireNonNull(in, name).readAllBytes();
        }
    }
}
