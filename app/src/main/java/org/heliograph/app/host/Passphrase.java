package org.heliograph.app.host;

import java.io.Console;
import java.io.IOException;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.heliograph.app.door.Problem;

/// Where the passphrase of a store comes from: a file, or whoever sits at the terminal.
public final class Passphrase {
    /// Far longer than anybody types; a file that goes on is something else.
    private static final int LONGEST_LINE = 4_096;

    private final Optional<Path> file;

    public Passphrase(Optional<Path> file) {
        this.file = file;
    }

    /// The first line of the file; empty when none was named. The caller wipes it.
    Optional<byte[]> given() {
        if (file.isEmpty()) {
            return Optional.empty();
        }
        try {
            byte[] line = firstLine(file.get());
            if (line.length == 0) {
                throw new Problem(
                        Problem.Exit.STORE,
                        "The first line of " + file.get() + " is empty, and a passphrase cannot be. Nothing was opened."
                                + " Write the passphrase there.");
            }
            return Optional.of(line);
        } catch (IOException unreadable) {
            throw new Problem(
                    Problem.Exit.STORE,
                    "The passphrase file " + file.get()
                            + " cannot be read. Nothing was opened. Check its name and whether it is"
                            + " yours to read.");
        }
    }

    /// The first line of a file, without its end; [IOException] also if that is not within [#LONGEST_LINE] bytes. The
    /// caller wipes it.
    public static byte[] firstLine(Path file) throws IOException {
        byte[] start;
        try (var in = Files.newInputStream(file)) {
            start = in.readNBytes(LONGEST_LINE + 1);
        }
        int end = 0;
        while (end < start.length && start[end] != '\n' && start[end] != '\r') {
            end++;
        }
        byte[] line = Arrays.copyOf(start, end);
        Arrays.fill(start, (byte) 0);
        if (end > LONGEST_LINE) {
            Arrays.fill(line, (byte) 0);
            throw new IOException("the first line of " + file + " is longer than any passphrase");
        }
        return line;
    }

    /// Asks the person at the terminal, when none was given and there is one.
    Optional<byte[]> asked() {
        return file.isPresent()
                ? Optional.empty()
                : Optional.ofNullable(System.console())
                        .filter(Console::isTerminal)
                        .map(console -> console.readPassword("Passphrase: "))
                        .map(Passphrase::bytes);
    }

    private static byte[] bytes(char[] characters) {
        var encoded = StandardCharsets.UTF_8.encode(CharBuffer.wrap(characters));
        byte[] bytes = new byte[encoded.remaining()];
        encoded.duplicate().get(bytes);
        Arrays.fill(characters, '\0');
        encoded.put(new byte[bytes.length]);
        return bytes;
    }
}
