package org.heliograph.core.history;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.heliograph.core.MessageId;
import org.heliograph.core.Now;

/// What the other end lacks and was not returned yet: stretches that do not overlap, so never more than a history. The
/// oldest comes first, so that a history which came back in part lacks only its end.
///
/// Each message is returned twice a day at most, so that who asks again and again is given two histories and no more.
final class Owed {
    /// What exceeds this is found again when these are through.
    static final int MAX_STRETCHES = 16_384;

    /// Messages returned in a day: more wait until the next. 64 MB.
    static final int MAX_RETURNED = 1 << 20;

    static final int TIMES_A_DAY = 2;

    private static final int SECONDS_OF_DAY = 86_400;

    /// Messages are taken out of a stretch so many at a time.
    private static final int BATCH = 512;

    private final Chronicle mine;
    private final TreeMap<Moment, Due> stretches = new TreeMap<>();
    private final Deque<Moment> batch = new ArrayDeque<>();

    /// How often, today; look-up only.
    private final Map<MessageId, Integer> returned = new HashMap<>();

    private long today;

    /// What is mutual since `youngFromMillis` or later is left out: it is younger than the question.
    private record Due(Moment end, long youngFromMillis) {}

    Owed(Chronicle mine) {
        this.mine = mine;
    }

    void add(List<Stretch> owed, long youngFromMillis) {
        for (var stretch : owed) {
            if (!stretch.isEmpty() && stretches.size() < MAX_STRETCHES) {
                add(stretch, youngFromMillis);
            }
        }
    }

    private void add(Stretch stretch, long youngFromMillis) {
        var from = stretch.from();
        var due = new Due(stretch.end(), youngFromMillis);
        var before = stretches.floorEntry(from);
        if (before != null && before.getValue().end().compareTo(from) >= 0) {
            from = before.getKey();
            due = joined(due, before.getValue());
        }
        for (var next = stretches.ceilingEntry(from); next != null; next = stretches.ceilingEntry(from)) {
            if (next.getKey().compareTo(due.end()) > 0) {
                break;
            }
            due = joined(due, next.getValue());
            stretches.remove(next.getKey());
        }
        stretches.put(from, due);
    }

    private static Due joined(Due one, Due other) {
        var end = one.end().compareTo(other.end()) > 0 ? one.end() : other.end();
        return new Due(end, Math.max(one.youngFromMillis(), other.youngFromMillis()));
    }

    boolean isEmpty() {
        return peek().isEmpty();
    }

    /// The next message, which stays until it is taken.
    Optional<Moment> peek() {
        while (batch.isEmpty() && !stretches.isEmpty()) {
            var first = stretches.pollFirstEntry();
            var due = first.getValue();
            var places = mine.tree().places(new Stretch(first.getKey(), due.end()), BATCH);
            if (places.size() == BATCH) {
                stretches.put(places.getLast().next(), due);
            }
            places.stream()
                    .filter(it -> !mine.mutualSince(it.id(), due.youngFromMillis()))
                    .forEach(batch::add);
        }
        return Optional.ofNullable(batch.peek());
    }

    void take() {
        batch.remove();
    }

    /// Whether the message may be returned once more today.
    boolean mayReturn(MessageId id, Now now) {
        long day = now.uptime().toSeconds() / SECONDS_OF_DAY;
        if (day != today) {
            returned.clear();
            today = day;
        }
        int times = returned.getOrDefault(id, 0);
        return times < TIMES_A_DAY && (times > 0 || returned.size() < MAX_RETURNED);
    }

    void noteReturned(MessageId id) {
        returned.merge(id, 1, Integer::sum);
    }
}
