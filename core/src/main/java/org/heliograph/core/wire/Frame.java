package org.heliograph.core.wire;

import org.heliograph.core.MessageId;
import org.heliograph.core.PeerFault;

/// What a ratchet message carries: one body, and beside it an acknowledgement of what came the other way.
///
/// `sentMillis` is the sender's wall clock, `ttlSeconds` counts from it, 0 = no expiry.
public record Frame(int type, int flags, MessageId id, long sentMillis, long ttlSeconds, Ack.Head ack, byte[] body) {
    public static final int DATA = 1;
    public static final int ACK = 2;
    public static final int CTRL = 3;
    public static final int FRAG = 4;
    public static final int SYNC = 5;

    /// Flag bit 0: to disappear after reading.
    public static final int DISAPPEARING = 1;

    /// All fields but the reply blocks, the body and the padding.
    public static final int HEADER_BYTES = 49;

    /// One reply block. None is sent yet; those that come are stepped over.
    public static final int REPLY_BLOCK_BYTES = 396;

    /// The end of the year 9999: later dates are refused, so that date arithmetic cannot overflow.
    static final long LATEST_MILLIS = 253_402_300_799_999L;

    public byte[] encode(int paddedLength) {
        return new Writer(paddedLength)
                .u8(type)
                .u8(flags)
                .bytes(id.toBytes())
                .u64(sentMillis)
                .u32(ttlSeconds)
                .u64(ack.chainTag())
                .u32(ack.next())
                .u32(ack.bitmap() & 0xffff_ffffL)
                .u8(0)
                .lp(body)
                .padTo(paddedLength)
                .drain();
    }

    public static Frame decode(byte[] padded) throws PeerFault {
        var in = new Reader(padded);
        int type = in.u8();
        int flags = in.u8();
        var id = MessageId.of(in.bytes(MessageId.BYTES));
        long sentMillis = in.u64();
        if (sentMillis < 0 || sentMillis > LATEST_MILLIS) {
            throw Reader.malformed("sent at no date");
        }
        long ttlSeconds = in.u32();
        var ack = new Ack.Head(in.u64(), in.u32(), (int) in.u32());
        in.skip(in.u8() * REPLY_BLOCK_BYTES);
        return new Frame(type, flags, id, sentMillis, ttlSeconds, ack, in.lp());
    }
}
