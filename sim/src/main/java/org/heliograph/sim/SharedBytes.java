package org.heliograph.sim;

import java.lang.ref.WeakReference;
import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;

/// Equal runs of bytes of many hosts, kept once. Nobody changes what it gives.
final class SharedBytes {
    /// Looked through for what nobody holds any more when it has grown by so many.
    private static final int SWEEP_EVERY = 1 << 14;

    private record Content(int hash, WeakReference<byte[]> bytes) {
        Content(byte[] bytes) {
            this(Arrays.hashCode(bytes), new WeakReference<>(bytes));
        }

        @Override
        public boolean equals(Object other) {
            if (!(other instanceof Content that) || hash != that.hash) {
                return false;
            }
            var mine = bytes.get();
            var theirs = that.bytes.get();
            return this == that || (mine != null && theirs != null && Arrays.equals(mine, theirs));
        }

        @Override
        public int hashCode() {
            return hash;
        }
    }

    private final ConcurrentHashMap<Content, Content> contents = new ConcurrentHashMap<>();
    private volatile int sweepAt = SWEEP_EVERY;

    byte[] keep(byte[] bytes) {
        var content = new Content(bytes);
        var known = contents.putIfAbsent(content, content);
        var shared = known == null ? null : known.bytes.get();
        if (shared != null) {
            return shared;
        }
        if (contents.size() > sweepAt) {
            contents.keySet().removeIf(each -> each.bytes.get() == null);
            sweepAt = contents.size() + SWEEP_EVERY;
        }
        return bytes;
    }
}
