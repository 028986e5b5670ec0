package org.heliograph.core.wire;

import java.util.ArrayList;
import java.util.List;
import org.heliograph.core.PeerFault;

/// The packet of a GOSSIP frame: node records, as the bytes that their nodes signed. Who reads them has yet to verify
/// them.
///
/// u8 op = 1, u8 n, n records of [#RECORD_BYTES] bytes, at most [#MAX_RECORDS].
public record GossipMessage(List<byte[]> records) {
    public static final int RECORD_BYTES = 768;

    /// As many as a packet of [LinkFrame#PACKET_BYTES] has room for.
    public static final int MAX_RECORDS = 5;

    private static final int RECORDS = 1;

    public GossipMessage {
        records = List.copyOf(records);
        if (records.size() > MAX_RECORDS || records.stream().anyMatch(record -> record.length != RECORD_BYTES)) {
            throw new IllegalArgumentException("at most " + MAX_RECORDS + " records of " + RECORD_BYTES + " bytes");
        }
    }

    /// The packet without its padding.
    public byte[] encode() {
        var out = new Writer(2 + records.size() * RECORD_BYTES).u8(RECORDS).u8(records.size());
        records.forEach(out::bytes);
        return out.toBytes();
    }

    /// Takes a packet; its padding is not looked at.
    public static GossipMessage decode(byte[] packet) throws PeerFault {
        var in = new Reader(packet);
        int op = in.u8();
        int count = in.u8();
        if (op != RECORDS || count > MAX_RECORDS) {
            throw Reader.malformed("gossip op " + op + " with " + count + " records");
        }
        var records = new ArrayList<byte[]>(count);
        for (int i = 0; i < count; i++) {
            records.add(in.bytes(RECORD_BYTES));
        }
        return new GossipMessage(records);
    }
}
