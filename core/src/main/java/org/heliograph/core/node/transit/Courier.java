package org.heliograph.core.node.transit;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.heliograph.core.Now;
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

    /// After the first link came up: a neighbour has told by then what nodes it knows.
    static final Duration INTRODUCTION = Duration.ofSeconds(5);

    /// After the first link came up, so long others may be out of reach though they are known. Meanwhile what would be
    /// seen to come from here waits.
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /// After others could be reached, who may be cut off on purpose. No longer than invariant I9 allows.
    private static final Duration SIEGE = Duration.ofSeconds(45);

    private static final Duration RETRY = Duration.ofSeconds(1);

    /// Parcels that waited leave so many at a time: what leaves at once is seen to belong together, and takes long.
    private static final int MAX_AT_ONCE = 32;

    /// Nodes known from which a path can be expected: four others, and this one.
    private static final int ENOUGH_KNOWN = 5;

    /// Packets that may be sent for one deposit until a receipt comes, the last after half an hour. Each takes a path
    /// of
    /// its own. An acknowledgement is deposited once, so nobody else tries again.
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

    private final Mesh mesh;
    private final Transit transit;
    private final Shelf shelf;
    private final ArrayDeque<Parcel> waiting = new ArrayDeque<>();
    private final Map<ElementId, UnderWay> underWay = new LinkedHashMap<>();
    private final Patience patience = new Patience();
    private final List<Left> left = new ArrayList<>();
    private Optional<Duration> linkedSince = Optional.empty();
    private Optional<Duration> reachedAt = Optional.empty();
    private Duration nextTry = Duration.ZERO;

    public Courier(Mesh mesh, Transit transit, Shelf shelf) {
        this.mesh = mesh;
        this.transit = transit;
        this.shelf = shelf;
    }

    /// There are so many links now.
    public void handleLinks(int count, Out out) {
        if (count == 0) {
            linkedSince = Optional.empty();
        } else if (linkedSince.isEmpty()) {
            linkedSince = Optional.of(out.now().uptime());
        }
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
    /// handed
    /// to `refused`: a single one may lie.
    public Optional<ElementId> handleReceipt(Transit.Purpose.Receipt purpose, Body body, Refusal refused, Out out) {
        if (!(body instanceof Body.Receipt receipt)) {
            return Optional.empty();
        }
        if (receipt.status() == Status.STAMP_TOO_SMALL) {
            handleRefused(purpose.element(), receipt.bits(), refused, out);
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
        if (nextTry.compareTo(now) > 0 || (waiting.isEmpty() && underWay.isEmpty())) {
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
        boolean isIdle = underWay.isEmpty() && (waiting.isEmpty() || linkedSince.isEmpty()); // links wake it
        return isIdle ? Optional.empty() : Optional.of(nextTry);
    }

    private void tryAgain(UnderWay late, boolean refused, Out out) {
        underWay.remove(late.item.element());
        if (late.tries < MAX_TRIES && transit.deposit(late.item, out) instanceof Routing.Path) {
            await(late.item, late.tries + 1, refused, out);
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
                reachedAt = Optional.of(out.now().uptime());
                if (parcel instanceof Parcel.Deposit(var item) && underWay.size() < MAX_WAITING) {
                    await(item, 1, false, out);
                }
            }
            case Routing.NoPath(var why) when why == Routing.Why.TOO_FEW_NODES && !mayWait(out) -> give(parcel, out);
            case Routing.NoPath _ -> {
                if (waiting.size() < MAX_WAITING) {
                    waiting.add(parcel);
                }
            }
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

    /// Without a link there is nobody to give to; with few known nodes, perhaps nobody has told yet of more.
    private boolean mayWait(Out out) {
        var patient = mesh.known() >= ENOUGH_KNOWN ? PATIENCE : INTRODUCTION;
        return !isPast(linkedSince, patient, out) || (reachedAt.isPresent() && !isPast(reachedAt, SIEGE, out));
    }

    private static boolean isPast(Optional<Duration> since, Duration patience, Out out) {
        return since.filter(at -> at.plus(patience).compareTo(out.now().uptime()) <= 0)
                .isPresent();
    }
}
