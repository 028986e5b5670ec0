package org.heliograph.crypto;

import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// SipHash-2-4 (Aumasson and Bernstein, 2012), by libsodium: 64 bits of two words, which nobody can make collide who
/// does not know the key. For names in tables; too short to guard anything, so its key is no [Secret].
public final class ShortHash {
    public static final int KEY_BYTES = 16;

    private static final ValueLayout.OfLong LITTLE = JAVA_LONG_UNALIGNED.withOrder(LITTLE_ENDIAN);
    private static final ValueLayout.OfLong BIG = JAVA_LONG_UNALIGNED.withOrder(BIG_ENDIAN);
    private static final ThreadLocal<Room> ROOMS = ThreadLocal.withInitial(Room::new);

    private ShortHash() {}

    /// Where a call finds its input and leaves its output: one for each thread, since a call is shorter than to make
    /// room for it.
    private static final class Room {
        private final MemorySegment out = MemorySegment.ofArray(new byte[Long.BYTES]);
        private final MemorySegment in = MemorySegment.ofArray(new byte[2 * Long.BYTES]);
        private final MemorySegment key = MemorySegment.ofArray(new byte[KEY_BYTES]);
    }

    /// The hash, as a little-endian number, of the 16 bytes that `first` and `second` are, big-endian. The key is two
    /// little-endian words, as in the paper.
    public static long hash(long key0, long key1, long first, long second) {
        var room = ROOMS.get();
        room.key.set(LITTLE, 0, key0);
        room.key.set(LITTLE, Long.BYTES, key1);
        room.in.set(BIG, 0, first);
        room.in.set(BIG, Long.BYTES, second);
        Sodium.shortHash(room.out, room.in, room.key);
        return room.out.get(LITTLE, 0);
    }
}
