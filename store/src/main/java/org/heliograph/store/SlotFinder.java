package org.heliograph.store;

/// From the hash of a key to its slot: open addressing over the words of the slots, with no object per row.
///
/// The hashes are keyed, so nobody outside can choose ones that collide.
final class SlotFinder {
    private static final int FIRST_BUCKETS = 128;

    private int[] buckets = new int[FIRST_BUCKETS]; // slot + 1; 0 is free
    private int used;

    int find(Word key, long[] words) {
        for (int at = bucket(key.low()); buckets[at] != 0; at = at + 1 & buckets.length - 1) {
            int slot = buckets[at] - 1;
            if (words[4 * slot + 1] == key.low() && words[4 * slot] == key.high()) {
                return slot;
            }
        }
        return RowIndex.NONE;
    }

    void add(int slot, long[] words) {
        if (2 * (used + 1) > buckets.length) {
            grow(words);
        }
        place(slot, words);
        used++;
    }

    /// Moves the rest of the run up, so that no search stops early at the hole.
    void remove(int slot, long[] words) {
        int mask = buckets.length - 1;
        int hole = bucket(words[4 * slot + 1]);
        while (buckets[hole] != slot + 1) {
            hole = hole + 1 & mask;
        }
        for (int at = hole + 1 & mask; buckets[at] != 0; at = at + 1 & mask) {
            int home = bucket(words[4 * (buckets[at] - 1) + 1]);
            if ((at - home & mask) >= (at - hole & mask)) {
                buckets[hole] = buckets[at];
                hole = at;
            }
        }
        buckets[hole] = 0;
        used--;
    }

    void clear() {
        buckets = new int[FIRST_BUCKETS];
        used = 0;
    }

    private void grow(long[] words) {
        var old = buckets;
        buckets = new int[2 * old.length];
        for (int entry : old) {
            if (entry != 0) {
                place(entry - 1, words);
            }
        }
    }

    private void place(int slot, long[] words) {
        int at = bucket(words[4 * slot + 1]);
        while (buckets[at] != 0) {
            at = at + 1 & buckets.length - 1;
        }
        buckets[at] = slot + 1;
    }

    private int bucket(long low) {
        return (int) low & buckets.length - 1;
    }
}
