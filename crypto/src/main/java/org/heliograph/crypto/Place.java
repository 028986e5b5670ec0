package org.heliograph.crypto;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicInteger;

/// Where the bytes of one [Secret] lie. The secret counts its users; a place is told of each use and, once, that all is
/// over.
abstract sealed class Place {
    final MemorySegment bytes;

    private Place(MemorySegment bytes) {
        this.bytes = bytes;
    }

    /// Before a use.
    void unlock() {}

    /// After a use.
    void lock() {}

    /// After the last use: wipes the bytes and gives the memory back.
    abstract void destroy();

    /// One cell of a [Slab].
    static final class Cell extends Place {
        private final Slab slab;
        private final int index;

        Cell(Slab slab, int index, MemorySegment bytes) {
            super(bytes);
            this.slab = slab;
            this.index = index;
        }

        @Override
        void destroy() {
            bytes.fill((byte) 0);
            slab.giveBack(index);
        }
    }

    /// A region of its own between guard pages.
    static final class Region extends Place {
        Region(int length) {
            super(Sodium.malloc(length));
            Slab.noteLock(Sodium.lock(bytes));
        }

        @Override
        void destroy() {
            Sodium.free(bytes);
        }
    }

    /// A region of its own that nobody can read, not even we, except during a use.
    static final class Guarded extends Place {
        /// libsodium's regions cost three memory maps each and a Linux process has 65,530: more guarded secrets than
        /// this and the rest lie in cells.
        static final int MAX = 4_096;

        private static final AtomicInteger COUNT = new AtomicInteger();

        private int users;

        private Guarded(int length) {
            super(Sodium.malloc(length));
            Slab.noteLock(Sodium.lock(bytes));
        }

        /// Filled and closed to everybody; a cell when there are [#MAX] guarded ones already.
        static Place holding(byte[] source) {
            if (COUNT.get() >= MAX) {
                var place = Slab.place(source.length);
                place.bytes.copyFrom(MemorySegment.ofArray(source));
                return place;
            }
            var place = new Guarded(source.length);
            place.bytes.copyFrom(MemorySegment.ofArray(source));
            place.protect();
            COUNT.incrementAndGet();
            return place;
        }

        @Override
        synchronized void unlock() {
            if (users == 0 && Sodium.protectFromWrites(bytes) != 0) {
                throw new IllegalStateException("a guarded secret cannot be opened");
            }
            users++;
        }

        @Override
        synchronized void lock() {
            if (--users == 0) {
                protect();
            }
        }

        @Override
        void destroy() {
            Sodium.free(bytes);
            COUNT.decrementAndGet();
        }

        private void protect() {
            if (Sodium.protectFully(bytes) != 0) {
                throw new IllegalStateException("a guarded secret cannot be closed");
            }
        }
    }
}
