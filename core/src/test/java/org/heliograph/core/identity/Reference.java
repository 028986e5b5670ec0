package org.heliograph.core.identity;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/// Known answers that an independent reference of the protocol made; `reference.json` of the test resources.
public record Reference(JsonObject fields) {
    /// All answers of one kind. The caller asserts how many there must be.
    public static List<Reference> of(String kind) {
        try (var in = Objects.requireNonNull(
                Reference.class.getResourceAsStream("/org/heliograph/core/reference.json"), "no reference.json")) {
            var root = JsonParser.parseReader(new InputStreamReader(in, StandardCharsets.UTF_8))
                    .getAsJsonObject();
            return root.getAsJsonArray(kind).asList().stream()
                    .map(JsonElement::getAsJsonObject)
                    .map(Reference::new)
                    .toList();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    public byte[] bytes(String name) {
        return HexFormat.of().parseHex(fields.get(name).getAsString());
    }

    public int number(String name) {
        return fields.get(name).getAsInt();
    }

    public List<byte[]> list(String name) {
        return fields.getAsJsonArray(name).asList().stream()
                .map(each -> HexFormat.of().parseHex(each.getAsString()))
                .toList();
    }
}
