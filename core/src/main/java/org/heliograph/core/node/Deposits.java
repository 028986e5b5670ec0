package org.heliograph.core.node;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.heliograph.core.Now;
import org.heliograph.core.mailbox.Custody;
import org.heliograph.core.mailbox.Envelope;
import org.heliograph.core.mailbox.Giver;
import org.heliograph.core.wire.Item;

/// Envelopes on their way to a stamp, one at a time: what a person waits for first, prekeys laid out ahead last.
///
/// A stamp costs a node about a millisecond, one for a drop a quarter of a second, so the search runs elsewhere.
final class Deposits {
    /// Waiting envelopes; what does not fit is asked for again by the retries of whoever wanted it.
    private static final int MAX_WAITING = 4_096;

    /// A neighbour may ask for dearer stamps while its store is full; no more than this is ever searched.
    private static final int MAX_EXTRA_BITS = 12;

    /// What one refusal can ask more: whoever lies makes this device work, but not for hours.
    private static final int MAX_RAISE_BITS = 4;

    private static final Duration DEAR_FOR = Duration.ofHours(1);

    /// Makes the envelope when its turn comes, so that it carries that day's date; empty when no longer wanted.
    @FunctionalInterface
    interface Request {
        Optional<Envelope> envelope();
    }

    /// What happens to the finished item.
    @FunctionalInterface
    interface Finish {
        void accept(Item item, Step step);
    }

    private record Wanted(String key, Request request, Finish finish) {}

    private record Searching(long ticket, Wanted wanted, Envelope envelope) {}

    private final Custody custody;
    private final Map<String, Wanted> urgent = new LinkedHashMap<>();
    private final ArrayDeque<Wanted> background = new ArrayDeque<>();
    private Optional<Searching> searching = Optional.empty();
    private long nextTicket = 1;
    private int extraBits;
    private Duration dearUntil = Duration.ZERO;

    Deposits(Custody custody) {
        this.custody = custody;
    }

    /// Wants an envelope soon; asking again under the same key changes nothing while it waits. False when there is no
    /// room.
    boolean want(String key, Request request, Finish finish) {
        if (urgent.size() < MAX_WAITING) {
            urgent.putIfAbsent(key, new Wanted(key, request, finish));
        }
        return urgent.containsKey(key);
    }

    /// Whether an envelope is still on its way under this key.
    boolean isWanted(String key) {
        return urgent.containsKey(key)
                || searching.filter(it -> it.wanted.key.equals(key)).isPresent();
    }

    /// Wants an envelope when nothing else does.
    void wantEventually(Request request, Finish finish) {
        background.add(new Wanted("", request, finish));
    }

    /// Whether everything that was wanted eventually is done.
    boolean isBackgroundDone() {
        return background.isEmpty()
                && searching.filter(it -> it.wanted.key.isEmpty()).isEmpty();
    }

    /// Another node refused a stamp for being too small, and says how many bits it wants.
    void raise(int bits, boolean isDrop, Now now) {
        int asked = bits - custody.bitsAsked(isDrop, new Giver.Own());
        int most = Math.min(extraBits + MAX_RAISE_BITS, MAX_EXTRA_BITS);
        extraBits = Math.max(extraBits, Math.min(asked, most));
        dearUntil = now.uptime().plus(DEAR_FOR);
    }

    /// Starts the next search if none runs.
    void pump(Step step) {
        while (searching.isEmpty()) {
            var next = next();
            if (next.isEmpty()) {
                return;
            }
            var wanted = next.get();
            wanted.request.envelope().ifPresent(envelope -> search(wanted, envelope, step));
        }
    }

    void handleStamp(long ticket, long stamp, Step step) {
        if (searching.isPresent() && searching.get().ticket == ticket) {
            var found = searching.get();
            searching = Optional.empty();
            found.wanted.finish.accept(found.envelope.stamped(stamp), step);
        }
    }

    private Optional<Wanted> next() {
        var first = urgent.entrySet().iterator();
        if (first.hasNext()) {
            var wanted = first.next().getValue();
            first.remove();
            return Optional.of(wanted);
        }
        return Optional.ofNullable(background.poll());
    }

    private void search(Wanted wanted, Envelope envelope, Step step) {
        if (dearUntil.compareTo(step.now().uptime()) < 0) {
            extraBits = 0;
        }
        int bits = custody.bitsAsked(envelope.isDrop(), new Giver.Own()) + extraBits;
        searching = Optional.of(new Searching(nextTicket, wanted, envelope));
        step.emit(new Effect.FindStamp(nextTicket++, envelope.stampPrefix(), bits));
    }
}
