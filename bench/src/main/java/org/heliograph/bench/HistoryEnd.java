package org.heliograph.bench;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.LongPredicate;
import org.heliograph.core.ContactId;
import org.heliograph.core.MessageId;
import org.heliograph.core.Now;
import org.heliograph.core.PeerFault;
import org.heliograph.core.history.Catchup;
import org.heliograph.core.history.Chronicle;
import org.heliograph.core.history.Entry;
import org.heliograph.core.wire.ElementId;
import org.heliograph.crypto.Entropy;

/// One end of a long conversation. Everything about a message follows from its number, so nothing is kept of it but
/// what a chronicle keeps.
final class HistoryEnd {
    private static final Instant DATE = Instant.parse("2026-11-25T12:00:00Z");

    /// Long enough for the next question to be answered.
    private static final Duration STEP = Duration.ofMinutes(1);

    /// What a message without content takes in a page.
    private static final int TRACE_BYTES = 41;

    private static final int PAGE_BYTES = 7;

    private static final ContactId ONE = new ContactId(1, 2, 3, 4);
    private static final ContactId OTHER = new ContactId(5, 6, 7, 8);

    final Chronicle chronicle;
    private final Catchup catchup;
    private Now now = new Now(Duration.ofDays(1), DATE);

    /// Messages handed out since it was asked last.
    private int returned;

    /// What a comparison took, in bytes without the messages themselves.
    record Cost(int bytes, int bodies) {}

    /// Has the messages numbered from 1 to `count`, but not those it `lacks`.
    HistoryEnd(boolean isOne, int count, LongPredicate lacks) {
        chronicle = Chronicle.load(new ForgetfulStore(), isOne ? ONE : OTHER, isOne ? OTHER : ONE, Entropy.system());
        chronicle.size(); // from here on it lies in memory
        catchup = new Catchup(chronicle, Optional.empty());
        for (long number = 1; number <= count; number++) {
            if (!lacks.test(number)) {
                add(number);
            }
        }
    }

    void add(long number) {
        chronicle.add(entry(number), 0);
    }

    static Entry entry(long number) {
        var leaf = new ElementId(mixed(number), mixed(~number));
        return new Entry(new MessageId(mixed(-number), number), number, false, new Entry.Body.Trace(leaf));
    }

    /// SplitMix64's last step.
    static long mixed(long number) {
        long mixed = number * 0x9e3779b97f4a7c15L;
        mixed = (mixed ^ mixed >>> 30) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94d049bb133111ebL;
        return mixed ^ mixed >>> 31;
    }

    /// The first body of a comparison.
    byte[] question() {
        catchup.start();
        return next().orElseThrow();
    }

    private Optional<byte[]> next() {
        returned = 0;
        return catchup.next(
                        id -> {
                            returned++;
                            return Optional.of(entry(id.low()));
                        },
                        now)
                .map(Catchup.Saying::body);
    }

    void handle(byte[] body) throws PeerFault {
        now = new Now(now.uptime().plus(STEP), DATE);
        for (var entry : catchup.handle(body, now).brought()) {
            chronicle.add(entry, 0);
        }
    }

    /// Lets two ends talk until both are silent.
    static Cost compare(HistoryEnd asking, HistoryEnd other) throws PeerFault {
        asking.catchup.start();
        int bytes = 0;
        int bodies = 0;
        while (asking.catchup.hasMore() || other.catchup.hasMore()) {
            for (var from : List.of(asking, other)) {
                for (var body = from.next(); body.isPresent(); body = from.next()) {
                    int page = from.returned > 0 ? PAGE_BYTES + TRACE_BYTES * from.returned : 0;
                    bytes += body.get().length - page;
                    bodies++;
                    (from == asking ? other : asking).handle(body.get());
                }
            }
        }
        return new Cost(bytes, bodies);
    }
}
