package org.heliograph.core.node.transit;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.heliograph.core.Now;
import org.heliograph.core.mailbox.Term;
import org.heliograph.core.mesh.route.Routing;
import org.heliograph.core.node.transit.Exit.Shelf;
import org.heliograph.core.onion.Body;
import org.heliograph.core.wire.Deletion;
import org.heliograph.core.wire.ElementId;
import org.heliograph.core.wire.Item;
import org.heliograph.core.wire.Status;

/// How items and orders of this device leave it: in onion packets, so that nobody can tell whose they are; and only
/// where too few nodes can be reached for that, from this node's own hand.
public final class Courier {
    /// Items and orders that wait for a path; what does not fit is asked for again by the retries of whoever wanted it.
    static final int MAX_WAITING = 4_096;

    private static final Duration RETRY = Duration.ofSeconds(1);

    /// Parcels that waited leave so many at a time: what leaves at once is seen to belong together, and takes long.
    private static final int MAX_AT_ONCE = 32;

    /// Packets that may be sent for one deposit until a receipt comes, the last after half an hour. Each takes a path
    /// of its own. An acknowledgement is deposited once, so nobody else tries again.
    private static final int MAX_TRIES = 12;

    /// Something of this device's that leaves it.
    private sealed interface Parcel {
        record Deposit(Item item) implements Parcel {}

        record Order(Deletion deletion) implements Parcel {}
    }

    /// A deposit is out: in a packet, or from this node's own hand.
    public record Left(ElementId element, boolean byHand) {}

    /// A deposit whose receipt is awaited. `refused`: an exit said already that its stamp is too small.
    private record UnderWay(Item item, int tries, boolean refused, Duration sentAt, Duration until) {}

    /// Takes an item for which nodes want a stamp of so many bits.
    @FunctionalInterface
    public interface Refusal {
        void handle(Item item, int bits, Now now);
    }

    private final Stance stance;
    private final Transit transit;
    private final Shelf shelf;
    private final ArrayDeque<Parcel> waiting = new ArrayDeque<>();
    private final Map<ElementId, UnderWay> underWay = new LinkedHashMap<>();
    private final Patience patience = new Patience();
    private final List<Left> left = new ArrayList<>();
    private Duration nextTry = Duration.ZERO;

    public Courier(Stance stance, Transit transit, Shelf shelf) {
        this.stance = stance;
        this.transit = transit;
        this.shelf = shelf;
    }

    /// Whether something waits for a path.
    public boolean isBusy() {
        return !waiting.isEmpty();
    }

    /// Wants an item to be held by the nodes that hold such items.
    public void deposit(Item item, Out out) {
        hand(new Parcel.Deposit(item), out);
    }

    /// Wants an item to be forgotten everywhere.
    public void withdraw(Deletion deletion, Out out) {
        hand(new Parcel.Order(deletion), out);
    }

    /// Somebody answers for a deposit: the item, if it is held now. One for which two exits want a larger stamp is
    /// handed to `refused`: a single one may lie.
    public Optional<ElementId> handleReceipt(Transit.Purpose.Receipt purpose, Body body, Refusal refused, Out out) {
        if (!(body instanceof Body.Receipt receipt)) {
            return Optional.empty();
        }
        switch (receipt.status()) {
            case STAMP_TOO_SMALL -> handleRefused(purpose.element(), receipt.bits(), refused, out);
            case DELETED -> underWay.remove(purpose.element()); // whoever it was for has it, or is not to have it
            case STORED, HAD_IT, PASSED_ON, FULL, REFUSED -> {}
        }
        if (receipt.status() != Status.STORED && receipt.status() != Status.HAD_IT) {
            return Optional.empty();
        }
        Optional.ofNullable(underWay.remove(purpose.element()))
                .filter(answered -> answered.tries == 1) // of later ones nobody knows which packet was answered
                .ifPresent(answered -> patience.learn(out.now().uptime().minus(answered.sentAt)));
        return Optional.of(purpose.element());
    }

    private void handleRefused(ElementId element, int bits, Refusal refused, Out out) {
        var item = underWay.get(element);
        if (item == null) {
            return;
        }
        if (item.refused) {
            underWay.remove(element);
            refused.handle(item.item, bits, out.now());
        } else {
            tryAgain(item, true, out);
        }
    }

    /// Tries again what waits for a path, or has waited too long for a receipt.
    public void due(Out out) {
        var now = out.now().uptime();
        if (nextTry.compareTo(now) > 0 || isIdle()) {
            return;
        }
        nextTry = now.plus(RETRY);
        for (int left = Math.min(waiting.size(), MAX_AT_ONCE); left > 0; left--) {
            hand(waiting.remove(), out);
        }
        var late = underWay.values().stream()
                .filter(each -> each.until.compareTo(now) <= 0)
                .limit(MAX_AT_ONCE)
                .toList();
        late.forEach(each -> tryAgain(each, each.refused, out));
    }

    public Optional<Duration> nextWake() {
        return isIdle() ? Optional.empty() : Optional.of(nextTry);
    }

    /// Without a link nothing can be done; the next one wakes this node.
    private boolean isIdle() {
        return !stance.isLinked() || (waiting.isEmpty() && underWay.isEmpty());
    }

    /// What finds no path any more waits for one again: the last may have led nowhere, among nodes that were left
    /// behind.
    private void tryAgain(UnderWay late, boolean refused, Out out) {
        underWay.remove(late.item.element());
        if (late.tries < MAX_TRIES
                && Term.of(late.item).filter(term -> term.isValid(out.now())).isPresent()) {
            if (transit.deposit(late.item, out) instanceof Routing.Path) {
                await(late.item, late.tries + 1, refused, out);
            } else {
                keep(new Parcel.Deposit(late.item));
            }
        }
    }

    private void await(Item item, int tries, boolean refused, Out out) {
        var now = out.now().uptime();
        underWay.put(item.element(), new UnderWay(item, tries, refused, now, now.plus(patience.forTry(tries))));
    }

    private void hand(Parcel parcel, Out out) {
        var route = switch (parcel) {
            case Parcel.Deposit(var item) -> transit.deposit(item, out);
            case Parcel.Order(var deletion) -> transit.send(new Body.Delete(deletion), out);
        };
        switch (route) {
            case Routing.Path _ -> {
                note(parcel, false);
                stance.handlePath(out);
                if (parcel instanceof Parcel.Deposit(var item) && underWay.size() < MAX_WAITING) {
                    await(item, 1, false, out);
                }
            }
            case Routing.NoPath(var why)
            when why == Routing.Why.TOO_FEW_NODES && !stance.mayWait(out) -> give(parcel, out);
            case Routing.NoPath _ -> keep(parcel);
        }
    }

    private void keep(Parcel parcel) {
        if (waiting.size() < MAX_WAITING) {
            waiting.add(parcel);
        }
    }

    private void note(Parcel parcel, boolean byHand) {
        if (parcel instanceof Parcel.Deposit(var item)) {
            left.add(new Left(item.element(), byHand));
        }
    }

    /// What left since the last call.
    public List<Left> takeLeft() {
        var taken = List.copyOf(left);
        left.clear();
        return taken;
    }

    private void give(Parcel parcel, Out out) {
        note(parcel, true);
        switch (parcel) {
            case Parcel.Deposit(var item) -> shelf.give(item, out);
            case Parcel.Order(var deletion) -> shelf.withdraw(deletion, out);
        }
    }
}
