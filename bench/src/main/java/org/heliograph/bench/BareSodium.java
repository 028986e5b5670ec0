package org.heliograph.bench;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.heliograph.crypto.Secret;

/// libsodium by bare method handles: the floor under every operation of `crypto`.
final class BareSodium {
    static final MethodHandle SEAL = bind(
            "crypto_aead_xchacha20poly1305_ietf_encrypt",
            ADDRESS,
            ADDRESS,
            ADDRESS,
            JAVA_LONG,
            ADDRESS,
            JAVA_LONG,
            ADDRESS,
            ADDRESS,
            ADDRESS);
    static final MethodHandle OPEN = bind(
            "crypto_aead_xchacha20poly1305_ietf_decrypt",
            ADDRESS,
            ADDRESS,
            ADDRESS,
            ADDRESS,
            JAVA_LONG,
            ADDRESS,
            JAVA_LONG,
            ADDRESS,
            ADDRESS);
    static final MethodHandle X25519 = bind("crypto_scalarmult_curve25519", ADDRESS, ADDRESS, ADDRESS);
    static final MethodHandle X25519_BASE = bind("crypto_scalarmult_curve25519_base", ADDRESS, ADDRESS);
    static final MethodHandle CHACHA20 =
            bind("crypto_stream_chacha20_ietf_xor_ic", ADDRESS, ADDRESS, JAVA_LONG, ADDRESS, JAVA_INT, ADDRESS);
    static final MethodHandle KEYPAIR = bind("crypto_sign_ed25519_seed_keypair", ADDRESS, ADDRESS, ADDRESS);
    static final MethodHandle SIGN =
            bind("crypto_sign_ed25519_detached", ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS);
    static final MethodHandle VERIFY =
            bind("crypto_sign_ed25519_verify_detached", ADDRESS, ADDRESS, JAVA_LONG, ADDRESS);

    private BareSodium() {}

    private static MethodHandle bind(String function, MemoryLayout... parameters) {
        return Linker.nativeLinker()
                .downcallHandle(
                        Library.LOOKUP.findOrThrow(function),
                        FunctionDescriptor.of(JAVA_INT, parameters),
                        Linker.Option.critical(true));
    }

    static MemorySegment of(byte[] bytes) {
        return MemorySegment.ofArray(bytes);
    }

    private static final class Library {
        static final SymbolLookup LOOKUP = load();

        private static SymbolLookup load() {
            var arm = System.getProperty("os.arch").equals("aarch64");
            var name = System.getProperty("os.name").startsWith("Mac")
                    ? (arm ? "mac_arm/libsodium.dylib" : "mac/libsodium.dylib")
                    : (arm ? "arm64/libsodium.so" : "linux64/libsodium.so");
            try (var in = Objects.requireNonNull(Secret.class.getResourceAsStream("native/" + name), name)) {
                Path file = Files.createTempFile("libsodium", ".lib");
                Files.write(file, in.readAllBytes());
                var lookup = SymbolLookup.libraryLookup(file, Arena.global());
                Files.delete(file);
                choose(lookup);
                return lookup;
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }

        /// Without it the library would use its plainest code, not what suits this processor.
        private static void choose(SymbolLookup lookup) {
            var init = Linker.nativeLinker()
                    .downcallHandle(lookup.findOrThrow("sodium_init"), FunctionDescriptor.of(JAVA_INT));
            try {
                if ((int) init.invokeExact() < 0) {
                    throw new IllegalStateException("sodium_init failed");
                }
            } catch (RuntimeException | Error failure) {
                throw failure;
            } catch (Throwable failure) {
                throw new IllegalStateException(failure);
            }
        }
    }
}
