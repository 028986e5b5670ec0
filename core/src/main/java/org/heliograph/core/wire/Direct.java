package org.heliograph.core.wire;

import org.heliograph.core.PeerFault;

/// The packet of a DIRECT frame: a box for the very contact whose session proved itself on this link.
public record Direct(byte[] box) {
    private static final int OP = 1;

    /// The packet without its padding.
    public byte[] encode() {
        if (box.length != Item.BOX_BYTES) {
            throw new IllegalArgumentException("box of " + box.length + " bytes");
        }
        return new Writer(4 + Item.BOX_BYTES).u8(OP).zeros(3).bytes(box).drain();
    }

    /// Takes a packet; its padding is not looked at.
    public static Direct decode(byte[] packet) throws PeerFault {
        var in = new Reader(packet);
        if (in.u8() != OP) {
            throw Reader.malformed("not a direct box");
        }
        in.skip(3);
        return new Direct(in.bytes(Item.BOX_BYTES));
    }
}
