package org.heliograph.core.wire;

import org.heliograph.core.PeerFault;

/// The plaintext of everything that passes a link: 4,078 bytes, whatever they carry.
///
/// `target` 0 means the receiver itself, else the first 8 bytes of the id of the node it goes on to. `keyEpoch` is
/// the low byte of the epoch of the mix key that was used. A packet that has less than 4,064 bytes is sent with zeros
/// behind it.
public record LinkFrame(int type, int keyEpoch, int hopLimit, long target, byte[] packet) {
    public static final int PAD = 0;
    public static final int SPHINX = 1;
    public static final int RELAY = 2;
    public static final int GOSSIP = 3;
    public static final int RECON = 4;
    public static final int STORE = 5;
    public static final int CTRL = 6;
    public static final int DIRECT = 7;

    public static final int BYTES = 4_078;
    public static final int PACKET_BYTES = 4_064;

    /// A frame for the neighbour itself.
    public static LinkFrame of(int type, byte[] packet) {
        return new LinkFrame(type, 0, 0, 0, packet);
    }

    /// The same packet as one of another type.
    public LinkFrame as(int type) {
        return new LinkFrame(type, keyEpoch, hopLimit, target, packet);
    }

    /// The same packet for the node whose id begins with `target`, that many links away at most.
    public LinkFrame to(long target, int hopLimit) {
        return new LinkFrame(type, keyEpoch, hopLimit, target, packet);
    }

    /// Whether it may come from any node through relays. All the others speak for the neighbour that sends them.
    public boolean isForAnyNode() {
        return type == RELAY || type == STORE;
    }

    public byte[] encode() {
        if (packet.length > PACKET_BYTES) {
            throw new IllegalArgumentException("packet of " + packet.length + " bytes");
        }
        return new Writer(BYTES)
                .u8(type)
                .u8(keyEpoch)
                .u8(hopLimit)
                .u8(0)
                .u64(target)
                .u16(0)
                .bytes(packet)
                .padTo(BYTES)
                .drain();
    }

    /// Takes exactly [#BYTES] bytes. Types of later versions pass: their reader forgets them.
    public static LinkFrame decode(byte[] plaintext) throws PeerFault {
        var in = new Reader(plaintext);
        int type = in.u8();
        int keyEpoch = in.u8();
        int hopLimit = in.u8();
        in.skip(1);
        long target = in.u64();
        in.skip(2);
        var frame = new LinkFrame(type, keyEpoch, hopLimit, target, in.bytes(PACKET_BYTES));
        in.end();
        return frame;
    }
}
