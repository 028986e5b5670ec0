package org.heliograph.core.node;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.heliograph.core.Now;
import org.heliograph.core.mailbox.ChainSlot;
import org.heliograph.core.node.transit.Stance;
import org.heliograph.core.wire.Deletion;
import org.heliograph.core.wire.Item;
import org.heliograph.crypto.Entropy;
import org.heliograph.crypto.Secret;

/// Orders to forget boxes that were read, sent some time later so that nobody sees when they were read.
final class Cleaning {
    /// The mean delay (`docs/protocol/delivery.md`, timers), and how far a single one may go.
    private static final Duration MEAN = Duration.ofMinutes(30);

    private static final Duration LONGEST = Duration.ofHours(4);

    /// Orders waiting; beyond that a box simply ends with its bucket.
    private static final int MAX_WAITING = 10_000;

    private final Stance stance;
    private final Entropy entropy;
    private final TreeMap<Long, List<Deletion>> waiting = new TreeMap<>();
    private int count;

    Cleaning(Stance stance, Entropy entropy) {
        this.stance = stance;
        this.entropy = entropy;
    }

    /// Signs the orders for an item of a chain, and for its double in the other slot if there may be one. `number` is
    /// that of the box; an item of no number that can still come is left to its end.
    List<Deletion> orders(Item item, Secret boxKey, OptionalInt number) {
        var orders = new ArrayList<Deletion>();
        boolean isDouble = item.v() > 0 || !stance.carriesAll();
        for (int v = 0; number.isPresent() && v < (isDouble ? ChainSlot.POSITIONS : 1); v++) {
            try (var slot = ChainSlot.key(boxKey, ChainSlot.block(number.getAsInt()), v)) {
                orders.add(slot.delete(ChainSlot.tag(boxKey, number.getAsInt(), v), entropy));
            }
        }
        return orders;
    }

    void later(Deletion deletion, Now now) {
        if (count < MAX_WAITING) {
            long at = now.uptime()
                    .plus(Delays.exponential(MEAN, LONGEST, entropy))
                    .toMillis();
            waiting.computeIfAbsent(at, _ -> new ArrayList<>()).add(deletion);
            count++;
        }
    }

    List<Deletion> due(Now now) {
        var due = new ArrayList<Deletion>();
        while (!waiting.isEmpty() && waiting.firstKey() <= now.uptime().toMillis()) {
            due.addAll(waiting.pollFirstEntry().getValue());
        }
        count -= due.size();
        return due;
    }

    Optional<Duration> nextDue() {
        return waiting.isEmpty() ? Optional.empty() : Optional.of(Duration.ofMillis(waiting.firstKey()));
    }
}
