package org.heliograph.core.wire;

import org.heliograph.core.PeerFault;

/// The body of a frame that carries something people wrote. Unknown kinds are kept and shown as such.
public record Data(int kind, long lamport, byte[] content) {
    /// UTF-8 text.
    public static final int TEXT = 1;

    /// All fields but the content.
    public static final int HEADER_BYTES = 9;

    /// A peer's counter beyond this is refused; who has come to it goes on with it.
    public static final long MAX_LAMPORT = 1L << 62;

    public byte[] encode() {
        return new Writer(HEADER_BYTES + content.length)
                .u8(kind)
                .u64(lamport)
                .bytes(content)
                .drain();
    }

    public static Data decode(byte[] body) throws PeerFault {
        var in = new Reader(body);
        int kind = in.u8();
        long lamport = in.u64();
        if (lamport < 0 || lamport > MAX_LAMPORT) {
            throw Reader.malformed("lamport counter out of range");
        }
        return new Data(kind, lamport, in.rest());
    }
}
