package org.heliograph.core.history;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.heliograph.core.PeerFault;
import org.heliograph.core.wire.Reader;
import org.heliograph.core.wire.Writer;
import org.heliograph.crypto.Entropy;
import org.heliograph.crypto.ShortHash;

/// SipHash-2-4 under one key: short names for leaves that nobody can make collide who does not know the key.
///
/// The names only choose places in sketches and lists: a collision costs a round, never a message. The key travels
/// beside what was made with it.
record SipHash(long key0, long key1) {
    static final int KEY_BYTES = ShortHash.KEY_BYTES;

    static SipHash fresh(Entropy entropy) {
        var bytes = ByteBuffer.wrap(entropy.bytes(KEY_BYTES)).order(ByteOrder.LITTLE_ENDIAN);
        return new SipHash(bytes.getLong(), bytes.getLong());
    }

    void write(Writer out) {
        out.bytes(ByteBuffer.allocate(KEY_BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(key0)
                .putLong(key1)
                .array());
    }

    static SipHash read(Reader in) throws PeerFault {
        var bytes = ByteBuffer.wrap(in.bytes(KEY_BYTES)).order(ByteOrder.LITTLE_ENDIAN);
        return new SipHash(bytes.getLong(), bytes.getLong());
    }

    /// The hash of the 16 bytes that `first` and `second` are, big-endian.
    long of(long first, long second) {
        return ShortHash.hash(key0, key1, first, second);
    }
}
