package org.heliograph.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.Arrays;
import org.heliograph.crypto.Entropy;
import org.heliograph.crypto.Secret;
import org.heliograph.crypto.Span;

/// The key of the ratchet tables, in a file of its own so that it can be destroyed: the head row says which generation
/// is in use.
final class RowKey {
    private static final int BYTES = 32;

    private final HomeFiles files;
    private final Secret wrapping;
    private final Sealer sealer;

    RowKey(HomeFiles files, Secret wrapping, Sealer sealer) {
        this.files = files;
        this.wrapping = wrapping;
        this.sealer = sealer;
    }

    /// Makes the key of `generation` and puts its file on the disk.
    Secret create(long generation, Entropy entropy) throws IOException {
        var bytes = entropy.bytes(BYTES);
        var box = new byte[BYTES + Sealer.AROUND];
        System.arraycopy(bytes, 0, box, Sealer.BEFORE, BYTES);
        sealer.seal(wrapping, data(generation), box);
        files.writeDurably(files.rowKey(generation), box);
        return Secret.taking(bytes);
    }

    Secret open(long generation) throws IOException {
        var file = files.rowKey(generation);
        var box = HomeFiles.read(file);
        if (!Sealer.open(wrapping, data(generation), box)) {
            throw Failures.damaged("the key file " + file + " is not as it was written, or is from another time");
        }
        var key = Arrays.copyOfRange(box, Sealer.BEFORE, box.length - (Sealer.AROUND - Sealer.BEFORE));
        Arrays.fill(box, (byte) 0);
        return Secret.taking(key);
    }

    /// Whether a key file is left that is not the one of `generation`: a rotation was cut off.
    boolean hasLeftover(long generation) {
        return Files.exists(files.rowKey(generation + 1));
    }

    /// Destroys the file before `generation`, or the one after it that never came into use: both have the other name.
    void destroyLeftover(long generation) throws IOException {
        files.destroy(files.rowKey(generation + 1));
    }

    private static Span data(long generation) {
        return Span.of(ByteBuffer.allocate(1 + Long.BYTES)
                .put(Keys.ROW_KEY)
                .putLong(generation)
                .array());
    }
}
