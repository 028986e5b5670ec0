package org.heliograph.core.bundle;

import org.heliograph.core.bundle.Bundle.Content;
import org.heliograph.crypto.Entropy;
import org.heliograph.crypto.Secret;

/// Makes a bundle from its first record to its last, with places for a number of contents that is known before.
///
/// [#first] once; then, while [#hasNext], for each place a record with content if [#nextHoldsContent], else chaff.
/// Which
/// places hold content is left to chance. In which order contents come is the caller's to choose, and shows to whoever
/// has the key.
public final class BundleWriter {
    private static final int CHAFF = 0;
    private static final byte[] NOTHING = {};

    private final RecordSeal seal;
    private final Entropy entropy;
    private final int records;
    private final Places places;

    /// `salt` is random and new, and `key` was made with it. The key stays the caller's to close, afterwards.
    public BundleWriter(Secret key, byte[] salt, int contents, Entropy entropy) {
        if (salt.length != Bundle.SALT_BYTES) {
            throw new IllegalArgumentException("salt of " + salt.length + " bytes");
        }
        this.seal = new RecordSeal(key, salt.clone());
        this.entropy = entropy;
        this.records = Bundle.records(contents);
        this.places = new Places(records - 1, contents, entropy);
    }

    /// How many records there will be, the first included.
    public int records() {
        return records;
    }

    /// The first record: the salt, and random bytes.
    public byte[] first() {
        var first = entropy.bytes(Bundle.RECORD_BYTES);
        System.arraycopy(seal.salt(), 0, first, 0, Bundle.SALT_BYTES);
        return first;
    }

    public boolean hasNext() {
        return places.left() > 0;
    }

    /// Goes on to the next place; says whether it is one for content.
    public boolean nextHoldsContent() {
        return places.next();
    }

    /// The record of a place with this content.
    public byte[] content(Content content) {
        return seal.seal(content.kind().code, content.bytes(), entropy);
    }

    /// The record of a place without content, also of one whose content did not come.
    public byte[] chaff() {
        return seal.seal(CHAFF, NOTHING, entropy);
    }
}
