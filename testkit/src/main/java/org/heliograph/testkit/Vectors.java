package org.heliograph.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Known answers from a text resource: blocks of `name = value` lines, a blank line between two blocks, `#` comments.
public final class Vectors {
    private Vectors() {}

    /// One block. Asking for a name it does not have is an error.
    public record Vector(Map<String, String> fields) {
        public String text(String name) {
            var value = fields.get(name);
            if (value == null) {
                throw new IllegalArgumentException("no " + name + " in " + fields.keySet());
            }
            return value;
        }

        public byte[] bytes(String name) {
            return HexFormat.of().parseHex(text(name).replace(" ", ""));
        }

        public int number(String name) {
            return Integer.parseInt(text(name));
        }

        public boolean has(String name) {
            return fields.containsKey(name);
        }
    }

    /// Reads the resource `name` that lies beside `neighbour`. The caller asserts how many there must be.
    public static List<Vector> beside(Class<?> neighbour, String name) {
        try (var in = neighbour.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalArgumentException("no resource " + name + " beside " + neighbour.getName());
            }
            return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    static List<Vector> parse(String text) {
        var vectors = new ArrayList<Vector>();
        var fields = new LinkedHashMap<String, String>();
        for (var line : text.lines().map(String::strip).toList()) {
            if (line.isEmpty() && !fields.isEmpty()) {
                vectors.add(new Vector(fields));
                fields = new LinkedHashMap<>();
            }
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            int equals = line.indexOf('=');
            if (equals < 0) {
                throw new IllegalArgumentException("not a field: " + line);
            }
            fields.put(
                    line.substring(0, equals).strip(),
                    line.substring(equals + 1).strip());
        }
        if (!fields.isEmpty()) {
            vectors.add(new Vector(fields));
        }
        return vectors;
    }
}
