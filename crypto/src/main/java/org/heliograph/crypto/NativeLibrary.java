package org.heliograph.crypto;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Finds, checks and loads libsodium.
///
/// Three places, the first that is named wins: the file of the property `helio.sodium.library` (a library of the user's
/// own
/// choice, so its digest is not asked for), the directory of the property `heliograph.native` (a packaged image ships
/// the
/// library unpacked there), and the copy inside our jar, unpacked to a temporary directory. The last two must have the
/// pinned digest.
///
/// Loading is no static initializer, so that a machine we cannot run on gets our sentence and not an
/// `ExceptionInInitializerError`.
final class NativeLibrary {
    static final String LIBRARY_PROPERTY = "helio.sodium.library";
    static final String DIRECTORY_PROPERTY = "heliograph.native";

    /// SHA-256 of the libsodium 1.0.20 binaries that lazysodium-java 5.2.0 carries.
    private static final Map<String, String> PINNED = Map.of(
            "linux64/libsodium.so", "ec4a681bdc8e8635efb5c47f53458c7adfa5234dc0367611ddfa38d0d4305894",
            "arm64/libsodium.so", "dcb6b3a9e10614d9f80a4a3729df2cab5a4c99851d3ca426c9a7fd64b622d2ea",
            "mac/libsodium.dylib", "15db21a581a164feba6e5e12e70c53a3fad842268d217a7e5eb9462547cff38c",
            "mac_arm/libsodium.dylib", "f44a9e331997c4af1a0e325b23379750598d65bb56a974d7f34307f474a74f22",
            "windows64/libsodium.dll", "19d5a88c94d61ff6615d7461ed5da2a3b3413e9d822e6726c27f293125de7b80");

    private static @Nullable SymbolLookup loaded;

    private NativeLibrary() {}

    /// The library, loaded at the first call. Throws [IllegalStateException] with a sentence for people when there is
    /// none.
    static synchronized SymbolLookup load() {
        var library = loaded;
        if (library == null) {
            library = find();
            loaded = library;
        }
        return library;
    }

    private static SymbolLookup find() {
        var named = System.getProperty(LIBRARY_PROPERTY);
        if (named != null) {
            return link(Path.of(named).toAbsolutePath());
        }
        var name = bundledName(System.getProperty("os.name", ""), System.getProperty("os.arch", ""));
        var directory = System.getProperty(DIRECTORY_PROPERTY);
        return directory != null ? fromDirectory(Path.of(directory), name) : fromJar(name);
    }

    /// The bundled binary for a system and processor as Java names them.
    static String bundledName(String os, String arch) {
        var system = os.toLowerCase(Locale.ROOT);
        boolean arm = arch.equals("aarch64");
        if (arm || arch.equals("amd64") || arch.equals("x86_64")) {
            if (system.contains("mac")) {
                return arm ? "mac_arm/libsodium.dylib" : "mac/libsodium.dylib";
            }
            if (system.contains("linux")) {
                return arm ? "arm64/libsodium.so" : "linux64/libsodium.so";
            }
            if (system.contains("windows") && !arm) {
                return "windows64/libsodium.dll";
            }
        }
        throw new IllegalStateException("Heliograph brings no libsodium for " + os + " on " + arch
                + ". It brings one for Linux and macOS on x86-64 and ARM64, and for Windows on x86-64. Install libsodium 1.0.20 or newer and name"
                + " its file: -D" + LIBRARY_PROPERTY + "=/path/to/libsodium.so");
    }

    static SymbolLookup fromDirectory(Path directory, String name) {
        var file = directory.resolve(fileName(name)).toAbsolutePath();
        try {
            check(Files.readAllBytes(file), name, file.toString());
        } catch (IOException e) {
            throw new IllegalStateException(
                    "The libsodium of this installation cannot be read: " + file + ". Unpack Heliograph again.", e);
        }
        return link(file);
    }

    private static SymbolLookup fromJar(String name) {
        try (InputStream in = NativeLibrary.class.getResourceAsStream("native/" + name)) {
            if (in == null) {
                throw new IllegalStateException("This build of Heliograph carries no " + name + ". Build it again.");
            }
            var bytes = in.readAllBytes();
            check(bytes, name, "the copy inside heliograph-crypto");
            var directory = Files.createTempDirectory("heliograph");
            var file = directory.resolve(fileName(name));
            try {
                Files.write(file, bytes);
                return link(file);
            } finally {
                remove(file, directory);
            }
        } catch (IOException e) {
            throw new IllegalStateException(
                    "libsodium cannot be unpacked to the temporary directory " + System.getProperty("java.io.tmpdir")
                            + ". Make it writable, or name another with -Djava.io.tmpdir=…",
                    e);
        }
    }

    /// A mapped library needs its file no more, except on Windows, where a file in use cannot be deleted.
    private static void remove(Path file, Path directory) {
        try {
            Files.deleteIfExists(file);
            Files.deleteIfExists(directory);
        } catch (IOException e) {
            directory.toFile().deleteOnExit();
            file.toFile().deleteOnExit();
        }
    }

    static void check(byte[] bytes, String name, String where) {
        var digest = HexFormat.of().formatHex(Sha256.hash(bytes));
        if (!digest.equals(PINNED.get(name))) {
            throw new IllegalStateException(
                    "The libsodium of this installation is not the one Heliograph was built with: " + where
                            + " has the SHA-256 " + digest
                            + ". Do not use it; unpack Heliograph again from a source you trust.");
        }
    }

    static SymbolLookup link(Path file) {
        try {
            return SymbolLookup.libraryLookup(file, Arena.global());
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException(
                    "libsodium cannot be loaded from " + file
                            + ". The bundled one needs glibc 2.16 or newer (it does not run on musl);"
                            + " another can be named with -D" + LIBRARY_PROPERTY + "=/path/to/libsodium.so",
                    e);
        }
    }

    private static String fileName(String name) {
        return name.substring(name.indexOf('/') + 1);
    }
}
