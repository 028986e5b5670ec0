package org.heliograph.core.wire;

import org.heliograph.core.PeerFault;

/// The body of a frame that carries one piece of a body too long for it; `type` is that of the whole.
public record Fragment(int type, int index, int count, byte[] bytes) {
    /// All fields but the piece.
    public static final int HEADER_BYTES = 5;

    public static final int MAX_COUNT = 4_096;

    public byte[] encode() {
        return new Writer(HEADER_BYTES + bytes.length)
                .u8(type)
                .u16(index)
                .u16(count)
                .bytes(bytes)
                .toBytes();
    }

    public static Fragment decode(byte[] body) throws PeerFault {
        var in = new Reader(body);
        int type = in.u8();
        int index = in.u16();
        int count = in.u16();
        if (count > MAX_COUNT || index >= count) {
            throw Reader.malformed("piece " + index + " of " + count);
        }
        return new Fragment(type, index, count, in.rest());
    }
}
