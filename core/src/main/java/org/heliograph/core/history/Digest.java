package org.heliograph.core.history;

import java.nio.ByteBuffer;
import org.heliograph.core.PeerFault;
import org.heliograph.core.wire.Reader;
import org.heliograph.core.wire.Writer;
import org.heliograph.crypto.Sha256;

/// The Merkle digest of a stretch of history: the first 16 bytes of a hash.
record Digest(long high, long low) {
    static final int BYTES = 16;

    /// Of a stretch without messages.
    static final Digest NOTHING = new Digest(0, 0);

    static Digest of(byte[] input) {
        var hash = ByteBuffer.wrap(Sha256.hash(input));
        return new Digest(hash.getLong(), hash.getLong());
    }

    void write(Writer out) {
        out.u64(high).u64(low);
    }

    static Digest read(Reader in) throws PeerFault {
        return new Digest(in.u64(), in.u64());
    }
}
