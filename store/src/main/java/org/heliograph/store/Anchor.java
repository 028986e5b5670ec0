package org.heliograph.store;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Optional;
import org.heliograph.crypto.Secret;
import org.heliograph.crypto.Span;

/// The last commit, noted outside the database: it betrays a database that was put back from an older copy.
///
/// It is written after each commit without waiting for the disk, so after a crash it may be behind the database, but
/// never ahead. Commits take turns in two places, so that a torn write leaves the one before.
final class Anchor implements AutoCloseable {
    /// How many commits there were, and the digest of the last head.
    record Mark(long commits, byte[] head) {}

    private static final int BOX_BYTES = Long.BYTES + Head.DIGEST_BYTES + Sealer.AROUND;
    private static final int PLACE_BYTES = 512; // a sector: the disk writes it whole

    private final RandomAccessFile file; // not a channel: an interrupt of the thread would close that
    private final Secret key;
    private final Sealer sealer;
    private final byte[] box = new byte[BOX_BYTES];

    private Anchor(RandomAccessFile file, Secret key, Sealer sealer) {
        this.file = file;
        this.key = key;
        this.sealer = sealer;
    }

    static void create(HomeFiles files, Secret key, Sealer sealer, Head head) throws IOException {
        files.writeDurably(files.anchor(), new byte[PLACE_BYTES + BOX_BYTES]);
        try (var anchor = open(files, key, sealer)) {
            anchor.write(head);
            anchor.sync();
        }
    }

    static Anchor open(HomeFiles files, Secret key, Sealer sealer) throws IOException {
        if (!Files.exists(files.anchor())) {
            throw Failures.damaged("the file " + files.anchor() + " is missing");
        }
        return new Anchor(new RandomAccessFile(files.anchor().toFile(), "rw"), key, sealer);
    }

    /// The newer of the two places; empty when neither opens.
    Optional<Mark> read() throws IOException {
        Optional<Mark> newest = Optional.empty();
        for (int place = 0; place < 2; place++) {
            var mark = read(place);
            if (newest.isEmpty()
                    || (mark.isPresent() && mark.get().commits() > newest.get().commits())) {
                newest = mark;
            }
        }
        return newest;
    }

    void write(Head head) throws IOException {
        ByteBuffer.wrap(box).putLong(Sealer.BEFORE, head.commits()).put(Sealer.BEFORE + Long.BYTES, head.digest());
        int place = (int) (head.commits() & 1);
        sealer.seal(key, data(place), box);
        file.seek((long) place * PLACE_BYTES);
        file.write(box);
    }

    void sync() throws IOException {
        file.getFD().sync();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    private Optional<Mark> read(int place) throws IOException {
        var found = new byte[BOX_BYTES];
        long at = (long) place * PLACE_BYTES;
        if (file.length() < at + BOX_BYTES) {
            return Optional.empty();
        }
        file.seek(at);
        file.readFully(found);
        if (!Sealer.open(key, data(place), found)) {
            return Optional.empty();
        }
        int commits = Sealer.BEFORE;
        int digest = commits + Long.BYTES;
        return Optional.of(new Mark(
                ByteBuffer.wrap(found).getLong(commits),
                Arrays.copyOfRange(found, digest, digest + Head.DIGEST_BYTES)));
    }

    private static Span data(int place) {
        return Span.of(new byte[] {Keys.ANCHOR, (byte) place});
    }
}
