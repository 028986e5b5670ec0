package org.heliograph.app.door;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// Where the control socket of a home is.
final class ControlAddress {
    /// Systems allow 104 to 108 bytes for the path of a socket, its end included.
    private static final int MAX_PATH_BYTES = 100;

    private ControlAddress() {}

    /// In the home; when its path is too long for a socket, in a directory of this user's among the temporary files.
    static Path of(Path home) throws IOException {
        var inside = home.toAbsolutePath().normalize().resolve("control.sock");
        if (bytes(inside).length <= MAX_PATH_BYTES) {
            return inside;
        }
        var name = "helio-" + HexFormat.of().formatHex(hash(bytes(inside)), 0, 12);
        return Path.of(System.getProperty("java.io.tmpdir"), name, "control.sock");
    }

    static UnixDomainSocketAddress socket(Path path) {
        return UnixDomainSocketAddress.of(path);
    }

    /// Makes the directory of a socket that lies outside its home, and refuses one that someone else could have made.
    static void prepare(Path home, Path socket) throws IOException {
        var directory = socket.getParent();
        if (directory == null || directory.equals(home.toAbsolutePath().normalize())) {
            return;
        }
        try {
            Files.createDirectory(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (FileAlreadyExistsException fromAnEarlierRun) {
            requireOurs(home, directory);
        }
    }

    /// That the directory is this user's and closed to all others.
    static void requireOurs(Path home, Path directory) throws IOException {
        boolean real = Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS);
        var owner = Files.getOwner(directory, LinkOption.NOFOLLOW_LINKS);
        var open = PosixFilePermissions.toString(Files.getPosixFilePermissions(directory, LinkOption.NOFOLLOW_LINKS));
        if (!real || !owner.equals(Files.getOwner(home)) || !open.endsWith("------")) {
            throw new IOException(directory + " belongs to someone else");
        }
    }

    private static byte[] bytes(Path path) {
        return path.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] hash(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException everyJavaHasIt) {
            throw new AssertionError(everyJavaHasIt);
        }
    }
}
