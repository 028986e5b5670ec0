package org.heliograph.core.node.transit;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
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

    /// After the first link came up, so long others may be out of reach though they are known. Meanwhile what would be
    /// seen to come from here waits.
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final Duration RETRY = Duration.ofSeconds(1);

    /// Nodes known from which a path can be expected: four others, and this one.
    private static final int ENOUGH_KNOWN = 5;

    /// Packets that may be sent for one deposit until a receipt comes. Each takes a path of its own.
    private static final int MAX_TRIES = 6;

    /// Something of this device's that leaves it.
    private sealed interface Parcel {
        record Deposit(Item item) implements Parcel {}

        record Order(Deletion deletion) implements Parcel {}
    }

    /// A deposit whose receipt is awaited.
    private record UnderWay(Item item, int tries, Duration sentAt, Duration until) {}

    private final Mesh mesh;
    private final Transit transit;
    private final Shelf shelf;
    private final ArrayDeque<Parcel> waiting = new ArrayDeque<>();
    private final Map<ElementId, UnderWay> underWay = new LinkedHashMap<>();
    private final Patience patience = new Patience();
    private Optional<Duration> linkedSince = Optional.empty();
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

    /// Wants an item to be held by the nodes that hold such items.
    public void deposit(Item item, Out out) {
        hand(new Parcel.Deposit(item), out);
    }

    /// Wants an item to be forgotten everywhere.
    public void withdraw(Deletion deletion, Out out) {
        hand(new Parcel.Order(deletion), out);
    }

    /// Somebody answers for a deposit: the item, if it is held now.
    public Optional<ElementId> handleReceipt(Transit.Purpose.Receipt purpose, Body body, Out out) {
        boolean isHeld = body instanceof Body.Receipt receipt
                && (receipt.status() == Status.STORED || receipt.status() == Status.HAD_IT);
        if (!isHeld) {
            return Optional.empty();
        }
        Optional.ofNullable(underWay.remove(purpose.element()))
                .filter(answered -> answered.tries == 1) // of later ones nobody knows which packet was answered
                .ifPresent(answered -> patience.learn(out.now().uptime().minus(answered.sentAt)));
        return Optional.of(purpose.element());
    }

    /// Tries again what waits for a path, or has waited too long for a receipt.
    public void due(Out out) {
        var now = out.now().uptime();
        if (nextTry.compareTo(now) > 0 || (waiting.isEmpty() && underWay.isEmpty())) {
            return;
        }
        nextTry = now.plus(RETRY);
        for (int left = waiting.size(); left > 0; left--) {
            hand(waiting.remove(), out);
        }
        var late = underWay.values().stream()
                .filter(each -> each.until.compareTo(now) <= 0)
                .toList();
        late.forEach(each -> tryAgain(each, out));
    }

    public Optional<Duration> nextWake() {
        return waiting.isEmpty() && underWay.isEmpty() ? Optional.empty() : Optional.of(nextTry);
    }

    private void tryAgain(UnderWay late, Out out) {
        underWay.remove(late.item.element());
        if (late.tries < MAX_TRIES && transit.deposit(late.item, out) instanceof Routing.Path) {
            await(late.item, late.tries + 1, out);
        }
    }

    private void await(Item item, int tries, Out out) {
        var now = out.now().uptime();
        underWay.put(item.element(), new UnderWay(item, tries, now, now.plus(patience.forTry(tries))));
    }

    private void hand(Parcel parcel, Out out) {
        var route = switch (parcel) {
            case Parcel.Deposit(var item) -> transit.deposit(item, out);
            case Parcel.Order(var deletion) -> transit.send(new Body.Delete(deletion), out);
        };
        switch (route) {
            case Routing.Path _ -> {
                if (parcel instanceof Parcel.Deposit(var item) && underWay.size() < MAX_WAITING) {
                    await(item, 1, out);
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

    private void give(Parcel parcel, Out out) {
        switch (parcel) {
            case Parcel.Deposit(var item) -> shelf.give(item, out);
            case Parcel.Order(var deletion) -> shelf.withdraw(deletion, out);
        }
    }

    private boolean mayWait(Out out) {
        var now = out.now().uptime();
        return mesh.known() >= ENOUGH_KNOWN
                && linkedSince
                        .filter(at -> at.plus(PATIENCE).compareTo(now) <= 0)
                        .isEmpty();
    }
}
