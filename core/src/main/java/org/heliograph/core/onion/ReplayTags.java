package org.heliograph.core.onion;

/// The tags of the packets that were opened with one mix key: an exact set, 16 bytes an entry and no objects.
///
/// A table with open addressing that doubles as it fills. Whoever makes packets can choose their tags, at an agreement
/// for each try; ten thousand that all want the same place would take an hour of such work, and cost us microseconds
/// a packet.
final class ReplayTags {
    /// Three quarters of the largest table, which is 16 MiB: nine packets a second for a day.
    static final int MAX = 3 << 18;

    /// Of one tag.
    static final int BYTES = 16;

    private static final int FIRST_SLOTS = 1 << 8;

    /// As good as random: it is derived from a shared secret.
    record Tag(long high, long low) {
        /// What an empty place of the table looks like.
        private boolean isZero() {
            return high == 0 && low == 0;
        }
    }

    private long[] table = new long[2 * FIRST_SLOTS];
    private boolean hasZero;
    private int size;

    int size() {
        return size;
    }

    /// Whether no other tag can be remembered, so that no other packet may be opened.
    boolean isFull() {
        return size >= MAX;
    }

    /// False if it was there. Not to be called when full.
    boolean add(Tag tag) {
        if (isFull()) {
            throw new IllegalStateException("more than " + MAX + " tags");
        }
        if (tag.isZero()) {
            boolean isNew = !hasZero;
            hasZero = true;
            size += isNew ? 1 : 0;
            return isNew;
        }
        int place = place(table, tag.high, tag.low);
        if (table[place] == tag.high && table[place + 1] == tag.low) {
            return false;
        }
        table[place] = tag.high;
        table[place + 1] = tag.low;
        size++;
        if (size > table.length / 2 / 4 * 3) {
            grow();
        }
        return true;
    }

    /// Where this tag stands, or the empty place where it would.
    private static int place(long[] table, long high, long low) {
        int mask = table.length - 1;
        int at = ((int) low << 1) & mask;
        while ((table[at] != high || table[at + 1] != low) && (table[at] != 0 || table[at + 1] != 0)) {
            at = (at + 2) & mask;
        }
        return at;
    }

    private void grow() {
        var larger = new long[2 * table.length];
        for (int at = 0; at < table.length; at += 2) {
            if (table[at] != 0 || table[at + 1] != 0) {
                int place = place(larger, table[at], table[at + 1]);
                larger[place] = table[at];
                larger[place + 1] = table[at + 1];
            }
        }
        table = larger;
    }

    /// All of them, in an order that says nothing.
    long[] all() {
        var all = new long[2 * size];
        int end = hasZero ? 2 : 0;
        for (int at = 0; at < table.length; at += 2) {
            if (table[at] != 0 || table[at + 1] != 0) {
                all[end++] = table[at];
                all[end++] = table[at + 1];
            }
        }
        return all;
    }
}
