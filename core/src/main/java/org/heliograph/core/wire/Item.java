package org.heliograph.core.wire;

import java.nio.charset.StandardCharsets;
import org.heliograph.core.PeerFault;
import org.heliograph.crypto.Sha256;

/// A box in its envelope, as nodes hand it on and hold it: 3,190 bytes.
///
/// `slot` signs the flags, the tag, the bucket, the day and the box; `stamp` is the proof of work over what is
/// signed. Bits and values of later versions pass; who judges an item looks at those it knows.
public record Item(
        int flags, int bucket, int v, SlotId slot, long tag, byte[] signature, long stamp, int day, byte[] box) {
    public static final int BYTES = 3_190;
    public static final int BOX_BYTES = 3_072;
    public static final int SIGNATURE_BYTES = 64;

    /// Flag bit 0: for a drop, 64 of which share a slot, that nobody can delete.
    public static final int DROP = 1;

    static final int OP = 1;

    private static final byte[] SIGNED = "HG1/box".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ELEMENT = "HG1/item".getBytes(StandardCharsets.US_ASCII);

    public boolean isDrop() {
        return (flags & DROP) != 0;
    }

    /// What the slot's key signs.
    public static byte[] signedBytes(int flags, long tag, int bucket, int day, byte[] boxHash) {
        return new Writer(64)
                .bytes(SIGNED)
                .u8(flags)
                .u64(tag)
                .u8(bucket)
                .u16(day)
                .bytes(boxHash)
                .toBytes();
    }

    /// The name under which sets of items are compared: the same for every envelope around the same box in the same
    /// slot.
    public ElementId element() {
        return element(slot, tag, Sha256.hash(box));
    }

    /// As [#element()], for who has the hash of the box at hand.
    public static ElementId element(SlotId slot, long tag, byte[] boxHash) {
        var name = new Writer(80)
                .bytes(ELEMENT)
                .bytes(slot.toBytes())
                .u64(tag)
                .bytes(boxHash)
                .toBytes();
        return ElementId.of(Sha256.hash(name));
    }

    public byte[] encode() {
        return writeTo(new Writer(BYTES)).toBytes();
    }

    Writer writeTo(Writer out) {
        if (signature.length != SIGNATURE_BYTES || box.length != BOX_BYTES) {
            throw new IllegalArgumentException("signature or box of another size");
        }
        return out.u8(OP)
                .u8(flags)
                .u8(bucket)
                .u8(v)
                .bytes(slot.toBytes())
                .u64(tag)
                .bytes(signature)
                .u64(stamp)
                .u16(day)
                .bytes(box);
    }

    /// Takes exactly [#BYTES] bytes.
    public static Item decode(byte[] item) throws PeerFault {
        var in = new Reader(item);
        var decoded = read(in);
        in.end();
        return decoded;
    }

    /// Takes the next [#BYTES] bytes.
    public static Item read(Reader in) throws PeerFault {
        if (in.u8() != OP) {
            throw Reader.malformed("not an item");
        }
        int flags = in.u8();
        int bucket = in.u8();
        int v = in.u8();
        var slot = SlotId.read(in);
        long tag = in.u64();
        var signature = in.bytes(SIGNATURE_BYTES);
        long stamp = in.u64();
        int day = in.u16();
        return new Item(flags, bucket, v, slot, tag, signature, stamp, day, in.bytes(BOX_BYTES));
    }
}
