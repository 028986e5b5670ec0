package org.heliograph.core.node.transit;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.heliograph.core.LinkId;
import org.heliograph.core.mailbox.Verdict;
import org.heliograph.core.onion.Body;
import org.heliograph.core.onion.Sphinx.ReplyBlock;
import org.heliograph.core.wire.Deletion;
import org.heliograph.core.wire.Item;
import org.heliograph.core.wire.SlotId;
import org.heliograph.core.wire.Status;

/// What this node does for whoever sends it a packet: it holds, hands out and forgets items, and tells by reply blocks
/// what became of it. It knows the slots, and nobody behind them.
public final class Exit {
    /// Slots with a reply block for what arrives there, 34 MB in all; the oldest gives way.
    static final int MAX_ARMED = 65_536;

    /// What became of an item: how many copies are known, and the stamp bits asked for if its stamp is too small.
    public record Outcome(Status status, int copies, int bits) {
        private static final int COPIES_UNKNOWN = 1;

        /// What one node says.
        public static Outcome of(Verdict verdict) {
            int bits = verdict instanceof Verdict.StampTooSmall(var wanted) ? wanted : 0;
            return new Outcome(verdict.status(), COPIES_UNKNOWN, bits);
        }
    }

    /// Hears once what became of an item.
    @FunctionalInterface
    public interface Told {
        void accept(Outcome outcome, Out out);
    }

    /// What this node holds for others and for itself.
    public interface Shelf {
        /// Takes an item that a packet brought, which came over `from`, or gives it to those that should hold it.
        void take(Item item, LinkId from, Told then, Out out);

        /// Offers an item of this node's own, under its own name: neighbours see it come from here.
        void give(Item item, Out out);

        /// Forgets an item on the order of its slot's key. If it is news, the order goes on to other nodes.
        void forget(Deletion deletion, Out out);

        /// Orders, under this node's own name, that an item be forgotten.
        void withdraw(Deletion deletion, Out out);

        List<Item> in(SlotId slot);
    }

    private record Armed(ReplyBlock block, List<Long> known) {}

    private final Transit transit;
    private final Shelf shelf;
    private final Map<SlotId, Armed> armed = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<SlotId, Armed> eldest) {
            return size() > MAX_ARMED;
        }
    };

    public Exit(Transit transit, Shelf shelf) {
        this.transit = transit;
        this.shelf = shelf;
    }

    /// Does what a packet asks for, which came over `from`.
    public void handle(LinkId from, Body body, Out out) {
        switch (body) {
            case Body.Deposit(var item, var receipt) ->
                shelf.take(item, from, (outcome, then) -> confirm(item, outcome, receipt, then), out);
            case Body.Box(var item) -> shelf.take(item, from, (_, _) -> {}, out);
            case Body.Delete(var deletion) -> shelf.forget(deletion, out);
            case Body.Fetch fetch -> fetch(fetch, out);
            case Body.Arm arm -> arm(arm, out);
            case Body.Inject(var block, var content) -> transit.answer(block, content, out);
            case Body.Loop _, Body.Push _, Body.None _, Body.Receipt _ -> {} // answers that nobody asked for
        }
    }

    /// An item is held from now on, or would be if there were room: who waits for it gets it.
    public void handleNews(Item item, Out out) {
        var waiting = armed.get(item.slot());
        if (waiting != null && !waiting.known.contains(item.tag()) && isShown(item)) {
            armed.remove(item.slot());
            transit.answer(waiting.block, new Body.Push(0, item).encode(), out);
        }
    }

    /// What is only looked at here, since it is this device's own to read, is pushed to nobody: that would tell whose
    /// slot
    /// it is.
    private boolean isShown(Item item) {
        return shelf.in(item.slot()).stream().anyMatch(held -> held.element().equals(item.element()));
    }

    private void confirm(Item item, Outcome outcome, ReplyBlock receipt, Out out) {
        var body = new Body.Receipt(outcome.status, outcome.copies, outcome.bits, item.tag());
        transit.answer(receipt, body.encode(), out);
    }

    private void fetch(Body.Fetch fetch, Out out) {
        var blocks = new ArrayDeque<>(fetch.blocks());
        var wanted = unknown(fetch.slot(), fetch.known());
        while (!blocks.isEmpty()) {
            var body = wanted.isEmpty() ? new Body.None() : new Body.Push(wanted.size() - 1, wanted.removeFirst());
            transit.answer(blocks.remove(), body.encode(), out);
        }
    }

    private void arm(Body.Arm arm, Out out) {
        armed.remove(arm.slot());
        var there = unknown(arm.slot(), arm.known());
        if (there.isEmpty()) {
            armed.put(arm.slot(), new Armed(arm.block(), arm.known()));
        } else {
            transit.answer(arm.block(), new Body.Push(there.size() - 1, there.getFirst()).encode(), out);
        }
    }

    private List<Item> unknown(SlotId slot, List<Long> known) {
        var items = new ArrayList<Item>();
        for (var item : shelf.in(slot)) {
            if (!known.contains(item.tag())) {
                items.add(item);
            }
        }
        return items;
    }
}
