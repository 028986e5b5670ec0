package org.heliograph.app.command;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import org.heliograph.app.door.Problem;
import org.heliograph.app.qr.PictureFault;
import org.heliograph.app.qr.QrReader;

/// Finds the text of a card in whatever a person holds: the card itself, a file of it, or a picture of its QR code.
final class CardSource {
    private CardSource() {}

    static String read(String given, InputStream standardInput) throws IOException {
        if (given.equals("-")) {
            return text(standardInput.readNBytes(QrReader.MAX_FILE_BYTES + 1), "standard input");
        }
        if (given.toLowerCase(Locale.ROOT).startsWith("helio:") || !isFile(given)) {
            return given; // whoever reads the card says what is wrong with it
        }
        try (var file = Files.newInputStream(Path.of(given))) {
            return text(file.readNBytes(QrReader.MAX_FILE_BYTES + 1), given);
        } catch (IOException unreadable) {
            throw Problem.failed(
                    "The file " + given + " cannot be read. Nothing was added. Check that it is yours to read, or"
                            + " copy the card's `helio:` text instead.");
        }
    }

    private static boolean isFile(String given) {
        try {
            return Files.isRegularFile(Path.of(given));
        } catch (InvalidPathException notAPath) {
            return false;
        }
    }

    private static String text(byte[] content, String source) {
        if (content.length > QrReader.MAX_FILE_BYTES) {
            throw Problem.failed(
                    "What came from " + source + " is too large to be a contact card or a picture of one. Nothing"
                            + " was added. Give the card's text or a smaller picture.");
        }
        if (!QrReader.isPng(content)) {
            return new String(content, StandardCharsets.UTF_8);
        }
        try {
            return QrReader.read(content);
        } catch (PictureFault fault) {
            throw Problem.failed(
                    "The picture from " + source + " " + fault.getMessage() + ". Nothing was added. Ask for the card's"
                            + " `helio:` text, or take a sharper picture of the whole code and save it as PNG.");
        }
    }
}
