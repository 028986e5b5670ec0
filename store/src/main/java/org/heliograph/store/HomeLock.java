package org.heliograph.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The right of one store to use a home. The system takes it back when the process dies, however it dies.
final class HomeLock implements AutoCloseable {
    /// The homes this process holds: the system's locks are per process, and on POSIX closing any channel of the file
    /// would release them, so a second channel must not even be opened.
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path home;
    private final FileChannel channel;

    private HomeLock(Path home, FileChannel channel) {
        this.home = home;
        this.channel = channel;
    }

    static HomeLock of(HomeFiles files) throws IOException {
        var home = files.home().toRealPath();
        if (!HELD.add(home)) {
            throw Failures.inUse(files.home());
        }
        boolean done = false;
        try {
            var lock = new HomeLock(home, lock(files));
            done = true;
            return lock;
        } finally {
            if (!done) {
                HELD.remove(home);
            }
        }
    }

    private static FileChannel lock(HomeFiles files) throws IOException {
        var channel = HomeFiles.open(files.lock());
        try {
            if (channel.tryLock() != null) {
                return channel;
            }
        } catch (IOException failure) {
            channel.close();
            throw failure;
        } catch (OverlappingFileLockException heldByAnotherLoader) {
            // the same as held by another process
        }
        channel.close();
        throw Failures.inUse(files.home());
    }

    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            HELD.remove(home);
        }
    }
}
