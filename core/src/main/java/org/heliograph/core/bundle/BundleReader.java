package org.heliograph.core.bundle;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.heliograph.core.bundle.Bundle.Content;
import org.heliograph.core.bundle.Bundle.Kind;
import org.heliograph.crypto.Secret;

/// Reads a bundle record by record, in any order and as often as wanted.
///
/// Nothing but its key tells a bundle from noise, nor a wrong key from damage. So look at the records of [#samples]
/// first: when none of them opens, the key is wrong, the first record is damaged (no other opens then), or nearly all
/// are.
public final class BundleReader {
    /// Of a file in which one record in ten is whole, 64 samples miss all of them once in 850 times.
    private static final int SAMPLES = 64;

    /// What a record turned out to be.
    public sealed interface Found {
        record Carried(Content content) implements Found {}

        /// Chaff, or what only later versions understand.
        record Nothing() implements Found {}

        /// Damaged, cut short or not of this bundle.
        record Damaged() implements Found {}
    }

    private final RecordSeal seal;

    /// `key` was made with `salt`; it stays the caller's to close, afterwards.
    public BundleReader(Secret key, byte[] salt) {
        this.seal = new RecordSeal(key, salt.clone());
    }

    /// The salt in the first record; empty if not even that is there.
    public static Optional<byte[]> salt(byte[] first) {
        return first.length < Bundle.SALT_BYTES
                ? Optional.empty()
                : Optional.of(Arrays.copyOf(first, Bundle.SALT_BYTES));
    }

    /// Which records of a file of so many, the first and any cut one included, to try before all others: some, spread
    /// evenly, or all behind the first.
    public static List<Integer> samples(int records) {
        var samples = new ArrayList<Integer>();
        int behindFirst = records - 1;
        int count = Math.min(SAMPLES, behindFirst);
        for (int i = 0; i < count; i++) {
            samples.add(1 + (int) ((long) behindFirst * i / count));
        }
        return samples;
    }

    /// How many records at least are cut off the end of a file of so many: all bundles have as many as a power of two.
    public static int missing(int records) {
        int whole = Bundle.LEAST_RECORDS;
        while (whole < records) {
            whole *= 2;
        }
        return whole - records;
    }

    /// Any bytes will do.
    public Found open(byte[] record) {
        var plain = seal.open(record);
        if (plain.isEmpty()) {
            return new Found.Damaged();
        }
        return Kind.of(plain.get()[0])
                .<Found>map(kind ->
                        new Found.Carried(new Content(kind, Arrays.copyOfRange(plain.get(), 1, 1 + kind.bytes))))
                .orElseGet(Found.Nothing::new);
    }
}
