package org.heliograph.core.bundle;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.heliograph.core.wire.Item;
import org.heliograph.core.wire.Writer;
import org.heliograph.crypto.Aead;
import org.heliograph.crypto.Argon2id;
import org.heliograph.crypto.Entropy;
import org.heliograph.crypto.Hkdf;
import org.heliograph.crypto.Secret;

/// The form of a bundle: records of one size, as many as a power of two, which look random from the first byte to the
/// last.
public final class Bundle {
    public static final int RECORD_BYTES = 4_096;

    /// The first record begins with it; each bundle has its own.
    public static final int SALT_BYTES = 16;

    /// The smallest bundle, 64 KiB: one message looks like a dozen.
    public static final int LEAST_RECORDS = 16;

    /// The largest, 2 GiB: more than a full store and outbox, and a size that every file system can hold.
    public static final int MOST_RECORDS = 1 << 19;

    /// Of as many records with content there is at least one without.
    private static final int CONTENT_PER_CHAFF = 10;

    private static final byte[] PURPOSE = "HG1/bundle".getBytes(StandardCharsets.US_ASCII);

    /// What each guess at a passphrase costs whoever found the file: some 0.2 s on a laptop, and this much memory. Part
    /// of the form, since the file has no room to say it.
    private static final int PASSES = 3;

    private static final long MEMORY_BYTES = 128L << 20;

    /// What a record carries.
    public enum Kind {
        /// A box in its envelope.
        ITEM(1, Item.BYTES),
        /// What a node says of itself.
        NODE_RECORD(2, 768);

        final int code;
        final int bytes;

        Kind(int code, int bytes) {
            this.code = code;
            this.bytes = bytes;
        }

        static Optional<Kind> of(int code) {
            return Arrays.stream(values()).filter(it -> it.code == code).findFirst();
        }
    }

    /// The content of one record, encoded.
    public record Content(Kind kind, byte[] bytes) {
        public Content {
            if (bytes.length != kind.bytes) {
                throw new IllegalArgumentException(kind + " of " + bytes.length + " bytes");
            }
        }
    }

    private Bundle() {}

    /// How many contents fit into a bundle of at most `maxBytes`; empty if not even the smallest bundle does.
    public static OptionalInt capacity(long maxBytes) {
        long most = Math.min(maxBytes / RECORD_BYTES, MOST_RECORDS);
        return most < LEAST_RECORDS ? OptionalInt.empty() : OptionalInt.of(capacity(Math.toIntExact(most)));
    }

    private static int capacity(int mostRecords) {
        long besideSalt = Integer.highestOneBit(mostRecords) - 1L;
        return (int) (besideSalt * CONTENT_PER_CHAFF / (CONTENT_PER_CHAFF + 1));
    }

    /// How many records the smallest bundle has that takes so many contents.
    static int records(int contents) {
        int records = LEAST_RECORDS;
        while (capacity(records) < contents) {
            records *= 2;
        }
        return records;
    }

    /// The same in another order, each as likely as any other: in which order a node holds boxes is nobody's business.
    public static <T> List<T> shuffled(List<T> all, Entropy entropy) {
        var shuffled = new ArrayList<T>(all);
        for (int left = shuffled.size(); left > 1; left--) {
            Collections.swap(shuffled, left - 1, entropy.below(left));
        }
        return shuffled;
    }

    /// What the key of a network is expanded with to give the key of the bundle with this salt.
    public static byte[] purpose(byte[] salt) {
        return new Writer(PURPOSE.length + SALT_BYTES)
                .bytes(PURPOSE)
                .bytes(salt)
                .toBytes();
    }

    /// The key of a bundle that a passphrase opens. Takes its time and 128 MiB of memory; [IllegalStateException] when
    /// there are not so many. The passphrase stays the caller's to wipe.
    public static Secret key(byte[] passphrase, byte[] salt) {
        try (var root = Argon2id.derive(passphrase, salt, PASSES, MEMORY_BYTES, Aead.KEY_BYTES)) {
            return Hkdf.expand(root, purpose(salt), Aead.KEY_BYTES);
        }
    }
}
