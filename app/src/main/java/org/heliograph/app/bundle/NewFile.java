package org.heliograph.app.bundle;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Set;
import org.heliograph.app.door.Problem;
import org.heliograph.crypto.Entropy;

/// A file that shows under its name only when all of it is on the medium, for its owner's eyes only.
///
/// Until then it has another name beside it, and is gone when the process ends; a power cut or `kill -9` leaves it.
final class NewFile implements AutoCloseable {
    private static final int BUFFER_BYTES = 1 << 18;
    private static final int NAME_BYTES = 10;

    /// When a bundle was made is nobody's business. The oldest date that all file systems know.
    private static final FileTime NO_TIME = FileTime.from(Instant.parse("1980-01-02T00:00:00Z"));

    private final Path target;
    private final Path unfinished;
    private final FileChannel channel;
    private final OutputStream out;
    private final Thread cleaning;
    private boolean isOpen = true;

    private NewFile(Path target, Path unfinished, FileChannel channel) {
        this.target = target;
        this.unfinished = unfinished;
        this.channel = channel;
        this.out = new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER_BYTES);
        this.cleaning = new Thread(this::delete, "unfinished file");
        Runtime.getRuntime().addShutdownHook(cleaning);
    }

    /// Nothing may be there under that name; a folder stands for a new name in it.
    static NewFile at(Path wanted, Entropy entropy) {
        var target = Files.isDirectory(wanted) ? wanted.resolve(name(entropy) + ".bin") : wanted;
        refuseTaken(target);
        var unfinished = target.resolveSibling("." + name(entropy) + ".part");
        try {
            var options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            return new NewFile(target, unfinished, FileChannel.open(unfinished, options, ownerOnly()));
        } catch (IOException refused) {
            throw Media.notWritten(target, refused);
        }
    }

    private static String name(Entropy entropy) {
        return HexFormat.of().formatHex(entropy.bytes(NAME_BYTES));
    }

    Path target() {
        return target;
    }

    void write(byte[] bytes) {
        try {
            out.write(bytes);
        } catch (IOException refused) {
            throw Media.notWritten(target, refused);
        }
    }

    /// Returns when all of it is on the medium, under its name.
    void finish() {
        try {
            out.flush();
            channel.force(true);
            channel.close();
            refuseTaken(target);
            Files.setLastModifiedTime(unfinished, NO_TIME);
            Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
            closed();
            syncFolder();
        } catch (IOException refused) {
            throw Media.notWritten(target, refused);
        }
    }

    private static void refuseTaken(Path target) {
        if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            throw Problem.failed(
                    target + " exists already. It was not touched, and nothing was written. Choose another name, or"
                            + " give a folder: then the file gets a name of its own.");
        }
    }

    /// Makes the name durable. Windows has no such call and orders names itself.
    private void syncFolder() throws IOException {
        if (hasOwnerRights()) {
            var folder = target.toAbsolutePath().getParent();
            try (var names = FileChannel.open(folder == null ? target : folder, StandardOpenOption.READ)) {
                names.force(true);
            }
        }
    }

    private static FileAttribute<?>[] ownerOnly() {
        return hasOwnerRights()
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    private static boolean hasOwnerRights() {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    }

    /// Nothing stays of a file that was not finished.
    @Override
    public void close() {
        if (isOpen) {
            delete();
            closed();
        }
    }

    private void closed() {
        isOpen = false;
        try {
            Runtime.getRuntime().removeShutdownHook(cleaning);
        } catch (IllegalStateException atTheEnd) {
            return; // the hook runs, and finds nothing to do
        }
    }

    private void delete() {
        try {
            channel.close();
            Files.deleteIfExists(unfinished);
        } catch (IOException mediumIsGone) {
            return; // and the file with it
        }
    }
}
