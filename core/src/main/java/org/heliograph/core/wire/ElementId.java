package org.heliograph.core.wire;

import java.nio.ByteBuffer;
import org.heliograph.core.PeerFault;

/// The name of one element of a reconciled set, an item or a node record: the first 16 bytes of its hash.
public record ElementId(long high, long low) implements Comparable<ElementId> {
    public static final int BYTES = 16;

    /// Takes at least [#BYTES] bytes, a hash, and keeps the first of them.
    public static ElementId of(byte[] hash) {
        var in = ByteBuffer.wrap(hash);
        return new ElementId(in.getLong(), in.getLong());
    }

    static ElementId read(Reader in) throws PeerFault {
        return new ElementId(in.u64(), in.u64());
    }

    public byte[] toBytes() {
        return ByteBuffer.allocate(BYTES).putLong(high).putLong(low).array();
    }

    @Override
    public int compareTo(ElementId other) {
        int order = Long.compareUnsigned(high, other.high);
        return order != 0 ? order : Long.compareUnsigned(low, other.low);
    }
}
