package org.heliograph.app.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.heliograph.app.door.Problem;
import org.heliograph.core.mesh.Network;

/// A network written into a file, by which its members let others in: one word of text.
public final class NetworkFile {
    private static final int MAX_BYTES = 4_096;

    private NetworkFile() {}

    /// Reads the network; the caller closes it.
    public static Network read(Path file) {
        byte[] content;
        try (var in = Files.newInputStream(file)) {
            content = in.readNBytes(MAX_BYTES);
        } catch (IOException unreadable) {
            throw Problem.failed("The network file " + file + " cannot be read. Nothing was done. Check its name, and"
                    + " that it is yours to read.");
        }
        return Network.parse(new String(content, StandardCharsets.UTF_8))
                .orElseThrow(
                        () -> Problem.failed(file + " is no network file, or it is damaged: it should hold one word"
                                + " that starts with \"" + Network.SCHEME + "\". Nothing was done. Copy it again."));
    }

    /// Writes a file that is not there yet, for its owner's eyes only.
    public static void write(Network network, Path file) {
        var text = (network.toUri() + "\n").getBytes(StandardCharsets.US_ASCII);
        var options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (var out = Files.newByteChannel(file, options, ownerOnly())) {
            out.write(java.nio.ByteBuffer.wrap(text));
        } catch (FileAlreadyExistsException taken) {
            throw Problem.failed(
                    file + " exists already. It was not touched, and no network was made. Choose another" + " name.");
        } catch (IOException refused) {
            throw Problem.failed("The network file could not be written to " + file + ". No network was made. Check"
                    + " that the folder exists and is yours to write in.");
        }
    }

    private static FileAttribute<?>[] ownerOnly() {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }
}
