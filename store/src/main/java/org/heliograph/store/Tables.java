package org.heliograph.store;

import org.heliograph.core.Store.Table;

/// The numbers of the tables on the disk. The file knows nothing else of them.
final class Tables {
    static final int COUNT = Table.values().length;

    /// How many the first homes had.
    static final int FIRST_COUNT = 13;

    private Tables() {}

    /// Numbers stay what they are: a new table gets the next one.
    static int number(Table table) {
        return switch (table) {
            case SELF -> 1;
            case CONTACT -> 2;
            case REQUEST -> 3;
            case PREKEY -> 4;
            case SESSION -> 5;
            case SKIPPED_KEY -> 6;
            case REPLAY -> 7;
            case MESSAGE -> 8;
            case OUTBOX -> 9;
            case FRAGMENT -> 10;
            case ITEM -> 11;
            case TOMBSTONE -> 12;
            case PEER -> 13;
            case RECORD -> 14;
            case MIX_KEY -> 15;
            case MIX_TAG -> 16;
        };
    }

    /// Whether the table is read in when the store opens, however large it is: what the node's safety stands on. Others
    /// wait until they are used first, so that opening stays fast.
    static boolean isReadAtOpen(Table table) {
        return switch (table) {
            case SELF, CONTACT, REQUEST, PREKEY, SESSION, SKIPPED_KEY, REPLAY, OUTBOX, MIX_KEY -> true;
            case MESSAGE, FRAGMENT, ITEM, TOMBSTONE, PEER, RECORD, MIX_TAG -> false;
        };
    }
}
