package org.heliograph.crypto;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/// The only class that calls C: one static method per libsodium function, with libsodium's parameters in its order.
///
/// Binding a function costs milliseconds, so each group of functions has a holder class that binds it at its first use.
/// Functions that take microseconds
/// are bound as *critical*: no change of thread state, and heap arrays are passed without a copy. The garbage collector
/// waits meanwhile, hence [#MAX_BYTES].
final class Sodium {
    /// The longest input of a critical call: about a millisecond of a garbage collector's patience.
    static final int MAX_BYTES = 1 << 20;

    private Sodium() {}

    // ---- authenticated encryption
    // -------------------------------------------------------------------------------------------------------------

    private static final class Ciphers {
        private static final FunctionDescriptor ENCRYPT = FunctionDescriptor.of(
                JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG, ADDRESS, ADDRESS, ADDRESS);
        private static final FunctionDescriptor DECRYPT = FunctionDescriptor.of(
                JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG, ADDRESS, ADDRESS);
        static final MethodHandle X_SEAL = critical("crypto_aead_xchacha20poly1305_ietf_encrypt", ENCRYPT);
        static final MethodHandle X_OPEN = critical("crypto_aead_xchacha20poly1305_ietf_decrypt", DECRYPT);
    }

    /// Apart from [Ciphers] because few need it.
    private static final class ShortNonceCiphers {
        static final MethodHandle SEAL = critical("crypto_aead_chacha20poly1305_ietf_encrypt", Ciphers.ENCRYPT);
        static final MethodHandle OPEN = critical("crypto_aead_chacha20poly1305_ietf_decrypt", Ciphers.DECRYPT);
    }

    /// `crypto_aead_xchacha20poly1305_ietf_encrypt`.
    static void xchachaSeal(
            MemorySegment out, MemorySegment message, MemorySegment ad, MemorySegment nonce, MemorySegment key) {
        try {
            mustSucceed((int) Ciphers.X_SEAL.invokeExact(
                    out,
                    MemorySegment.NULL,
                    message,
                    message.byteSize(),
                    ad,
                    ad.byteSize(),
                    MemorySegment.NULL,
                    nonce,
                    key));
        } catch (Throwable t) {
            throw failed(t);
        }
    }

    /// `crypto_aead_xchacha20poly1305_ietf_decrypt`.
    static int xchachaOpen(
            MemorySegment out, MemorySegment sealed, MemorySegment ad, MemorySegment nonce, MemorySegment key) {
        try {
            return (int) Ciphers.X_OPEN.invokeExact(
                    out,
                    MemorySegment.NULL,
                    MemorySegment.NULL,
                    sealed,
                    sealed.byteSize(),
                    ad,
                    ad.byteSize(),
                    nonce,
                    key);
        } catch (Throwable t) {
            throw failed(t);
        }
    }

    /// `crypto_aead_chacha20poly1305_ietf_encrypt`.
    static void chachaSeal(
            MemorySegment out, MemorySegment message, MemorySegment ad, MemorySegment nonce, MemorySegment key) {
        try {
            mustSucceed((int) ShortNonceCiphers.SEAL.invokeExact(
                    out,
                    MemorySegment.NULL,
                    message,
                    message.byteSize(),
                    ad,
                    ad.byteSize(),
                    MemorySegment.NULL,
                    nonce,
                    key));
        } catch (Throwable t) {
            throw failed(t);
        }
    }

    /// `crypto_aead_chacha20poly1305_ietf_decrypt`.
    static int chachaOpen(
            MemorySegment out, MemorySegment sealed, MemorySegment ad, MemorySegment nonce, MemorySegment key) {
        try {
            return (int) ShortNonceCiphers.OPEN.invokeExact(
                    out,
                    MemorySegment.NULL,
                    MemorySegment.NULL,
                    sealed,
                    sealed.byteSize(),
                    ad,
                    ad.byteSize(),
                    nonce,
                    key);
        } catch (Throwable t) {
            throw failed(t);
        }
    }

    // ---- encryption alone
    // ---------------------------------------------------------------------------------------------------------------------

    private static final class Streams {
        static final MethodHandle CHACHA20 = critical(
                "crypto_stream_chacha20_ietf_xor_ic",
                FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS, JAVA_INT, ADDRESS));
    }

    /// `crypto_stream_chacha20_ietf_xor_ic`; `out` and `message` may be the same.
    static void chacha20Xor(
            MemorySegment out, MemorySegment message, MemorySegment nonce, int counter, MemorySegment key) {
        try {
            mustSucceed((int) Streams.CHACHA20.invokeExact(out, message, message.byteSize(), nonce, counter, key));
        } catch (Throwable t) {
            throw failed(t);
        }
    }

    // ---- X25519
    // -------------------------------------------------------------------------------------------------------------------------------

    private static final class Montgomery {
        static final MethodHandle MULTIPLY =
                critical("crypto_scalarmult_curve25519", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS));
        static final MethodHandle MULTIPLY_BASE =
                critical("crypto_scalarmult_curve25519_base", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS));
    }

    /// `crypto_scalarmult_curve25519`; not 0 when the result is all zeros.
    static int x25519(MemorySegment out, MemorySegment scalar, MemorySegment point) {
        try {
            return (int) Montgomery.MULTIPLY.invokeExact(out, scalar, point);
        } catch (Throwable t) {
            throw failed(t);
        }
    }

    /// `crypto_scalarmult_curve25519_base`.
    static void x25519Base(MemorySegment out, MemorySegment scalar) {
        try {
            mustSucceed((int) Montgomery.MULTIPLY_BASE.invokeExact(out, scalar));
        } catch (Throwable t) {
            throw failed(t);
        }
    }

    private static final class Scalars {
        static final MethodHandle MULTIPLY =
                critical("crypto_core_ed25519_scalar_mul", FunctionDescriptor.ofVoid(ADDRESS, ADDRESS, ADDRESS));
        static final MethodHandle NEGATE =
                critical("crypto_core_ed25519_scalar_negate", FunctionDescriptor.ofVoid(ADDRESS, ADDRESS));
    }

    /// `crypto_core_ed25519_scalar_mul`: modulo the order of the main group, below which the result is; the factors
    /// need not be.
    static void scalarMultiply(MemorySegment out, MemorySegment x, MemorySegment y) {
        try {
            Scalars.MULTIPLY.invokeExact(out, x, y);
        } catch (Throwable t) {
            throw failed(t);
        }
    }

    /// `crypto_core_ed25519_scalar_negate`: modulo the order of the main group.
    static void scalarNegate(MemorySegment out, MemorySegment scalar) {
        try {
            Scalars.NEGATE.invokeExact(out, scalar);
        } catch (Throwable t) {
            throw failed(t);
        }
    }

    // ---- Ed25519
    // ------------------------------------------------------------------------------------------------------------------------------

    private static final class Edwards {
        static final MethodHandle SEED_KEYPAIR = critical(
                "crypto_sign_ed25519_seed_keypair", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS));
        static final MethodHandle SIGN = critical(
                "crypto_sign_ed25519_detached",
                FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS));
        static final MethodHandle VERIFY = critical(
                "crypto_sign_ed25519_verify_detached",
                FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS));
    }

    /// `crypto_sign_ed25519_seed_keypair`.
    static void ed25519Keypair(MemorySegment publicKey, MemorySegment secretKey, MemorySegment seed) {
        try {
            mustSucceed((int) Edwards.SEED_KEYPAIR.invokeExact(publicKey, secretKey, seed));
        } catch (Throwable t) {
            throw failed(t);
        }
    }

    /// `crypto_sign_ed25519_detached`.
    static void ed25519Sign(MemorySegment signature, MemorySegment message, MemorySegment secretKey) {
        try {
            mustSucceed((int)
                    Edwards.SIGN.invokeExact(signature, MemorySegment.NULL, message, message.byteSize(), secretKey));
        } catch (Throwable t) {
            throw failed(t);
        }
    }

    /// `crypto_sign_ed25519_verify_detached`.
    static int ed25519Verify(MemorySegment signature, MemorySegment message, MemorySegment publicKey) {
        try {
            return (int) Edwards.VERIFY.invokeExact(signature, message, message.byteSize(), publicKey);
        } catch (Throwable t) {
            throw failed(t);
        }
    }

    private static final class EdwardsCheck {
        static final MethodHandle CONVERT =
                critical("crypto_sign_ed25519_pk_to_curve25519", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS));
    }

    /// `crypto_sign_ed25519_pk_to_curve25519`; not 0 when the point is not on the curve, of small order or not in the
    /// main group.
    static int ed25519ToCurve25519(MemorySegment out, MemorySegment publicKey) {
        try {
            return (int) EdwardsCheck.CONVERT.invokeExact(out, publicKey);
        } catch (Throwable t) {
            throw failed(t);
        }
    }

    // ---- hashes
    // -------------------------------------------------------------------------------------------------------------------------------

    private static final class Hashes {
        static final MethodHandle GENERIC = critical(
                "crypto_generichash",
                FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG));
    }

    private static final class ShortHashes {
        static final MethodHandle SIP =
                critical("crypto_shorthash", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS));
    }

    private static final class PasswordHash {
        /// Not critical: it runs for as long as the passphrase is meant to cost.
        static final MethodHandle DERIVE = plain(
                "crypto_pwhash",
                FunctionDescriptor.of(
                        JAVA_INT, ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG, JAVA_LONG, JAVA_INT));
    }

    /// `crypto_generichash`, which is BLAKE2b.
    static void genericHash(MemorySegment out, MemorySegment message, MemorySegment key) {
        try {
            mustSucceed((int)
                    Hashes.GENERIC.invokeExact(out, out.byteSize(), message, message.byteSize(), key, key.byteSize()));
        } catch (Throwable t) {
            throw failed(t);
        }
    }

    /// `crypto_shorthash`, which is SipHash-2-4.
    static void shortHash(MemorySegment out, MemorySegment message, MemorySegment key) {
        try {
            mustSucceed((int) ShortHashes.SIP.invokeExact(out, message, message.byteSize(), key));
        } catch (Throwable t) {
            throw failed(t);
        }
    }

    /// `crypto_pwhash` with the algorithm Argon2id version 1.3; all segments off the heap. Not 0 when memory is short.
    static int argon2id(MemorySegment out, MemorySegment passphrase, MemorySegment salt, long operations, long bytes) {
        try {
            return (int) PasswordHash.DERIVE.invokeExact(
                    out, out.byteSize(), passphrase, passphrase.byteSize(), salt, operations, bytes, 2);
        } catch (Throwable t) {
            throw failed(t);
        }
    }

    // ---- random bytes, memory
    // -------------------------------------------------------------------------------------------------------------------

    private static final class RandomBytes {
        static final MethodHandle FILL = critical("randombytes_buf", FunctionDescriptor.ofVoid(ADDRESS, JAVA_LONG));
    }

    private static final class Memory {
        static final MethodHandle ALLOCATE = plain("sodium_malloc", FunctionDescriptor.of(ADDRESS, JAVA_LONG));
        static final MethodHandle LOCK = plain("sodium_mlock", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG));
    }

    private static final class Protection {
        static final MethodHandle FREE = plain("sodium_free", FunctionDescriptor.ofVoid(ADDRESS));
        static final MethodHandle NO_ACCESS =
                plain("sodium_mprotect_noaccess", FunctionDescriptor.of(JAVA_INT, ADDRESS));
        static final MethodHandle READ_ONLY =
                plain("sodium_mprotect_readonly", FunctionDescriptor.of(JAVA_INT, ADDRESS));
    }

    private static final class Comparison {
        static final MethodHandle EQUAL =
                critical("sodium_memcmp", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG));
    }

    /// `randombytes_buf`.
    static void randomBytes(MemorySegment out) {
        try {
            RandomBytes.FILL.invokeExact(out, out.byteSize());
        } catch (Throwable t) {
            throw failed(t);
        }
    }

    /// `sodium_malloc`: guard pages around it, locked when the system allows. Throws when there is no memory.
    static MemorySegment malloc(long bytes) {
        try {
            var raw = (MemorySegment) Memory.ALLOCATE.invokeExact(bytes);
            if (raw.address() == 0) {
                throw new IllegalStateException("no memory for a secret of " + bytes + " bytes");
            }
            return raw.reinterpret(bytes);
        } catch (Throwable t) {
            throw failed(t);
        }
    }

    /// `sodium_mlock`; not 0 when the system refuses to keep the memory from being swapped out.
    static int lock(MemorySegment memory) {
        try {
            return (int) Memory.LOCK.invokeExact(memory, memory.byteSize());
        } catch (Throwable t) {
            throw failed(t);
        }
    }

    /// `sodium_free`, which wipes first, whatever the protection is.
    static void free(MemorySegment memory) {
        try {
            Protection.FREE.invokeExact(memory);
        } catch (Throwable t) {
            throw failed(t);
        }
    }

    /// `sodium_mprotect_noaccess`.
    static int protectFully(MemorySegment memory) {
        try {
            return (int) Protection.NO_ACCESS.invokeExact(memory);
        } catch (Throwable t) {
            throw failed(t);
        }
    }

    /// `sodium_mprotect_readonly`.
    static int protectFromWrites(MemorySegment memory) {
        try {
            return (int) Protection.READ_ONLY.invokeExact(memory);
        } catch (Throwable t) {
            throw failed(t);
        }
    }

    /// `sodium_memcmp`: in a time that does not depend on the contents. Both of one length.
    static boolean equal(MemorySegment a, MemorySegment b) {
        try {
            return (int) Comparison.EQUAL.invokeExact(a, b, a.byteSize()) == 0;
        } catch (Throwable t) {
            throw failed(t);
        }
    }

    // ---- binding
    // --------------------------------------------------------------------------------------------------------------------------------

    private static final class Library {
        static final Linker LINKER = Linker.nativeLinker();
        static final SymbolLookup SYMBOLS = NativeLibrary.load();

        static {
            var init = LINKER.downcallHandle(SYMBOLS.findOrThrow("sodium_init"), FunctionDescriptor.of(JAVA_INT));
            try {
                if ((int) init.invokeExact() < 0) {
                    throw new IllegalStateException("sodium_init failed");
                }
            } catch (Throwable t) {
                throw failed(t);
            }
        }
    }

    private static MethodHandle plain(String name, FunctionDescriptor type) {
        return Library.LINKER.downcallHandle(Library.SYMBOLS.findOrThrow(name), type);
    }

    private static MethodHandle critical(String name, FunctionDescriptor type) {
        return Library.LINKER.downcallHandle(Library.SYMBOLS.findOrThrow(name), type, Linker.Option.critical(true));
    }

    /// An array as input of a critical call.
    static MemorySegment bounded(byte[] content) {
        if (content.length > MAX_BYTES) {
            throw new IllegalArgumentException("content above " + MAX_BYTES + " bytes must be cut into pieces");
        }
        return MemorySegment.ofArray(content);
    }

    /// For functions that fail only on arguments we never give.
    private static void mustSucceed(int result) {
        if (result != 0) {
            throw new IllegalStateException("libsodium refuses its arguments");
        }
    }

    /// A C function cannot throw: what arrives here is our own mistake.
    private static RuntimeException failed(Throwable t) {
        if (t instanceof RuntimeException e) {
            return e;
        }
        if (t instanceof Error e) {
            throw e;
        }
        return new IllegalStateException("a call of libsodium failed", t);
    }
}
