package org.heliograph.store;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.function.Function;
import org.heliograph.core.Store.Table;
import org.heliograph.crypto.Secret;
import org.heliograph.crypto.Sha256;
import org.heliograph.crypto.Span;

/// What is true of the whole database after one commit: sealed, in a row of its own, replaced by every commit.
///
/// For each table it holds how many rows are live and the sum of their tickets, so that any other set of rows, even one
/// made of rows that were once written, is refused. `chain` is the digest of the head before, so it stands for all of
/// them.
record Head(long commits, long generation, Instant rotated, byte[] chain, Content[] tables) {
    /// The live rows of one table.
    record Content(long rows, Word sum) {
        static final Content EMPTY = new Content(0, Word.ZERO);
    }

    static final int DIGEST_BYTES = 32;

    private static final byte VERSION = 1;
    private static final int CONTENT_BYTES = 8 + Word.BYTES;
    private static final int FIXED_BYTES = 1 + 3 * Long.BYTES + DIGEST_BYTES;
    private static final Span DATA = Span.of(new byte[] {Keys.HEAD});

    static Head first(Instant now) {
        var tables = new Content[Tables.COUNT];
        Arrays.fill(tables, Content.EMPTY);
        return new Head(0, 0, now, new byte[DIGEST_BYTES], tables);
    }

    /// The head after one more commit.
    Head next(Function<Table, Content> contents, long newGeneration, Instant rotatedAt) {
        var after = new Content[Tables.COUNT];
        for (var table : Table.values()) {
            after[Tables.number(table) - 1] = contents.apply(table);
        }
        return new Head(commits + 1, newGeneration, rotatedAt, digest(), after);
    }

    /// The same contents, as if so many commits had led to them.
    Head countingFrom(long number) {
        return new Head(number, generation, rotated, chain, tables);
    }

    /// A head from before there was such a table has nothing in it.
    Content content(Table table) {
        int at = Tables.number(table) - 1;
        return at < tables.length ? tables[at] : Content.EMPTY;
    }

    /// Stands for this head and all before it.
    byte[] digest() {
        return Sha256.hash(encode());
    }

    byte[] seal(Secret key, Sealer sealer) {
        var plaintext = encode();
        var box = new byte[plaintext.length + Sealer.AROUND];
        System.arraycopy(plaintext, 0, box, Sealer.BEFORE, plaintext.length);
        sealer.seal(key, DATA, box);
        return box;
    }

    static Head open(Secret key, byte[] box) {
        int count = (box.length - FIXED_BYTES - Sealer.AROUND) / CONTENT_BYTES;
        boolean isWhole = box.length == FIXED_BYTES + count * CONTENT_BYTES + Sealer.AROUND
                && count >= Tables.FIRST_COUNT
                && count <= Tables.COUNT;
        if (!isWhole || !Sealer.open(key, DATA, box)) {
            throw Failures.damaged("its head cannot be opened");
        }
        var bytes = ByteBuffer.wrap(box).position(Sealer.BEFORE);
        if (bytes.get() != VERSION) {
            throw Failures.damaged("its head is of a version this program does not know");
        }
        long commits = bytes.getLong();
        long generation = bytes.getLong();
        var rotated = Instant.ofEpochMilli(bytes.getLong());
        var chain = new byte[DIGEST_BYTES];
        bytes.get(chain);
        var tables = new Content[count];
        for (int i = 0; i < tables.length; i++) {
            tables[i] = new Content(bytes.getLong(), new Word(bytes.getLong(), bytes.getLong()));
        }
        return new Head(commits, generation, rotated, chain, tables);
    }

    private byte[] encode() {
        var bytes = ByteBuffer.allocate(FIXED_BYTES + tables.length * CONTENT_BYTES)
                .put(VERSION)
                .putLong(commits)
                .putLong(generation)
                .putLong(rotated.toEpochMilli())
                .put(chain);
        for (var content : tables) {
            bytes.putLong(content.rows())
                    .putLong(content.sum().high())
                    .putLong(content.sum().low());
        }
        return bytes.array();
    }
}
