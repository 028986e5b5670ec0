package org.heliograph.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.heliograph.crypto.Entropy;

/// What the store takes from the machine it runs on: what binds a home to it, random bytes, the date.
///
/// `identity` is the machine's own id, 128 random bits which the system keeps outside the home. Systems without such
/// a file (macOS, Windows, some containers) have none, and a home made there is not bound to the machine. Ids of
/// owners, file systems and network cards are not used: they can be guessed, or change and lock the user out.
record Host(Optional<byte[]> identity, Entropy entropy, InstantSource clock) {
    private static final List<Path> IDENTITY_FILES =
            List.of(Path.of("/etc/machine-id"), Path.of("/var/lib/dbus/machine-id"), Path.of("/etc/hostid"));
    private static final int SHORTEST_IDENTITY = 32;

    static Host real() {
        return new Host(readIdentity(), Entropy.system(), InstantSource.system());
    }

    private static Optional<byte[]> readIdentity() {
        for (var file : IDENTITY_FILES) {
            try {
                if (Files.isRegularFile(file) && Files.size(file) < 256) {
                    var text =
                            Files.readString(file, StandardCharsets.ISO_8859_1).strip();
                    if (text.length() >= SHORTEST_IDENTITY) { // shorter: not set yet, or not an id
                        return Optional.of(text.getBytes(StandardCharsets.ISO_8859_1));
                    }
                }
            } catch (IOException unreadable) {
                // the next one, then: as good as absent
            }
        }
        return Optional.empty();
    }
}
