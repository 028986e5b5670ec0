package org.heliograph.store;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which rows of one table are live, in memory: found by the hash of their key, walked by group in their order.
///
/// The file keeps no index, so there is none that could be altered, and it does not show which rows belong together.
/// A row takes about 65 bytes here. Rows stand in slots in the order of insertion; a deleted row leaves its slot empty
/// until a commit closes the gaps.
final class RowIndex {
    static final int NONE = -1;

    private static final int FIRST_SLOTS = 64;
    private static final int WORTH_CLOSING = 1_024;

    /// The rows that were put under one group, as a list through the slots.
    private static final class Group {
        final Word name;
        int first = NONE;
        int last = NONE;

        Group(Word name) {
            this.name = name;
        }
    }

    private enum Kind {
        INSERTED,
        REPLACED,
        DELETED
    }

    /// What [#rollback] turns back: the ticket is the one before, the group that of the row.
    private record Change(Kind kind, int slot, Word ticket, Group group) {}

    private final Map<Word, Group> groups = new HashMap<>();
    private final List<Change> changes = new ArrayList<>();
    private final SlotFinder finder = new SlotFinder();
    private long[] ids = new long[FIRST_SLOTS];
    private long[] words = new long[4 * FIRST_SLOTS]; // the two of the key's hash, the two of the ticket
    private @Nullable Group[] owners = new @Nullable Group[FIRST_SLOTS]; // null: the slot is empty
    private int[] previous = new int[FIRST_SLOTS];
    private int[] next = new int[FIRST_SLOTS];
    private int slots;
    private int live;
    private long lastId;
    private Word sum = Word.ZERO;

    int count() {
        return live;
    }

    /// The sum of the tickets of all rows.
    Word sum() {
        return sum;
    }

    /// Greater than every id in use.
    long nextId() {
        return lastId + 1;
    }

    int find(Word key) {
        return finder.find(key, words);
    }

    long id(int slot) {
        return ids[slot];
    }

    Word key(int slot) {
        return new Word(words[4 * slot], words[4 * slot + 1]);
    }

    Word ticket(int slot) {
        return new Word(words[4 * slot + 2], words[4 * slot + 3]);
    }

    Word group(int slot) {
        return owner(slot).name;
    }

    int first() {
        return next(NONE);
    }

    /// The next row of the table.
    int next(int slot) {
        int at = slot + 1;
        while (at < slots && owners[at] == null) {
            at++;
        }
        return at < slots ? at : NONE;
    }

    int firstOf(Word group) {
        var found = groups.get(group);
        return found == null ? NONE : found.first;
    }

    int lastOf(Word group) {
        var found = groups.get(group);
        return found == null ? NONE : found.last;
    }

    int nextInGroup(int slot) {
        return next[slot];
    }

    int previousInGroup(int slot) {
        return previous[slot];
    }

    /// Appends a row whose id is above all others.
    void insert(long id, Word key, Word group, Word ticket) {
        int slot = append(id, key, group, ticket);
        changes.add(new Change(Kind.INSERTED, slot, ticket, owner(slot)));
    }

    /// As [#insert], for a row that was read from the file: it cannot be rolled back.
    void load(long id, Word key, Word group, Word ticket) {
        append(id, key, group, ticket);
    }

    void replace(int slot, Word ticket) {
        changes.add(new Change(Kind.REPLACED, slot, ticket(slot), owner(slot)));
        swap(slot, ticket);
    }

    void delete(int slot) {
        changes.add(new Change(Kind.DELETED, slot, ticket(slot), owner(slot)));
        remove(slot);
    }

    void commit() {
        changes.clear();
        if (slots > WORTH_CLOSING && live < slots / 2) {
            closeGaps();
        }
    }

    void rollback() {
        for (var change : changes.reversed()) {
            switch (change.kind()) {
                case INSERTED -> {
                    remove(change.slot());
                    slots--;
                    lastId = ids[change.slot()] - 1;
                }
                case REPLACED -> swap(change.slot(), change.ticket());
                case DELETED -> restore(change.slot(), change.group());
            }
        }
        changes.clear();
    }

    private Group owner(int slot) {
        var owner = owners[slot];
        if (owner == null) {
            throw new IllegalStateException("slot " + slot + " is empty");
        }
        return owner;
    }

    private int append(long id, Word key, Word name, Word ticket) {
        if (id <= lastId) {
            throw new IllegalArgumentException("rows come in the order of their ids");
        }
        if (slots == ids.length) {
            grow(2 * slots);
        }
        int slot = slots++;
        lastId = id;
        ids[slot] = id;
        words[4 * slot] = key.high();
        words[4 * slot + 1] = key.low();
        words[4 * slot + 2] = ticket.high();
        words[4 * slot + 3] = ticket.low();
        var group = groups.computeIfAbsent(name, Group::new);
        owners[slot] = group;
        previous[slot] = group.last;
        next[slot] = NONE;
        link(slot, group);
        finder.add(slot, words);
        live++;
        sum = sum.plus(ticket);
        return slot;
    }

    private void link(int slot, Group group) {
        if (previous[slot] == NONE) {
            group.first = slot;
        } else {
            next[previous[slot]] = slot;
        }
        if (next[slot] == NONE) {
            group.last = slot;
        } else {
            previous[next[slot]] = slot;
        }
    }

    private void swap(int slot, Word ticket) {
        sum = sum.minus(ticket(slot)).plus(ticket);
        words[4 * slot + 2] = ticket.high();
        words[4 * slot + 3] = ticket.low();
    }

    /// The slot keeps its contents and links, so that [#restore] can put the row back where it was.
    private void remove(int slot) {
        var group = owner(slot);
        finder.remove(slot, words);
        owners[slot] = null;
        if (previous[slot] == NONE) {
            group.first = next[slot];
        } else {
            next[previous[slot]] = next[slot];
        }
        if (next[slot] == NONE) {
            group.last = previous[slot];
        } else {
            previous[next[slot]] = previous[slot];
        }
        if (group.first == NONE) {
            groups.remove(group.name);
        }
        live--;
        sum = sum.minus(ticket(slot));
    }

    private void restore(int slot, Group group) {
        groups.putIfAbsent(group.name, group);
        owners[slot] = group;
        link(slot, group);
        finder.add(slot, words);
        live++;
        sum = sum.plus(ticket(slot));
    }

    private void grow(int capacity) {
        ids = Arrays.copyOf(ids, capacity);
        words = Arrays.copyOf(words, 4 * capacity);
        owners = Arrays.copyOf(owners, capacity);
        previous = Arrays.copyOf(previous, capacity);
        next = Arrays.copyOf(next, capacity);
    }

    /// Slides the rows together. Neighbours in a group keep their order, so the links are laid anew as they come.
    private void closeGaps() {
        int rows = slots;
        long highest = lastId;
        var oldIds = ids;
        var oldWords = words;
        var oldOwners = owners;
        groups.clear();
        finder.clear();
        int capacity = Math.max(FIRST_SLOTS, Integer.highestOneBit(live) << 1);
        ids = new long[capacity];
        words = new long[4 * capacity];
        owners = new @Nullable Group[capacity];
        previous = new int[capacity];
        next = new int[capacity];
        slots = 0;
        live = 0;
        lastId = 0;
        sum = Word.ZERO;
        for (int slot = 0; slot < rows; slot++) {
            var owner = oldOwners[slot];
            if (owner != null) {
                var key = new Word(oldWords[4 * slot], oldWords[4 * slot + 1]);
                append(oldIds[slot], key, owner.name, new Word(oldWords[4 * slot + 2], oldWords[4 * slot + 3]));
            }
        }
        lastId = highest;
    }
}
