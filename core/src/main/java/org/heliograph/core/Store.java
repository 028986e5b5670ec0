package org.heliograph.core;

import java.util.Optional;

/// Where a node keeps what must outlive it: rows of bytes in a few tables.
///
/// Reads see the writes made since the last [#commit], so a step can read what an earlier step of the same group wrote;
/// nothing written is durable, and nothing that depends on it may leave the node, before [#commit] returns. All calls
/// come from the one thread that owns the node. A machine that fails (full disk, damage) shows as [StoreFailure].
public interface Store extends AutoCloseable {
    /// The longest row, key and value together. What peers send is kept below it: a longer row is our own mistake
    /// ([IllegalArgumentException]), and a mistake stops the node.
    int MAX_ROW_BYTES = 1_000_000;

    /// The tables. A *ratchet* table holds keys whose old values must become unreadable after they are replaced.
    enum Table {
        SELF(false),
        CONTACT(false),
        REQUEST(false),
        PREKEY(true),
        SESSION(true),
        SKIPPED_KEY(true),
        REPLAY(false),
        MESSAGE(false),
        OUTBOX(false),
        FRAGMENT(false),
        ITEM(false),
        TOMBSTONE(false),
        PEER(false),
        RECORD(false),
        MIX_KEY(true),
        MIX_TAG(false);

        private final boolean ratchet;

        Table(boolean ratchet) {
            this.ratchet = ratchet;
        }

        public boolean ratchet() {
            return ratchet;
        }
    }

    /// Sees one row; says whether to go on.
    @FunctionalInterface
    interface Visitor {
        boolean visit(byte[] key, byte[] value);
    }

    /// The value under `key`, or empty.
    Optional<byte[]> value(Table table, byte[] key);

    /// Inserts or replaces. A replaced row keeps its place in the order of insertion. `group` may be empty; it must not
    /// change for a key.
    void put(Table table, byte[] key, byte[] group, byte[] value);

    /// Removes the row if there is one.
    void delete(Table table, byte[] key);

    /// Shows the rows of `group` in the order they were first inserted. The visitor must not write.
    void scan(Table table, byte[] group, Visitor visitor);

    /// As [#scan], newest first.
    void scanNewestFirst(Table table, byte[] group, Visitor visitor);

    /// Shows every row of the table in the order of insertion.
    void scanAll(Table table, Visitor visitor);

    /// Makes everything written since the last commit durable, all or nothing.
    void commit();

    /// Forgets everything written since the last commit.
    void rollback();

    @Override
    void close();
}
