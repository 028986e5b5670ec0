package org.heliograph.store;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.heliograph.crypto.Secret;

/// A home whose lock is ours, and what was taken to use it. What was taken is given back the last first.
///
/// Opening happens inside a `try` with this: unless [#opened] is reached, leaving it gives everything back.
final class Home implements AutoCloseable {
    /// Gives back one thing.
    interface Release {
        void run() throws IOException, SQLException;
    }

    private final HomeFiles files;
    private final Host host;
    private final Deque<Release> taken = new ArrayDeque<>();
    private boolean opened;

    Home(HomeFiles files, Host host) {
        this.files = files;
        this.host = host;
    }

    HomeFiles files() {
        return files;
    }

    Host host() {
        return host;
    }

    void lock() throws IOException {
        var lock = HomeLock.of(files);
        taken.push(lock::close);
    }

    /// The keys at work; the store key is closed.
    Keys unlock(Secret storeKey) {
        var keys = Keys.of(storeKey);
        taken.push(keys::close);
        return keys;
    }

    void add(Release release) {
        taken.push(release);
    }

    void opened() {
        opened = true;
    }

    /// Whatever fails to be given back, the rest is.
    void release() throws IOException, SQLException {
        if (!taken.isEmpty()) {
            try {
                taken.pop().run();
            } finally {
                release();
            }
        }
    }

    @Override
    public void close() throws IOException, SQLException {
        if (!opened) {
            release();
        }
    }
}
