package org.heliograph.core.history;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntPredicate;
import org.heliograph.core.MessageId;
import org.heliograph.core.wire.Data;
import org.heliograph.core.wire.ElementId;
import org.heliograph.testkit.Case;

/// Conversations of any length, and ends that have parts of them.
final class Histories {
    private static final long FIRST_SENT_MILLIS = 1_700_000_000_000L;
    private static final int TEXT_BYTES = 100;

    private Histories() {}

    /// A message of which only the leaf is left, in a history of so many that no end keeps them beside it: as good to
    /// compare as any. Its id tells its counter.
    static Entry trace(long lamport, Case random) {
        return new Entry(
                new MessageId(random.nextLong(), lamport),
                lamport,
                random.nextBoolean(),
                new Entry.Body.Trace(new ElementId(random.nextLong(), random.nextLong())));
    }

    static Entry text(long lamport, Case random) {
        return text(lamport, "x".repeat(TEXT_BYTES), random);
    }

    static Entry text(long lamport, String text, Case random) {
        long sent = FIRST_SENT_MILLIS + lamport * 60_000;
        return new Entry(
                new MessageId(random.nextLong(), random.nextLong()),
                lamport,
                random.nextBoolean(),
                new Entry.Body.Whole(sent, 0, Data.TEXT, text.getBytes(UTF_8)));
    }

    /// Two ends that have all of `count` messages but those that one lacks.
    static Talk talk(int count, IntPredicate firstLacks, IntPredicate secondLacks, Case random) {
        var first = new End(true, random);
        var second = new End(false, random);
        for (int i = 0; i < count; i++) {
            var entry = trace(i + 1, random);
            if (!firstLacks.test(i)) {
                first.counts(entry);
            }
            if (!secondLacks.test(i)) {
                second.counts(entry);
            }
        }
        return new Talk(first, second);
    }

    static boolean nobody(int message) {
        return false;
    }

    /// `count` of the numbers below `bound`, anywhere.
    static IntPredicate scattered(int count, int bound, Case random) {
        var numbers = new BitSet(bound);
        while (numbers.cardinality() < count) {
            numbers.set(random.nextInt(bound));
        }
        return numbers::get;
    }

    static List<Entry> texts(int count, Case random) {
        var texts = new ArrayList<Entry>(count);
        for (int i = 0; i < count; i++) {
            texts.add(text(i + 1, random));
        }
        return texts;
    }
}
