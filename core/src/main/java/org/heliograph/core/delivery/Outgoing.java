package org.heliograph.core.delivery;

import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import org.heliograph.core.MessageState;
import org.heliograph.core.Now;
import org.heliograph.core.delivery.Delivery.Input;
import org.heliograph.core.wire.Frame;

/// What becomes of letters and boxes on their way: acknowledged, held by others, given up, or to be sealed anew.
final class Outgoing {
    /// Deposits after which a box of an ended chain is sealed anew: at once, after 30 seconds, and an hour later.
    private static final int STALE_DEPOSITS = 2;

    /// Words that a number is missing, each after it was sent, which mean that its reader cannot open it: the keys of
    /// numbers that were passed over are kept within bounds.
    private static final int WORDS_OF_LOSS = 4;

    private static final Comparator<Box> MOST_URGENT_FIRST = Comparator.comparingInt(Outgoing::rank)
            .thenComparingLong(Outgoing::expiry)
            .thenComparingLong(box -> box.isReport() ? -box.order : box.order)
            .thenComparingInt(box -> box.n);

    private final Outbox outbox;
    private final InFlight inFlight;
    private final BoxRows rows;
    private final History history;
    private final DoubleSupplier draw;
    private Duration olderLookedAt = Duration.ZERO;

    Outgoing(Outbox outbox, InFlight inFlight, BoxRows rows, History history, DoubleSupplier draw) {
        this.outbox = outbox;
        this.inFlight = inFlight;
        this.rows = rows;
        this.history = history;
        this.draw = draw;
    }

    /// One chain of an acknowledgement.
    record Coverage(long chainTag, long next, BitSet above, Via via, boolean onLink) {
        /// One more than the highest number it speaks of as committed.
        long end() {
            return above.isEmpty() ? next : next + 1 + above.length();
        }
    }

    List<Happening> cover(Coverage ack, Now now) {
        var chain = inFlight.chain(ack.chainTag()).orElse(null);
        if (chain == null) {
            return List.of();
        }
        if (ack.end() > chain.end) {
            return List.of(new Happening.FellBehind(chain.session));
        }
        int next = (int) ack.next();
        var covered = new ArrayList<>(chain.boxes.headMap(next).values());
        for (int bit = ack.above().nextSetBit(0); bit >= 0; bit = ack.above().nextSetBit(bit + 1)) {
            var box = chain.boxes.get(next + 1 + bit);
            if (box != null) {
                covered.add(box);
            }
        }
        var happenings = new ArrayList<Happening>();
        covered.forEach(box -> acknowledged(box, ack.via(), now, happenings));
        chain.cover(next);
        if (next == chain.covered) { // otherwise it is older than what we know
            resendGaps(chain, next + 1 + ack.above().length(), ack.onLink(), now);
        }
        if (!covered.isEmpty()) {
            resendOlder(chain, ack.onLink(), now);
        }
        inFlight.forgetIfOver(chain);
        return happenings;
    }

    /// `end` is one more than the highest number reported as committed, or than the lowest not committed.
    private void resendGaps(SendingChain chain, int end, boolean onLink, Now now) {
        int first = chain.covered;
        if (end == first + 1) {
            return; // nothing is committed beyond it: not missing, perhaps not there yet
        }
        for (var box : List.copyOf(chain.boxes.subMap(first, end).values())) {
            var sent = box.delivery;
            inFlight.step(box, onLink ? Input.MISSING_ON_LINK : Input.MISSING, now, draw);
            box.missed += sent.lastSent().isPresent() && !sent.equals(box.delivery) ? 1 : 0;
            if (box.missed >= WORDS_OF_LOSS && !box.starts) {
                takeBack(box);
            }
        }
        if (!chain.boxes.containsKey(first) && first < chain.end) {
            chain.leaveHole(first);
        }
    }

    /// What the other end has of a chain was sealed after all that is in older ones: that is missing, too, though
    /// no gap shows it.
    private void resendOlder(SendingChain chain, boolean onLink, Now now) {
        if (now.uptime().compareTo(olderLookedAt.plus(Delivery.GAP_AGE_ON_LINK)) < 0) {
            return;
        }
        olderLookedAt = now.uptime();
        for (var box : inFlight.before(chain)) {
            if (!box.isReport()) {
                inFlight.step(box, onLink ? Input.MISSING_ON_LINK : Input.MISSING, now, draw);
            }
        }
    }

    private void acknowledged(Box box, Via via, Now now, List<Happening> happenings) {
        inFlight.remove(box);
        rows.delete(box);
        switch (box.load) {
            case Box.Load.Piece(var letter, int index) -> {
                letter.acknowledged(index);
                if (letter.isDone()) {
                    outbox.remove(letter);
                    delivered(letter, via, now, happenings);
                }
            }
            case Box.Load.Skip(long tag, int below) ->
                inFlight.chain(tag).ifPresent(chain -> {
                    chain.cover(below);
                    inFlight.forgetIfOver(chain);
                });
            case Box.Load.Report _ -> {}
        }
    }

    private void delivered(Letter letter, Via ackVia, Now now, List<Happening> happenings) {
        if (letter.head.type() != Frame.DATA) {
            return;
        }
        var id = letter.head.id();
        var via = Optional.of(way(letter, ackVia));
        history.put(id, new History.Fate(MessageState.DELIVERED, via, now.wallMillis()));
        happenings.add(new Happening.Changed(id, MessageState.DELIVERED, via));
    }

    /// How it went, as far as it is known here. What no other node was heard to hold, and is acknowledged in a bundle,
    /// went in one.
    private Via way(Letter letter, Via ackVia) {
        if (letter.wentDirect == letter.wentByMail) {
            return ackVia;
        }
        if (letter.wentDirect) {
            return Via.DIRECT;
        }
        var held = history.fate(letter.head.id()).filter(fate -> fate.state() != MessageState.QUEUED);
        return held.isEmpty() && ackVia == Via.BUNDLE
                ? ackVia
                : held.flatMap(History.Fate::via).or(() -> letter.leftBy).orElse(Via.MAILBOX);
    }

    /// A deposit of the box left that way. It may be acknowledged before anybody is heard to hold it.
    void left(BoxRef ref, Via via) {
        if (inFlight.box(ref).map(box -> box.load).orElse(null) instanceof Box.Load.Piece(var letter, var _)) {
            letter.leftBy =
                    Optional.of(letter.leftBy.filter(it -> it == Via.MAILBOX).orElse(via));
        }
    }

    /// Another node confirmed that it holds the box. Unless it is known how the box left, it reached that node as it
    /// says; a neighbour may hold by then what went out in a packet.
    List<Happening> stored(BoxRef ref, Via via) {
        var box = inFlight.box(ref).orElse(null);
        if (box == null || box.stored) {
            return List.of();
        }
        box.stored = true;
        if (!(box.load instanceof Box.Load.Piece(var letter, var _))
                || letter.head.type() != Frame.DATA
                || letter.isWaiting()
                || !letter.boxes().stream().allMatch(piece -> piece.stored)) {
            return List.of();
        }
        var id = letter.head.id();
        if (history.fate(id).isPresent()) {
            return List.of();
        }
        var way = letter.leftBy.or(() -> Optional.of(via));
        history.put(id, new History.Fate(MessageState.STORED, way, 0));
        return List.of(new Happening.Changed(id, MessageState.STORED, way));
    }

    /// Its boxes are dropped and it is never sent again. True if the other end may have pieces of it.
    boolean abandon(Letter letter, List<Happening> happenings) {
        for (var box : letter.boxes()) {
            var content = rows.read(box);
            inFlight.remove(box);
            rows.delete(box);
            box.chain.leaveHole(box.n);
            var standIn = box.chain.boxes.values().stream()
                    .filter(other -> !other.isReport()
                            && other.load instanceof Box.Load.Piece(var owner, var _)
                            && owner != letter)
                    .findFirst()
                    .map(Box::ref);
            happenings.add(new Happening.Dropped(box.ref(), content, standIn));
        }
        outbox.remove(letter);
        return letter.isCut() && letter.wasSealed();
    }

    /// The session sends no more: what it left unacknowledged is to be sealed again.
    void unseal(long session) {
        inFlight.ofSession(session).forEach(this::takeBack);
        inFlight.forgetSession(session);
    }

    /// Takes back what the reader may be unable to open: what was deposited for an hour in a chain that has ended
    /// since, and what is too many chains behind. The reader may have forgotten the chain, and then neither opens
    /// the box nor knows it as one that came before. It is sealed anew, under the same id, where the reader looks
    /// now. The number it had is not given up for that: if the reader lacks it, it says so.
    List<Happening> renew(Now now) {
        var stale = new ArrayList<>(inFlight.farBehind());
        for (var box : inFlight.due(now)) {
            boolean waited = switch (box.delivery) {
                case Delivery.InMail mail -> mail.deposits() >= STALE_DEPOSITS;
                case Delivery.Ready ready -> ready.deposits() >= STALE_DEPOSITS; // it waited, and then a link came
                case Delivery.OnLink _, Delivery.ReadyReport _, Delivery.SentReport _ -> false;
            };
            if (waited && inFlight.hasEnded(box.chain) && !stale.contains(box)) {
                stale.add(box);
            }
        }
        var happenings = new ArrayList<Happening>();
        for (var box : stale) {
            happenings.add(new Happening.Dropped(box.ref(), rows.read(box), Optional.empty()));
            takeBack(box);
        }
        return happenings;
    }

    private void takeBack(Box box) {
        inFlight.remove(box);
        if (box.load instanceof Box.Load.Piece(var letter, int index)) {
            letter.unseal(index);
            outbox.unsealed(letter);
            if (!letter.isCut()) {
                return; // its row stays until it is written anew: it may hold the only copy of the body
            }
        }
        rows.delete(box);
    }

    List<Transmission> due(boolean onLink, Now now) {
        var transmissions = new ArrayList<Transmission>();
        for (var box : inFlight.due(now)) {
            long expiresAt = Expiring.NEVER;
            if (box.load instanceof Box.Load.Piece(var letter, var _)) {
                if (letter.isOver(now)) {
                    continue;
                }
                expiresAt = letter.expiresAt();
            }
            var ways = inFlight.step(box, onLink ? Input.DUE_ON_LINK : Input.DUE, now, draw);
            var content = rows.read(box);
            for (var way : ways) {
                note(box, way);
                transmissions.add(new Transmission(box.ref(), way, content, expiresAt));
            }
        }
        return transmissions;
    }

    List<BoxRef> unacknowledged(Now now) {
        return inFlight.boxes().stream()
                .filter(box -> expiry(box) == Expiring.NEVER || expiry(box) > now.wallMillis())
                .sorted(MOST_URGENT_FIRST)
                .map(Box::ref)
                .toList();
    }

    Transmission copy(Box box) {
        return new Transmission(box.ref(), Transmission.Way.DEPOSIT, rows.read(box), expiry(box));
    }

    private static int rank(Box box) {
        return switch (box.load) {
            case Box.Load _ when box.starts -> 0;
            case Box.Load.Report _ -> 1;
            case Box.Load.Skip _ -> 2;
            case Box.Load.Piece(var letter, var _) -> letter.isCut() ? 4 : 3;
        };
    }

    private static long expiry(Box box) {
        return box.load instanceof Box.Load.Piece(var letter, var _) ? letter.expiresAt() : Expiring.NEVER;
    }

    private static void note(Box box, Transmission.Way way) {
        if (box.load instanceof Box.Load.Piece(var letter, var _)) {
            letter.wentDirect |= way == Transmission.Way.DIRECT;
            letter.wentByMail |= way == Transmission.Way.DEPOSIT;
        }
    }
}
