package org.heliograph.core.history;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.heliograph.core.MessageId;
import org.heliograph.core.Now;
import org.heliograph.core.PeerFault;
import org.heliograph.core.history.SyncBody.Page;
import org.heliograph.core.history.SyncBody.Part;
import org.heliograph.core.history.SyncBody.Want;
import org.jspecify.annotations.Nullable;

/// Compares the histories of the two ends of a conversation, and returns to the other end what it lacks.
///
/// Bodies of SYNC frames go in by [#handle] and come out by [#next]. Each stands for itself: a lost one costs no more
/// than asking again, and nothing of a comparison is stored.
public final class Catchup {
    /// What became mutual here after a question was asked, or this long before, is not returned: it is on its way, or
    /// word of it is. Clocks may be off by as much.
    static final Duration YOUNG = Duration.ofMinutes(10);

    /// Symbols of a first summary: tell some 80 differences.
    static final int GUESS = 128;

    /// From this size on a history has been in use for so long that gaps may be larger.
    static final int LARGE = 250_000;

    /// Symbols of a first summary of a large history: tell some 100 differences.
    static final int LARGE_GUESS = 172;

    /// A comparison that takes more messages is given up.
    static final int MAX_ROUNDS = 16;

    /// Questions that are answered at once. Each may cost passes over the whole history, so one more is answered only
    /// every [#REFILL]: more than two ends need, and a few per cent of a processor to who asks without end.
    static final int BUDGET = 16;

    static final Duration REFILL = Duration.ofSeconds(20);

    /// Look-ups for one body: of many elements nothing may be left to return.
    private static final int LOOKED_AT = 4 * Page.MAX_ENTRIES;

    private final Chronicle mine;
    private final Owed owed;
    private Optional<Lost> lost;
    private int budget = BUDGET;
    private Duration refilledAt = Duration.ZERO;
    private boolean starting;
    private boolean afterLoss;
    private int round;
    private @Nullable Part reply;
    private @Nullable Want want;

    /// What this end may have lost of its own person's words: those sent after `after` and until `until`, as by being
    /// put back then to a copy of that age.
    public record Lost(Instant after, Instant until) {
        boolean holds(long sentMillis) {
            return after.toEpochMilli() < sentMillis && sentMillis <= until.toEpochMilli();
        }
    }

    /// A body to send. It is of no use from `endsAtMillis` on, when the first of the messages in it is over:
    /// [Long#MAX_VALUE] if never.
    public record Saying(byte[] body, long endsAtMillis) {}

    /// What a body brought.
    ///
    /// `brought` are messages this end lacked: to be committed where the store does not know their ids, and then added
    /// to the [Chronicle]. `refused` are returned as written here, though this end lost nothing that the other could
    /// know; `disputed` are here with another content. `inStep` says that both ends have the same.
    public record Outcome(List<Entry> brought, List<Entry> refused, List<Entry> disputed, boolean inStep) {
        public Outcome {
            brought = List.copyOf(brought);
            refused = List.copyOf(refused);
            disputed = List.copyOf(disputed);
        }
    }

    /// What follows from a question: stretches of mine that the other end lacks, what I lack, and what to say beside
    /// that.
    record Answer(boolean inStep, List<Stretch> owed, Optional<Want> want, Optional<Part> reply) {
        Answer {
            owed = List.copyOf(owed);
        }

        static Answer replying(Part reply) {
            return new Answer(false, List.of(), Optional.empty(), Optional.of(reply));
        }
    }

    /// Only what `lost` holds is taken back as written here, until both ends are in step.
    public Catchup(Chronicle mine, Optional<Lost> lost) {
        this.mine = mine;
        this.lost = lost;
        owed = new Owed(mine);
    }

    /// From now on this is what may be taken back.
    public void lost(Optional<Lost> perhaps) {
        lost = perhaps;
    }

    /// Begins a comparison; [#next] gives its first body.
    public void start() {
        starting = true;
    }

    /// As [#start], by an end that may have lost something a moment ago: it is returned even what may be on its way.
    public void startAfterLoss() {
        starting = true;
        afterLoss = true;
    }

    /// Whether [#next] may have something to say.
    public boolean hasMore() {
        return starting || reply != null || want != null || !owed.isEmpty();
    }

    /// The next body to send, some 32 KiB at most but for a long message, which has one to itself, or a large sketch.
    /// Ask again, when the outbox has room, as long as [#hasMore]; there may be none all the same, after many messages
    /// that are gone. `messages` gives the message of an id, or nothing if its time is over.
    public Optional<Saying> next(Function<MessageId, Optional<Entry>> messages, Now now) {
        if (starting && reply == null) {
            say(mine.summary(guess()), 0);
            starting = false;
        }
        var parts = new ArrayList<Part>();
        if (reply != null) {
            parts.add(reply);
        }
        if (want != null) {
            parts.add(want);
        }
        reply = null;
        want = null;
        var page = page(messages, parts.isEmpty(), now);
        if (!page.isEmpty()) {
            parts.add(new Page(page));
        }
        var body = new SyncBody(round, now.wallMillis(), afterLoss || lost.isPresent(), parts);
        long end = page.stream().mapToLong(Entry::endsAtMillis).min().orElse(Long.MAX_VALUE);
        return parts.isEmpty() ? Optional.empty() : Optional.of(new Saying(body.encode(), end));
    }

    private int guess() {
        return mine.size() < LARGE ? Math.min(GUESS, Method.symbolsFor(mine.size())) : LARGE_GUESS;
    }

    private void say(Part part, int inRound) {
        reply = part;
        round = inRound;
    }

    /// Alone in its body it may hold one message of any length, or some that end at about the same time.
    private List<Entry> page(Function<MessageId, Optional<Entry>> messages, boolean alone, Now now) {
        var page = new ArrayList<Entry>();
        int bytes = 0;
        int left = LOOKED_AT;
        for (var at = owed.peek(); at.isPresent() && left > 0 && page.size() < Page.MAX_ENTRIES; at = owed.peek()) {
            var place = at.get();
            var entry = owed.mayReturn(place.id(), now)
                    ? messages.apply(place.id()).filter(it -> it.at().equals(place) && !it.isOver(now))
                    : Optional.<Entry>empty();
            bytes += entry.map(Entry::bytes).orElse(0);
            boolean isFirst = page.isEmpty() && alone;
            if (!isFirst && entry.isPresent() && (bytes > Page.FULL_BYTES || !isLike(entry.get(), page, now))) {
                break; // it begins the next page
            }
            entry.ifPresent(it -> {
                page.add(it);
                owed.noteReturned(it.id());
            });
            owed.take();
            left--;
        }
        return page;
    }

    /// Whether it may wait for as long as the page, which goes when its first message is over. What ends is in no body
    /// with what does not.
    private static boolean isLike(Entry entry, List<Entry> page, Now now) {
        long first = page.isEmpty() ? Long.MAX_VALUE : page.getFirst().endsAtMillis();
        long end = entry.endsAtMillis();
        return end == first
                || (end != Long.MAX_VALUE
                        && first != Long.MAX_VALUE
                        && (end - now.wallMillis()) / 2 <= first - now.wallMillis()
                        && (first - now.wallMillis()) / 2 <= end - now.wallMillis());
    }

    /// Takes a SYNC body of the other end. Beyond some three a minute, questions are not answered.
    public Outcome handle(byte[] body, Now now) throws PeerFault {
        var sync = SyncBody.decode(body);
        List<Entry> entries = List.of();
        boolean inStep = false;
        for (var part : sync.parts()) {
            switch (part) {
                case Page page -> entries = page.entries();
                case Want asked -> give(asked, now);
                case Summary theirs -> inStep |= mayAnswer(now) && answer(sync, theirs);
                case Ranges theirs -> inStep |= mayAnswer(now) && answer(sync, theirs);
            }
        }
        return sorted(entries, inStep, now);
    }

    private boolean mayAnswer(Now now) {
        long refills = now.uptime().minus(refilledAt).dividedBy(REFILL);
        if (refills > 0) {
            budget = (int) Math.min(BUDGET, budget + refills);
            refilledAt = refilledAt.plus(REFILL.multipliedBy(refills));
        }
        boolean may = budget > 0;
        budget -= may ? 1 : 0;
        return may;
    }

    /// What is asked for by name is returned, young or not.
    private void give(Want asked, Now now) {
        if (mayAnswer(now)) {
            var matching = Matching.of(mine.tree(), Stretch.ALL, asked.key(), asked.marks());
            owed.add(matching.named().stream().map(Stretch::at).toList(), Long.MAX_VALUE);
            owed.add(asked.stretches(), Long.MAX_VALUE);
        }
    }

    private boolean answer(SyncBody sync, Part theirs) {
        if (sync.round() > 0) {
            mine.renewSketch(); // it was not enough, be it by a chance that would repeat
        }
        var answer = switch (theirs) {
            case Summary summary -> SummaryAnswer.to(summary, sync.round(), mine);
            case Ranges ranges -> RangesAnswer.to(ranges, sync.round(), mine);
            case Want _, Page _ -> throw new IllegalArgumentException("no question");
        };
        owed.add(answer.owed(), sync.restored() ? Long.MAX_VALUE : sync.asOfMillis() - YOUNG.toMillis());
        want = answer.want().orElse(want);
        if (sync.round() < MAX_ROUNDS) {
            answer.reply().ifPresent(part -> say(part, sync.round() + 1));
        }
        boolean inStep = answer.inStep() && !isOfBeforeLoss(sync);
        if (inStep) {
            noteInStep(sync);
        }
        return inStep;
    }

    /// A box that is given once more may say what was true before this device lost anything.
    private boolean isOfBeforeLoss(SyncBody sync) {
        return lost.filter(it -> sync.asOfMillis() < it.until().minus(YOUNG).toEpochMilli())
                .isPresent();
    }

    /// Nothing is lost any more. Who says that it lost something is told so, by the same.
    private void noteInStep(SyncBody sync) {
        afterLoss = false;
        lost = Optional.empty();
        if (sync.restored() && sync.round() < MAX_ROUNDS) {
            say(mine.summary(guess()), sync.round() + 1);
        }
    }

    private Outcome sorted(List<Entry> entries, boolean inStep, Now now) {
        var brought = new ArrayList<Entry>();
        var refused = new ArrayList<Entry>();
        var disputed = new ArrayList<Entry>();
        for (var entry : entries) {
            var known = mine.tree().leaf(entry.at());
            if (known.isPresent()) {
                if (!known.get().equals(mine.leaf(entry))) {
                    disputed.add(entry);
                }
            } else if (!mine.expects(entry.id()) && !entry.isOver(now)) {
                (mayBeTaken(entry) ? brought : refused).add(entry);
            }
        }
        return new Outcome(brought, refused, disputed, inStep);
    }

    /// Words of this end's own person are taken from somebody else only where they may have been lost.
    private boolean mayBeTaken(Entry entry) {
        return switch (entry.body()) {
            case Entry.Body.Trace _ -> true;
            case Entry.Body.Whole whole ->
                !entry.outgoing()
                        || lost.filter(it -> it.holds(whole.sentMillis())).isPresent();
        };
    }
}
