package org.heliograph.core.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.heliograph.core.wire.Data;

/// What a message says: its kind and the bytes of that kind.
public record Content(int kind, byte[] bytes) {
    public static Content text(String text) {
        return new Content(Data.TEXT, text.getBytes(UTF_8));
    }

    public boolean isText() {
        return kind == Data.TEXT;
    }

    /// The text; what is not UTF-8 shows as replacement characters.
    public String text() {
        return new String(bytes, UTF_8);
    }
}
