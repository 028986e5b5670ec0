package org.heliograph.core.history;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.heliograph.core.PeerFault;
import org.heliograph.core.wire.Reader;
import org.heliograph.core.wire.Writer;
import org.heliograph.crypto.Entropy;

/// SipHash-2-4 (Aumasson and Bernstein, 2012) of two words under a key: short names for leaves that nobody can make
/// collide who does not know the key.
///
/// The names only choose places in sketches and lists, so this is arithmetic of tables, not a guard of secrets: a
/// collision costs a round, never a message. The key travels beside what was made with it.
record SipHash(long key0, long key1) {
    static final int KEY_BYTES = 16;

    private static final int ROUNDS = 10;

    /// The last word: 16 bytes and no rest.
    private static final long LENGTH = 16L << 56;

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
        long a = Long.reverseBytes(first);
        long b = Long.reverseBytes(second);
        long v0 = key0 ^ 0x736f6d6570736575L;
        long v1 = key1 ^ 0x646f72616e646f6dL;
        long v2 = key0 ^ 0x6c7967656e657261L;
        long v3 = key1 ^ 0x7465646279746573L;
        // Two rounds for each of three words, then four.
        for (int round = 0; round < ROUNDS; round++) {
            v3 ^= round == 0 ? a : round == 2 ? b : round == 4 ? LENGTH : 0;
            v0 += v1;
            v2 += v3;
            v1 = Long.rotateLeft(v1, 13) ^ v0;
            v3 = Long.rotateLeft(v3, 16) ^ v2;
            v0 = Long.rotateLeft(v0, 32);
            v2 += v1;
            v0 += v3;
            v1 = Long.rotateLeft(v1, 17) ^ v2;
            v3 = Long.rotateLeft(v3, 21) ^ v0;
            v2 = Long.rotateLeft(v2, 32);
            v0 ^= round == 1 ? a : round == 3 ? b : round == 5 ? LENGTH : 0;
            v2 ^= round == 5 ? 0xff : 0;
        }
        return v0 ^ v1 ^ v2 ^ v3;
    }
}
