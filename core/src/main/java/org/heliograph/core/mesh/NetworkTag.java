package org.heliograph.core.mesh;

import org.heliograph.core.PeerFault;
import org.heliograph.core.wire.Reader;
import org.heliograph.core.wire.Writer;

/// The four bytes that stand for a network in records and signatures; `net` derives them from its key or name.
record NetworkTag(long value) {
    static final int BYTES = 4;

    /// Takes exactly [#BYTES] bytes.
    static NetworkTag of(byte[] tag) {
        if (tag.length != BYTES) {
            throw new IllegalArgumentException("a network tag of " + tag.length + " bytes");
        }
        return new NetworkTag((tag[0] & 0xffL) << 24 | (tag[1] & 0xff) << 16 | (tag[2] & 0xff) << 8 | (tag[3] & 0xff));
    }

    static NetworkTag read(Reader in) throws PeerFault {
        return new NetworkTag(in.u32());
    }

    byte[] toBytes() {
        return new Writer(BYTES).u32(value).toBytes();
    }
}
