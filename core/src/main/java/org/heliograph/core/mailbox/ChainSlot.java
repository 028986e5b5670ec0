package org.heliograph.core.mailbox;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.heliograph.core.wire.SlotId;
import org.heliograph.core.wire.Writer;
import org.heliograph.crypto.Hkdf;
import org.heliograph.crypto.Hmac;
import org.heliograph.crypto.Secret;

/// Where the boxes of a chain wait: each slot takes 16 of them, and follows from the box key of the header key that
/// the chain's boxes are sealed under.
///
/// Nothing here depends on a clock, so being away for a month costs a few addresses, not a month of them.
public final class ChainSlot {
    /// Boxes in a slot, one per number.
    public static final int BOXES = 16;

    private static final byte[] SEED = "HG1/mb".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] TAG = "HG1/it".getBytes(StandardCharsets.US_ASCII);
    private static final int SEED_BYTES = 32;

    private ChainSlot() {}

    /// The block that the box with this number falls into.
    public static long block(long number) {
        return number / BOXES;
    }

    /// The name of the slot, for who reads it.
    public static SlotId id(Secret boxKey, long block, int v) {
        try (var key = key(boxKey, block, v)) {
            return key.id();
        }
    }

    /// The right to write to the slot, for who deposits and deletes.
    public static SlotKey key(Secret boxKey, long block, int v) {
        return new SlotKey(seed(boxKey, block, v), v);
    }

    static Secret seed(Secret boxKey, long block, int v) {
        return Hkdf.expand(boxKey, new Writer(11).bytes(SEED).u32(block).u8(v).toBytes(), SEED_BYTES);
    }

    /// The tag of the box with this number, in whatever slot of its chain it lies.
    public static long tag(Secret boxKey, long number) {
        var hash = Hmac.sha256(boxKey, TAG, new Writer(4).u32(number).toBytes());
        return ByteBuffer.wrap(hash).getLong();
    }
}
