package org.heliograph.core.onion;

import java.util.ArrayList;
import java.util.List;
import org.heliograph.core.PeerFault;
import org.heliograph.core.wire.Reader;
import org.heliograph.core.wire.Writer;
import org.heliograph.crypto.AgreementKey;
import org.heliograph.crypto.Entropy;
import org.heliograph.crypto.Suite;

/// The private key of this node for one epoch, and the tags of what was opened with it: they end together.
final class MixKey implements AutoCloseable {
    static final int BYTES = 32;

    /// Tags in one row of the store, which cannot take much more than a MiB.
    static final int TAGS_IN_ROW = 1 << 15;

    private static final int VERSION = 1;

    private final long epoch;
    private final AgreementKey key;
    private final ReplayTags tags = new ReplayTags();

    private MixKey(long epoch, AgreementKey key) {
        this.epoch = epoch;
        this.key = key;
    }

    static MixKey generate(long epoch, Entropy entropy) {
        return new MixKey(epoch, AgreementKey.generate(Suite.X25519, entropy));
    }

    /// The key that [#reveal] gave; wipes `privateBytes`.
    static MixKey restore(long epoch, byte[] privateBytes) {
        return new MixKey(epoch, AgreementKey.restore(Suite.X25519, privateBytes));
    }

    long epoch() {
        return epoch;
    }

    byte[] publicKey() {
        return key.publicKey();
    }

    /// For the row of the store; the caller wipes it.
    byte[] reveal() {
        return key.reveal();
    }

    boolean isFull() {
        return tags.isFull();
    }

    int tagCount() {
        return tags.size();
    }

    /// Opens what was not opened before. What it refuses as forged or malformed at once costs it no memory.
    Sphinx.Opened open(byte[] packet) throws PeerFault {
        if (tags.isFull()) {
            throw new PeerFault(PeerFault.Kind.OVER_LIMIT, "a mix key that has opened all it may");
        }
        try (var layer = Layer.of(packet, key)) {
            if (!tags.add(layer.tag())) {
                throw new PeerFault(PeerFault.Kind.REPLAYED, "a packet that was here before");
            }
            return layer.open();
        }
    }

    /// The tags as rows, at least one: version || public key || u32 tags in all rows || tags.
    List<byte[]> tagRows() {
        var rows = new ArrayList<byte[]>();
        var all = tags.all();
        int at = 0;
        do {
            int end = Math.min(at + 2 * TAGS_IN_ROW, all.length);
            var row = new Writer(1 + BYTES + 4 + (end - at) * Long.BYTES)
                    .u8(VERSION)
                    .bytes(publicKey())
                    .u32(tags.size());
            for (; at < end; at++) {
                row.u64(all[at]);
            }
            rows.add(row.toBytes());
        } while (at < all.length);
        return rows;
    }

    /// A row of [#tagRows], whoever's it is.
    record TagRow(byte[] publicKey, long all, Reader tags) {
        static TagRow read(byte[] row) throws PeerFault {
            var in = new Reader(row);
            if (in.u8() != VERSION) {
                throw new PeerFault(PeerFault.Kind.MALFORMED, "replay tags of another version");
            }
            return new TagRow(in.bytes(BYTES), in.u32(), in);
        }
    }

    void restore(TagRow row) throws PeerFault {
        while (row.tags().remaining() > 0 && !tags.isFull()) {
            tags.add(new ReplayTags.Tag(row.tags().u64(), row.tags().u64()));
        }
    }

    @Override
    public void close() {
        key.close();
    }
}
