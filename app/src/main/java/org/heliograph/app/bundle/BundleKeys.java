package org.heliograph.app.bundle;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.heliograph.app.door.Answers;
import org.heliograph.app.door.Ask;
import org.heliograph.app.door.Door;
import org.heliograph.app.door.Problem;
import org.heliograph.app.door.Request;
import org.heliograph.app.host.Passphrase;
import org.heliograph.core.bundle.Bundle;
import org.heliograph.crypto.Secret;

/// Where the key of a bundle comes from: a passphrase, or the network of the node behind the door.
///
/// @param passphrase a file whose first line it is
record BundleKeys(Door door, Optional<Path> passphrase) {
    /// The key of the bundle with this salt. The caller closes it.
    Secret key(byte[] salt) throws IOException, InterruptedException {
        return passphrase.isPresent() ? fromPassphrase(passphrase.get(), salt) : fromNetwork(salt);
    }

    private Secret fromNetwork(byte[] salt) throws IOException, InterruptedException {
        var request = Request.of(Ask.BUNDLE_KEY).with("salt", HexFormat.of().formatHex(salt));
        var keys = new ArrayList<byte[]>();
        door.serve(
                request,
                new Answers(
                        () -> null,
                        row -> keys.add(HexFormat.of().parseHex(row.get("key").getAsString()))));
        return Secret.taking(keys.getFirst());
    }

    private static Secret fromPassphrase(Path file, byte[] salt) {
        byte[] words;
        try {
            words = Passphrase.firstLine(file);
        } catch (IOException unreadable) {
            throw Media.notRead(file, unreadable);
        }
        try {
            if (words.length == 0) {
                throw Problem.failed("The first line of " + file + " is empty, and a passphrase cannot be. Nothing was"
                        + " done. Write the passphrase there.");
            }
            return Bundle.key(words, salt);
        } catch (IllegalStateException noMemory) {
            throw Problem.failed("To make a key of a passphrase takes 128 MiB of memory, which this machine does not"
                    + " give. Nothing was done. End other programs first.");
        } finally {
            Arrays.fill(words, (byte) 0);
        }
    }
}
