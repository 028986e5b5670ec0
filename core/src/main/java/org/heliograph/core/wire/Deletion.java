package org.heliograph.core.wire;

import java.nio.charset.StandardCharsets;
import org.heliograph.core.PeerFault;

/// The order to forget the item with this tag, signed by its slot's key.
public record Deletion(SlotId slot, long tag, byte[] signature) {
    public static final int BYTES = 1 + SlotId.BYTES + 8 + Item.SIGNATURE_BYTES;

    static final int OP = 4;

    private static final byte[] SIGNED = "HG1/delete".getBytes(StandardCharsets.US_ASCII);

    /// What the slot's key signs.
    public static byte[] signedBytes(long tag) {
        return new Writer(18).bytes(SIGNED).u64(tag).toBytes();
    }

    public byte[] encode() {
        return writeTo(new Writer(BYTES)).toBytes();
    }

    Writer writeTo(Writer out) {
        if (signature.length != Item.SIGNATURE_BYTES) {
            throw new IllegalArgumentException("signature of " + signature.length + " bytes");
        }
        return out.u8(OP).bytes(slot.toBytes()).u64(tag).bytes(signature);
    }

    /// Takes exactly [#BYTES] bytes.
    public static Deletion decode(byte[] deletion) throws PeerFault {
        var in = new Reader(deletion);
        var decoded = read(in);
        in.end();
        return decoded;
    }

    static Deletion read(Reader in) throws PeerFault {
        if (in.u8() != OP) {
            throw Reader.malformed("not a deletion");
        }
        return new Deletion(SlotId.read(in), in.u64(), in.bytes(Item.SIGNATURE_BYTES));
    }
}
