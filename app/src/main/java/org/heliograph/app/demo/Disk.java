package org.heliograph.app.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/// Looks at homes as a thief would.
final class Disk {
    /// Shorter words stand in a megabyte of ciphertext by chance.
    private static final int SHORTEST_WORD = 5;

    private Disk() {}

    /// Searches every file under `home` for the words, in either case; how many bytes that were.
    static long search(Path home, List<String> words) throws IOException {
        long bytes = 0;
        try (var files = Files.walk(home)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                byte[] content = Files.readAllBytes(file);
                bytes += content.length;
                var text = new String(content, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
                for (var word : words) {
                    if (word.length() >= SHORTEST_WORD && text.contains(word)) {
                        throw new Unmet("a file of " + home.getFileName() + " shows \"" + word + "\"");
                    }
                }
            }
        }
        return bytes;
    }

    static void remove(Path folder) {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException stays) {
            return; // temporary files; the system removes them some day
        }
    }
}
