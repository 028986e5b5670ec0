package org.heliograph.core.identity;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.heliograph.core.ContactId;
import org.heliograph.crypto.Sha256;

/// Sixteen words that two people read to each other: the same on both sides exactly when nobody stands between them.
///
/// Each of the 256 words is told apart by its first three letters, so the sixteen carry 128 bits.
public final class SafetyWords {
    public static final int COUNT = 16;

    private static final byte[] LABEL = "HG1/safety".getBytes(US_ASCII);
    private static final int LIST_LENGTH = 256;
    private static final List<String> WORDS = load();

    private SafetyWords() {}

    /// The words of two people, whichever of them asks.
    public static List<String> of(ContactId one, ContactId other) {
        boolean inOrder = one.compareTo(other) <= 0;
        var lower = (inOrder ? one : other).toBytes();
        var higher = (inOrder ? other : one).toBytes();
        var hash = Sha256.hash(LABEL, lower, higher);
        var words = new ArrayList<String>(COUNT);
        for (int i = 0; i < COUNT; i++) {
            words.add(WORDS.get(hash[i] & 0xff));
        }
        return List.copyOf(words);
    }

    static List<String> list() {
        return WORDS;
    }

    private static List<String> load() {
        try (var in = SafetyWords.class.getResourceAsStream("safety-words.txt")) {
            if (in == null) {
                throw new IllegalStateException("the list of safety words is missing from this build");
            }
            var words = new String(in.readAllBytes(), US_ASCII).lines().toList();
            if (words.size() != LIST_LENGTH) {
                throw new IllegalStateException("the list of safety words is not whole");
            }
            return words;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
