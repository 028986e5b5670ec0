package org.heliograph.core.wire;

import org.heliograph.core.PeerFault;

/// The body of a frame from program to program. Unknown ops are ignored and acknowledged.
public record Control(int op, byte[] content) {
    /// A prekey bundle reserved for the reader.
    public static final int RESERVED_PREKEYS = 1;
    /// The sender's node record, or nothing.
    public static final int ADDRESS = 2;
    public static final int REVOCATION = 3;
    /// Default lifetime of messages, and flags.
    public static final int POLICY = 4;
    /// A prekey bundle: please start a new session.
    public static final int RESYNC = 5;
    /// No number of a chain below a bound comes any more: [Skip].
    public static final int SKIP = 6;
    /// An initiation that renews the session.
    public static final int RENEWAL = 7;
    public static final int CERTIFICATE = 8;

    public byte[] encode() {
        return new Writer(1 + content.length).u8(op).bytes(content).toBytes();
    }

    public static Control decode(byte[] body) throws PeerFault {
        var in = new Reader(body);
        return new Control(in.u8(), in.rest());
    }

    /// The content of [#SKIP].
    public record Skip(long chainTag, long below) {
        public Control toControl() {
            return new Control(SKIP, new Writer(12).u64(chainTag).u32(below).toBytes());
        }

        public static Skip decode(byte[] content) throws PeerFault {
            var in = new Reader(content);
            var skip = new Skip(in.u64(), in.u32());
            in.end();
            return skip;
        }
    }
}
