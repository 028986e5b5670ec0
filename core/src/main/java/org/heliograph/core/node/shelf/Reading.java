package org.heliograph.core.node.shelf;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.heliograph.core.NodeId;
import org.heliograph.core.node.shelf.Collector.Sought;
import org.heliograph.core.onion.Body;

/// One slot that this device reads: which storers are armed, and when one is asked again.
final class Reading {
    private record Armed(Duration again, long day) {}

    /// A storer that said it has more, and how much.
    record More(NodeId storer, int left) {}

    private final Map<NodeId, Armed> armed = new LinkedHashMap<>();
    private final Set<Long> had = new LinkedHashSet<>();
    private Sought sought;
    private Duration fetchAt;
    private Optional<More> more = Optional.empty();

    Reading(Sought sought, Duration fetchAt) {
        this.sought = sought;
        this.fetchAt = fetchAt;
    }

    Sought sought() {
        return sought;
    }

    void seek(Sought same) {
        sought = same;
    }

    /// What need not be sent: the newest of what was read.
    List<Long> known() {
        var known = new ArrayList<>(had);
        sought.known().stream().filter(tag -> !had.contains(tag)).forEach(known::addFirst);
        return known.subList(Math.max(0, known.size() - Body.MAX_KNOWN), known.size());
    }

    /// Forgets storers that are none any more: they may come back without what they were left with.
    void retain(List<NodeId> storers) {
        armed.keySet().retainAll(storers);
    }

    boolean needsArm(NodeId storer, Duration uptime, long day) {
        var last = armed.get(storer);
        return last == null || last.day != day || last.again.compareTo(uptime) <= 0;
    }

    boolean isArmed(NodeId storer) {
        return armed.containsKey(storer);
    }

    void arm(NodeId storer, Duration again, long day) {
        armed.put(storer, new Armed(again, day));
    }

    /// The storer sent an item: what it was left with is used up, and it is armed anew at that time.
    void handle(NodeId storer, long tag, int left, Duration again) {
        had.add(tag);
        if (had.size() > Body.MAX_KNOWN) {
            had.remove(had.iterator().next());
        }
        more = left > 0 ? Optional.of(new More(storer, left)) : Optional.empty();
        armed.computeIfPresent(storer, (_, last) -> new Armed(again, last.day));
    }

    /// Whom to ask for more now.
    Optional<More> takeMore() {
        var taken = more;
        more = Optional.empty();
        return taken;
    }

    /// When there is something to ask, if storers stay those they are.
    Duration nextAt() {
        var soonest = more.isPresent() ? Duration.ZERO : fetchAt;
        for (var storer : armed.values()) {
            soonest = storer.again.compareTo(soonest) < 0 ? storer.again : soonest;
        }
        return soonest;
    }

    Duration fetchAt() {
        return fetchAt;
    }

    void fetchAt(Duration next) {
        fetchAt = next;
    }
}
