package org.heliograph.app.bundle;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;
import org.heliograph.app.door.Problem;

/// What a medium that fails means to the person who holds it.
final class Media {
    private Media() {}

    static Problem notWritten(Path file, IOException failure) {
        return Problem.failed("The bundle could not be written to " + file + ": " + why(failure)
                + " Nothing is lost: what was to go into it waits here as before.");
    }

    static Problem notRead(Path file, IOException failure) {
        return Problem.failed("The file " + file + " cannot be read: " + why(failure));
    }

    private static String why(IOException failure) {
        var reason = reason(failure);
        if (failure instanceof NoSuchFileException) {
            return "it, or its folder, is not there. Check the name, and that the medium is mounted.";
        }
        if (failure instanceof AccessDeniedException || reason.contains("Permission denied")) {
            return "you may not. Check whose the folder and the file are.";
        }
        if (reason.contains("No space left") || reason.contains("quota")) {
            return "the medium is full. Make room, give --max-size, or take a larger one; files named .….part are left"
                    + " over from exports that were cut off, and can go.";
        }
        if (reason.contains("Read-only")) {
            return "the medium is mounted for reading only. Look for a switch on it, or mount it anew.";
        }
        if (reason.contains("too large")) {
            return "its file system holds no file that large. Give --max-size.";
        }
        return "the medium failed (" + reason + "). It may have been taken out, or be damaged.";
    }

    private static String reason(IOException failure) {
        var reason = failure instanceof FileSystemException ofFile ? ofFile.getReason() : failure.getMessage();
        return Objects.requireNonNullElse(reason, failure.getClass().getSimpleName());
    }
}
