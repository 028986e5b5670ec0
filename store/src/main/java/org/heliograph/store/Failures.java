package org.heliograph.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import org.heliograph.core.StoreFailure;
import org.heliograph.core.StoreFailure.Kind;

/// What people are told when the machine under the store fails.
final class Failures {
    static final String HOME_IS_ONE_WHOLE =
            "The files of a home belong together: if you have a full copy of this folder that no node has used since it"
                    + " was made, put all of it back; otherwise begin again in a new folder with 'helio init' and give your"
                    + " contacts the new card.";

    static final int SQLITE_ERROR = 1;
    static final int SQLITE_FULL = 13;

    private static final int DRIVER = 0; // not from the engine
    private static final int SQLITE_BUSY = 5;
    private static final int SQLITE_LOCKED = 6;
    private static final int SQLITE_NOMEM = 7;
    private static final int SQLITE_READONLY = 8;
    private static final int SQLITE_IOERR = 10;
    private static final int SQLITE_CANTOPEN = 14;
    private static final int SQLITE_MISUSE = 21;
    private static final int ALMOST_NOTHING = 64 * 1024;

    private Failures() {}

    static StoreFailure damaged(String what) {
        return new StoreFailure(Kind.DAMAGED, damage(what));
    }

    private static String damage(String what) {
        return "The store is damaged or was altered: " + what + ". Nothing was changed. " + HOME_IS_ONE_WHOLE;
    }

    static StoreFailure inUse(Path home) {
        return new StoreFailure(
                Kind.LOCKED,
                "A node is already running for the home " + home
                        + ", or another command is using it. Stop that one, or wait for it, and try again.");
    }

    /// What the engine reports, by its result code; the driver's own words are for the cause only.
    static StoreFailure of(SQLException failure, Path home) {
        return switch (code(failure)) {
            case SQLITE_BUSY, SQLITE_LOCKED -> inUse(home);
            case SQLITE_FULL -> full(home, failure);
            case DRIVER, SQLITE_NOMEM, SQLITE_READONLY, SQLITE_IOERR, SQLITE_CANTOPEN -> io(home, failure);
            case SQLITE_MISUSE -> throw new IllegalStateException("SQLite was used wrongly", failure);
            default -> new StoreFailure(Kind.DAMAGED, damage("the database cannot be read"), failure);
        };
    }

    static StoreFailure of(IOException failure, Path home) {
        return hasNoRoom(home) ? full(home, failure) : io(home, failure);
    }

    /// The engine's primary result code.
    static int code(SQLException failure) {
        return failure.getErrorCode() & 0xFF;
    }

    private static StoreFailure full(Path home, Exception cause) {
        return new StoreFailure(
                Kind.FULL,
                "The disk that holds " + home + " is full. What was to be written was not written, and nothing else"
                        + " changed. Make room and try again.",
                cause);
    }

    private static StoreFailure io(Path home, Exception cause) {
        return new StoreFailure(
                Kind.IO,
                "The disk that holds " + home + " could not be read or written, so it is not certain what is on it. The"
                        + " program must stop. Check the disk and your rights to the folder, then start again.",
                cause);
    }

    private static boolean hasNoRoom(Path home) {
        try {
            return Files.getFileStore(home).getUsableSpace() < ALMOST_NOTHING;
        } catch (IOException unknown) {
            return false;
        }
    }
}
