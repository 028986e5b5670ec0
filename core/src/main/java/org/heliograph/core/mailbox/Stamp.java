package org.heliograph.core.mailbox;

import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import org.heliograph.core.wire.Item;
import org.heliograph.core.wire.SlotId;
import org.heliograph.core.wire.Writer;
import org.heliograph.crypto.Sha256;

/// The proof of work on an envelope: what makes filling strangers' stores cost something.
///
/// A stamp is a number whose hash behind the envelope's prefix starts with enough zero bits. The search runs
/// outside of the node's thread, from the prefix alone.
public final class Stamp {
    /// Asked for when a store is less than half full.
    public static final int BASE_BITS = 12;

    /// Asked for on top, for drops: any holder of a card can write there.
    public static final int DROP_BITS = 8;

    /// Asked for on top at each of 50, 80 and 95 % fill of the storer.
    static final int FILL_BITS = 4;

    /// No honest storer asks for more; whoever does is not obeyed.
    public static final int MAX_BITS = BASE_BITS + DROP_BITS + 3 * FILL_BITS;

    private static final byte[] LABEL = "HG1/stamp".getBytes(StandardCharsets.US_ASCII);

    private Stamp() {}

    /// What is hashed before the stamp: it binds the stamp to the slot and to everything the envelope signs.
    static byte[] prefix(SlotId slot, byte[] signedBytes) {
        return new Writer(80)
                .bytes(LABEL)
                .bytes(slot.toBytes())
                .bytes(Sha256.hash(signedBytes))
                .toBytes();
    }

    public static byte[] prefix(Item item) {
        return prefix(item.slot(), Envelope.signedBytes(item));
    }

    public static boolean holds(byte[] prefix, long stamp, int bits) {
        return bits(prefix, stamp) >= bits;
    }

    /// The work that the item shows.
    public static int bits(Item item) {
        return bits(prefix(item), item.stamp());
    }

    /// How many zero bits the hash starts with.
    static int bits(byte[] prefix, long stamp) {
        return Sha256.leadingZeroBits(
                new Writer(prefix.length + Long.BYTES).bytes(prefix).u64(stamp).toBytes());
    }

    /// The first stamp from `from` on; takes 2^bits hashes on average.
    public static long search(byte[] prefix, int bits, long from) {
        return search(prefix, bits, from, Long.MAX_VALUE).orElseThrow();
    }

    /// As [#search(byte[], int, long)], but looks at `tries` numbers only, for workers that must be able to stop.
    public static OptionalLong search(byte[] prefix, int bits, long from, long tries) {
        return Sha256.search(prefix, bits, from, tries);
    }
}
