package org.heliograph.app.bundle;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import org.heliograph.app.door.Problem;
import org.heliograph.core.bundle.Bundle;

/// A file that may be a bundle, read one record at a time.
final class BundleFile implements AutoCloseable {
    private static final byte[] UNREADABLE = {};

    private final Path path;
    private final FileChannel channel;
    private final int records;

    private BundleFile(Path path, FileChannel channel, int records) {
        this.path = path;
        this.channel = channel;
        this.records = records;
    }

    /// Looks at what it is before it opens it: to open a device or a pipe can do harm, or last for ever.
    static BundleFile open(Path path) {
        try {
            var file = Files.readAttributes(path, BasicFileAttributes.class);
            if (!file.isRegularFile()) {
                throw refused(path, "is a " + (file.isDirectory() ? "folder" : "device or a pipe") + ", not a file");
            }
            if (file.size() == 0) {
                throw refused(path, "is empty");
            }
            if (file.size() > (long) Bundle.MOST_RECORDS * Bundle.RECORD_BYTES) {
                throw refused(path, "is larger than any bundle can be");
            }
            int records = (int) ((file.size() + Bundle.RECORD_BYTES - 1) / Bundle.RECORD_BYTES);
            return new BundleFile(path, FileChannel.open(path, StandardOpenOption.READ), records);
        } catch (IOException unreadable) {
            throw Media.notRead(path, unreadable);
        }
    }

    private static Problem refused(Path path, String what) {
        return Problem.failed(
                path + " " + what + ". Nothing was taken. Name the file that `helio bundle export` wrote.");
    }

    /// How many records it has; the last may be cut short.
    int records() {
        return records;
    }

    /// The bytes of a record, as many as can be read: what is behind a bad spot of the medium is lost, the rest is not.
    byte[] record(int index) throws IOException {
        var record = ByteBuffer.allocate(Bundle.RECORD_BYTES);
        long from = (long) index * Bundle.RECORD_BYTES;
        try {
            int read = 0;
            while (read >= 0 && record.hasRemaining()) {
                read = channel.read(record, from + record.position());
            }
        } catch (IOException badSpot) {
            if (!Files.exists(path)) {
                throw new IOException("The medium was taken out while " + path + " was read. What was read before is"
                        + " safe. Put it in again and repeat: what came already does not come twice.");
            }
            return UNREADABLE;
        }
        return Arrays.copyOf(record.array(), record.position());
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException onlyRead) {
            return; // nothing was written to it
        }
    }
}
