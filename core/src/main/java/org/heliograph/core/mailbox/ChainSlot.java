package org.heliograph.core.mailbox;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import org.heliograph.core.wire.SlotId;
import org.heliograph.core.wire.Writer;
import org.heliograph.crypto.ChaCha20;
import org.heliograph.crypto.Hkdf;
import org.heliograph.crypto.Hmac;
import org.heliograph.crypto.Secret;
import org.heliograph.crypto.Span;

/// Where the boxes of a chain wait: each slot takes 16 of them, and follows from the box key of the header key that
/// the chain's boxes are sealed under.
///
/// Nothing here depends on a clock, so being away for a month costs a few addresses, not a month of them.
public final class ChainSlot {
    /// Boxes in a slot, one per number.
    public static final int BOXES = 16;

    /// Slots that carry the same boxes, v = 0 and 1, at two places that nobody else can tell belong together.
    public static final int POSITIONS = 2;

    private static final byte[] SEED = "HG1/mb".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] TAG = "HG1/it".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] WRAP = "HG1/wrap".getBytes(StandardCharsets.US_ASCII);
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

    /// As [#tag(Secret, long, int)], in the first slots.
    public static long tag(Secret boxKey, long number) {
        return tag(boxKey, number, 0);
    }

    /// The tag of the box with this number, in whatever slot of its chain with this `v` it lies.
    public static long tag(Secret boxKey, long number, int v) {
        var hash = Hmac.sha256(boxKey, TAG, place(number, v).toBytes());
        return ByteBuffer.wrap(hash).getLong();
    }

    /// The number of the box with this tag, if it is one of the `count` from `from` on.
    public static OptionalInt number(Secret boxKey, long tag, int v, int from, int count) {
        for (int number = from; number < from + count; number++) {
            if (tag(boxKey, number, v) == tag) {
                return OptionalInt.of(number);
            }
        }
        return OptionalInt.empty();
    }

    /// A box as it lies in its slot with this `v`, or such a box as it was: in the second slot it is covered once more,
    /// so that who holds one copy does not know the other.
    public static byte[] wrap(Secret boxKey, long number, int v, byte[] box) {
        var wrapped = box.clone();
        if (v > 0) {
            var info = new Writer(16).bytes(WRAP).u32(number).u8(v).toBytes();
            try (var key = Hkdf.expand(boxKey, info, ChaCha20.KEY_BYTES)) {
                ChaCha20.xor(key, Span.of(new byte[ChaCha20.NONCE_BYTES]), 0, Span.of(wrapped)); // a key for one box
            }
        }
        return wrapped;
    }

    /// In the first slot a number is all there is.
    private static Writer place(long number, int v) {
        var out = new Writer(8).u32(number);
        return v == 0 ? out : out.u8(v);
    }
}
