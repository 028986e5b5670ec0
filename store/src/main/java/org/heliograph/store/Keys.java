package org.heliograph.store;

import static java.nio.charset.StandardCharsets.US_ASCII;

import org.heliograph.crypto.Hkdf;
import org.heliograph.crypto.Secret;

/// The keys at work, derived from the store key: `lookUp` hashes keys and groups, `place` seals what a row is found by,
/// `value` what is in it, `home` what stands once in a home: head, anchor, row keys.
///
/// The store key itself is forgotten once they are derived. These are used in every commit, so they lie in the locked
/// slab, where a use costs nothing extra.
record Keys(Secret lookUp, Secret place, Secret value, Secret home) implements AutoCloseable {
    /// What `home` seals, as the first byte of the associated data.
    static final byte HEAD = 0;

    static final byte ANCHOR = 1;
    static final byte ROW_KEY = 2;

    /// Takes the store key and closes it.
    static Keys of(Secret storeKey) {
        try (storeKey) {
            return new Keys(
                    derive(storeKey, "HG1/store/look-up"),
                    derive(storeKey, "HG1/store/place"),
                    derive(storeKey, "HG1/store/value"),
                    derive(storeKey, "HG1/store/home"));
        }
    }

    private static Secret derive(Secret storeKey, String label) {
        return Hkdf.expand(storeKey, label.getBytes(US_ASCII), 32);
    }

    @Override
    public void close() {
        lookUp.close();
        place.close();
        value.close();
        home.close();
    }
}
