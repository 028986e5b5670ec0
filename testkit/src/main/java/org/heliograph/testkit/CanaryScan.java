package org.heliograph.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/// Looks for what must not be found: texts, names and keys in the files or on the wires of nodes.
///
/// Each canary is searched raw, as UTF-16 of both byte orders, in either case, and in hex, base64 and base32 at every
/// alignment, so that no usual encoding hides it.
public final class CanaryScan {
    private static final int SHORTEST = 4;
    private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    private record Form(String name, byte[] bytes) {}

    private final List<Form> forms = new ArrayList<>();

    /// Where a canary was found; `place` is a file or what the caller named.
    public record Finding(String place, long offset, String form) {}

    public CanaryScan text(String canary) {
        for (var text : List.of(canary, canary.toLowerCase(Locale.ROOT), canary.toUpperCase(Locale.ROOT))) {
            add("'" + canary + "' in UTF-16BE", text.getBytes(StandardCharsets.UTF_16BE));
            add("'" + canary + "' in UTF-16LE", text.getBytes(StandardCharsets.UTF_16LE));
            encodings("'" + canary + "'", text.getBytes(StandardCharsets.UTF_8));
        }
        return this;
    }

    public CanaryScan bytes(String name, byte[] canary) {
        encodings(name, canary);
        return this;
    }

    /// Everything found in the regular files below `directory`; their names are searched too.
    public List<Finding> in(Path directory) {
        var findings = new ArrayList<Finding>();
        try (var files = Files.walk(directory)) {
            for (var file : files.filter(Files::isRegularFile).sorted().toList()) {
                var place = directory.relativize(file).toString();
                findings.addAll(in("the name " + place, place.getBytes(StandardCharsets.UTF_8)));
                findings.addAll(in(place, Files.readAllBytes(file)));
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return findings;
    }

    /// Everything found in `bytes`: the first place of each form.
    public List<Finding> in(String place, byte[] bytes) {
        var findings = new ArrayList<Finding>();
        for (var form : forms) {
            int offset = indexOf(bytes, form.bytes());
            if (offset >= 0) {
                findings.add(new Finding(place, offset, form.name()));
            }
        }
        return findings;
    }

    private void encodings(String name, byte[] canary) {
        if (canary.length < SHORTEST) {
            throw new IllegalArgumentException("a canary of " + canary.length + " bytes is found by chance: " + name);
        }
        add(name, canary);
        addText(name + " in hex", HexFormat.of().formatHex(canary));
        addText(name + " in hex", HexFormat.of().withUpperCase().formatHex(canary));
        for (int before = 0; before < 3; before++) {
            var base64 = Base64.getEncoder().encodeToString(shifted(canary, before));
            var whole = wholeCharacters(base64, before, canary.length, 6);
            addText(name + " in base64", whole);
            addText(name + " in base64", whole.replace('+', '-').replace('/', '_'));
        }
        for (int before = 0; before < 5; before++) {
            var whole = wholeCharacters(base32(shifted(canary, before)), before, canary.length, 5);
            addText(name + " in base32", whole);
            addText(name + " in base32", whole.toLowerCase(Locale.ROOT));
        }
    }

    private static byte[] shifted(byte[] canary, int before) {
        var shifted = new byte[before + canary.length];
        System.arraycopy(canary, 0, shifted, before, canary.length);
        return shifted;
    }

    /// The characters that depend on the canary alone, not on its neighbours.
    private static String wholeCharacters(String encoded, int before, int length, int bitsPerCharacter) {
        int from = Math.ceilDiv(before * 8, bitsPerCharacter);
        int to = (before + length) * 8 / bitsPerCharacter;
        return encoded.substring(from, to);
    }

    private static String base32(byte[] bytes) {
        var text = new StringBuilder();
        for (int bit = 0; bit < bytes.length * 8; bit += 5) {
            int index = 0;
            for (int i = bit; i < bit + 5; i++) {
                int value = i < bytes.length * 8 ? (bytes[i / 8] >> (7 - i % 8)) & 1 : 0;
                index = index << 1 | value;
            }
            text.append(BASE32.charAt(index));
        }
        return text.toString();
    }

    private void addText(String name, String text) {
        add(name, text.getBytes(StandardCharsets.US_ASCII));
    }

    private void add(String name, byte[] bytes) {
        if (forms.stream().noneMatch(form -> Arrays.equals(form.bytes(), bytes))) {
            forms.add(new Form(name, bytes));
        }
    }

    private static int indexOf(byte[] bytes, byte[] wanted) {
        byte first = wanted[0];
        for (int at = 0; at <= bytes.length - wanted.length; at++) {
            if (bytes[at] == first && Arrays.equals(bytes, at, at + wanted.length, wanted, 0, wanted.length)) {
                return at;
            }
        }
        return -1;
    }
}
