package org.heliograph.core.node;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.heliograph.core.Now;
import org.heliograph.core.mailbox.ChainSlot;
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

    private static final int BLOCKS_SEARCHED = 64;

    private final Entropy entropy;
    private final TreeMap<Long, List<Deletion>> waiting = new TreeMap<>();
    private int count;

    Cleaning(Entropy entropy) {
        this.entropy = entropy;
    }

    /// Signs the order for an item of a chain, whose slots begin at the block of `next`.
    Optional<Deletion> order(Item item, Secret boxKey, long next) {
        long first = ChainSlot.block(next);
        for (long block = first; block < first + BLOCKS_SEARCHED; block++) {
            try (var slot = ChainSlot.key(boxKey, block, 0)) {
                if (slot.id().equals(item.slot())) {
                    return Optional.of(slot.delete(item.tag(), entropy));
                }
            }
        }
        return Optional.empty();
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
