package org.heliograph.app.door;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Reads lines of UTF-8, each up to a bound.
public final class Lines {
    /// Longer than the longest message can be.
    public static final int MAX_BYTES = 24 << 20;

    private final InputStream in;
    private final byte[] buffer = new byte[16 << 10];
    private int next;
    private int end;

    public Lines(InputStream in) {
        this.in = in;
    }

    /// The next line without its end, or null after the last. Returns as soon as the line is there.
    public @Nullable String next() throws IOException {
        var line = new ByteArrayOutputStream(128);
        boolean any = false;
        while (fill()) {
            any = true;
            int from = next;
            while (next < end && buffer[next] != '\n') {
                next++;
            }
            line.write(buffer, from, next - from);
            if (line.size() > MAX_BYTES) {
                throw new IOException("a line is longer than " + MAX_BYTES + " bytes");
            }
            if (next < end) {
                next++;
                return text(line.toByteArray());
            }
        }
        return any ? text(line.toByteArray()) : null;
    }

    private boolean fill() throws IOException {
        if (next == end) {
            next = 0;
            end = Math.max(0, in.read(buffer));
        }
        return next < end;
    }

    private static String text(byte[] line) throws IOException {
        int length = line.length > 0 && line[line.length - 1] == '\r' ? line.length - 1 : line.length;
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(line, 0, length))
                    .toString();
        } catch (CharacterCodingException notText) {
            throw new IOException("a line is not UTF-8 text", notText);
        }
    }
}
