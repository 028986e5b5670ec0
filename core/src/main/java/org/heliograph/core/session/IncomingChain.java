package org.heliograph.core.session;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.heliograph.crypto.Secret;
import org.jspecify.annotations.Nullable;

/// A chain of the other end's messages: the key of the next one, while more may come, and the keys of those that were
/// passed over.
final class IncomingChain implements AutoCloseable {
    static final int ROW_BYTES = HeaderKey.ROW_BYTES + 2 * Integer.BYTES + 1 + KeySchedule.KEY_BYTES;

    private final HeaderKey header;
    private final NavigableMap<Integer, SkippedKey> skipped = new TreeMap<>();
    private @Nullable Secret chainKey;
    private int next;
    private int lost;

    /// The key of a message that may still come; `storedMillis` says since when the store has it, 0 if not yet.
    record SkippedKey(Secret key, long storedMillis) {}

    IncomingChain(HeaderKey header, @Nullable Secret chainKey, int next) {
        this.header = header;
        this.chainKey = chainKey;
        this.next = next;
    }

    HeaderKey header() {
        return header;
    }

    /// The lowest number that nothing is known of yet.
    int next() {
        return next;
    }

    /// One more than the highest number whose key was dropped for a bound. Of a number below it that has no key, this
    /// chain does not know whether it was ever received.
    int lost() {
        return lost;
    }

    /// The key of this number is dropped, and its message never came.
    void lose(int number) {
        lost = Math.max(lost, number + 1);
    }

    NavigableMap<Integer, SkippedKey> skipped() {
        return skipped;
    }

    /// The lowest number that was not received.
    int lowestGap() {
        return skipped.isEmpty() ? next : skipped.firstKey();
    }

    /// The keys up to message `end`, which is not below [#next()]. The chain itself stays where it is.
    Stretch stretch(int end) {
        if (chainKey == null) {
            throw new IllegalStateException("a chain that has ended goes no further");
        }
        return new Stretch(chainKey, next, end);
    }

    /// The message behind `stretch` was received.
    void receive(Stretch stretch) {
        skip(stretch);
        stretch.step();
        replaceChainKey(stretch.takeChainKey());
        next = stretch.end() + 1;
    }

    /// No message from `length` on will come.
    void end(int length) {
        if (length > next) {
            try (var stretch = stretch(length)) {
                skip(stretch);
                next = length;
            }
        }
        replaceChainKey(null);
    }

    private void skip(Stretch stretch) {
        int number = stretch.firstSkipped();
        if (number > next) {
            lose(number - 1);
        }
        for (var key : stretch.takeSkipped()) {
            skipped.put(number++, new SkippedKey(key, 0));
        }
    }

    private void replaceChainKey(@Nullable Secret after) {
        if (chainKey != null) {
            chainKey.close();
        }
        chainKey = after;
    }

    /// Without the skipped keys, which have rows of their own.
    void write(ByteBuffer row) {
        header.write(row);
        row.putInt(next).putInt(lost);
        row.put((byte) (chainKey == null ? 0 : 1));
        if (chainKey != null) {
            Rows.put(row, chainKey);
        }
    }

    static IncomingChain read(ByteBuffer row) {
        var header = HeaderKey.read(row);
        int next = row.getInt();
        int lost = row.getInt();
        var chain = new IncomingChain(header, row.get() == 0 ? null : Rows.key(row), next);
        chain.lost = lost;
        return chain;
    }

    @Override
    public void close() {
        header.close();
        replaceChainKey(null);
        for (Map.Entry<Integer, SkippedKey> entry : skipped.entrySet()) {
            entry.getValue().key().close();
        }
        skipped.clear();
    }
}
