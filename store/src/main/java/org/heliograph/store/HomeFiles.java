package org.heliograph.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.heliograph.core.StoreFailure;
import org.heliograph.core.StoreFailure.Kind;

/// The files of one home, readable by their owner only.
record HomeFiles(Path home) {
    private static final Set<PosixFilePermission> OWNER_FILE = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> OWNER_FOLDER = PosixFilePermissions.fromString("rwx------");
    private static final int LONGEST_SMALL_FILE = 4_096;

    Path lock() {
        return home.resolve("lock");
    }

    /// Exists while a home is made: what stands beside it was never used and may be made again.
    Path unfinished() {
        return home.resolve("unfinished");
    }

    Path deviceKey() {
        return home.resolve("device.key");
    }

    Path header() {
        return home.resolve("store.head");
    }

    Path database() {
        return home.resolve("store.db");
    }

    Path writeAheadLog() {
        return home.resolve("store.db-wal");
    }

    Path anchor() {
        return home.resolve("anchor");
    }

    /// Two names take turns, so that the old key stands until the new one is in use.
    Path rowKey(long generation) {
        return home.resolve("row-" + (generation & 1) + ".key");
    }

    boolean holdsStore() {
        return !Files.exists(unfinished())
                && (Files.exists(header()) || Files.exists(deviceKey()) || Files.exists(database()));
    }

    /// Makes the folder, or takes one that is there if it is empty or closed to others already.
    void makeFolder() throws IOException {
        if (!Files.isDirectory(home)) {
            var parent = home.toAbsolutePath().getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            Files.createDirectory(home, attributes(OWNER_FOLDER));
            return;
        }
        if (!isOpenToOthers(home)) {
            return;
        }
        try (var entries = Files.newDirectoryStream(home)) {
            if (entries.iterator().hasNext()) {
                throw new StoreFailure(
                        Kind.KEY,
                        "The folder " + home
                                + " holds other files and other users of this machine may read it, so no home"
                                + " was made there. Name a new folder, or close this one to others first.");
            }
        }
        restrict(home, OWNER_FOLDER);
    }

    /// Clears away what a creation that was cut off left behind, and marks that one is going on.
    void beginAnew() throws IOException {
        writeDurably(unfinished(), new byte[0]);
        for (var file : all()) {
            Files.deleteIfExists(file);
        }
    }

    void endBeginning() throws IOException {
        Files.delete(unfinished());
        syncFolder();
    }

    /// Takes from others the rights to the home that something gave them meanwhile.
    void closeToOthers() throws IOException {
        if (isOpenToOthers(home)) {
            restrict(home, OWNER_FOLDER);
        }
        for (var file : withLock()) {
            if (Files.exists(file) && isOpenToOthers(file)) {
                restrict(file, OWNER_FILE);
            }
        }
    }

    private List<Path> withLock() {
        var files = new ArrayList<>(all());
        files.add(lock());
        return files;
    }

    private List<Path> all() {
        return List.of(deviceKey(), header(), database(), writeAheadLog(), anchor(), rowKey(0), rowKey(1));
    }

    /// Opens the file for reading and writing, making it if it is not there.
    static FileChannel open(Path file) throws IOException {
        var options = Set.<OpenOption>of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        return FileChannel.open(file, options, attributes(OWNER_FILE));
    }

    /// The contents of a file of ours that cannot be long.
    static byte[] read(Path file) throws IOException {
        if (!Files.exists(file)) {
            throw new StoreFailure(Kind.DAMAGED, "The file " + file + " is missing. " + Failures.HOME_IS_ONE_WHOLE);
        }
        if (Files.size(file) > LONGEST_SMALL_FILE) {
            throw new StoreFailure(Kind.DAMAGED, "The file " + file + " is too long. " + Failures.HOME_IS_ONE_WHOLE);
        }
        return Files.readAllBytes(file);
    }

    /// Writes a new file and waits until it is on the disk under its name.
    void writeDurably(Path file, byte[] bytes) throws IOException {
        uninterrupted(() -> {
            try (var channel = open(file)) {
                channel.truncate(0);
                writeFully(channel, ByteBuffer.wrap(bytes));
                channel.force(true);
            }
        });
        syncFolder();
    }

    /// Overwrites and removes a key file. What flash storage keeps of it in spare blocks is out of our hands.
    void destroy(Path file) throws IOException {
        if (!Files.exists(file)) {
            return;
        }
        uninterrupted(() -> {
            try (var channel = open(file)) {
                writeFully(channel, ByteBuffer.allocate((int) Math.min(channel.size(), LONGEST_SMALL_FILE)));
                channel.force(true);
            }
        });
        Files.delete(file);
        syncFolder();
    }

    /// Makes names in the home durable. Windows has no such call and orders them itself.
    void syncFolder() throws IOException {
        if (hasOwnerRights()) {
            uninterrupted(() -> {
                try (var folder = FileChannel.open(home, StandardOpenOption.READ)) {
                    folder.force(true);
                }
            });
        }
    }

    private interface Step {
        void run() throws IOException;
    }

    /// A channel breaks when its thread is interrupted. That is no failure of the disk: the step is done again, and the
    /// interrupt waits.
    private static void uninterrupted(Step step) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                try {
                    step.run();
                    return;
                } catch (ClosedByInterruptException again) {
                    interrupted = Thread.interrupted();
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private static boolean isOpenToOthers(Path path) throws IOException {
        return hasOwnerRights() && !OWNER_FOLDER.containsAll(Files.getPosixFilePermissions(path));
    }

    private static void restrict(Path path, Set<PosixFilePermission> rights) throws IOException {
        try {
            Files.setPosixFilePermissions(path, rights);
        } catch (IOException refused) {
            throw new StoreFailure(
                    Kind.KEY,
                    "Other users of this machine may read " + path
                            + " and that could not be changed. Close it to others"
                            + " (chmod go-rwx) or ask its owner to.",
                    refused);
        }
    }

    private static FileAttribute<?>[] attributes(Set<PosixFilePermission> rights) {
        return hasOwnerRights()
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(rights)}
                : new FileAttribute<?>[0];
    }

    /// Windows has none: there a user's folders are closed to other users by inheritance.
    private static boolean hasOwnerRights() {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    }
}
