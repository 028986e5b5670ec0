package org.heliograph.crypto;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// A key from a passphrase: Argon2id version 1.3 (RFC 9106), one lane, by libsodium.
public final class Argon2id {
    public static final int SALT_BYTES = 16;
    public static final long MIN_MEMORY_BYTES = 8_192;

    private Argon2id() {}

    /// `opsLimit` is the number of passes, `memBytes` the memory each of them fills; the cost is theirs to decide and
    /// must be stored with the salt.
    /// Throws [IllegalStateException] when the machine lacks the memory. The passphrase is the caller's to wipe.
    public static Secret derive(byte[] passphrase, byte[] salt16, int opsLimit, long memBytes, int length) {
        if (salt16.length != SALT_BYTES || opsLimit < 1 || memBytes < MIN_MEMORY_BYTES || length < 16) {
            throw new IllegalArgumentException(
                    "Argon2id wants a salt of 16 bytes, a pass, 8,192 bytes of memory and 16 bytes of output at least");
        }
        var derived = Secret.blank(length);
        try (var arena = Arena.ofConfined();
                var words = Secret.taking(passphrase.clone())) {
            var salt = arena.allocate(SALT_BYTES).copyFrom(MemorySegment.ofArray(salt16));
            int result = Sodium.argon2id(derived.open(), words.open(), salt, opsLimit, memBytes);
            words.shut();
            derived.shut();
            if (result != 0) {
                derived.close();
                throw new IllegalStateException(
                        "Argon2id needs " + memBytes + " bytes of memory, which this machine does not give");
            }
            return derived;
        }
    }
}
