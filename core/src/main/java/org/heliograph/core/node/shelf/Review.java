package org.heliograph.core.node.shelf;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.heliograph.core.NodeId;
import org.heliograph.core.Now;
import org.heliograph.core.mailbox.Custody;
import org.heliograph.core.mesh.route.Placement;
import org.heliograph.core.wire.ElementId;

/// Which held items other nodes should hold now that some came and some went: their names are offered, in turns.
final class Review {
    private static final Duration EVERY = Duration.ofMinutes(10);

    /// How soon it shows that two parts of a network have met.
    private static final Duration LOOK_EVERY = Duration.ofSeconds(30);

    /// As many of all nodes, one part in this many, must have come or gone for a review out of turn.
    private static final int MERGED_PART = 16;

    /// Names that wait for their turn or for their first review, 10 MB; what does not fit is left to its senders.
    private static final int MAX_WAITING = 65_536;

    private final Custody custody;

    /// What is to be offered at the next review, the one after it, and so on.
    private final ArrayDeque<Map<NodeId, List<ElementId>>> turns = new ArrayDeque<>();

    /// Came here by the word of somebody who believes this node to be closer than it is.
    private final Set<ElementId> strays = new LinkedHashSet<>();

    private Optional<Placement> before = Optional.empty();
    private Duration nextLook = Duration.ZERO;
    private Duration nextReview = Duration.ZERO;
    private int waiting;

    Review(Custody custody) {
        this.custody = custody;
    }

    Duration nextLook() {
        return nextLook;
    }

    boolean isDue(Now now) {
        return nextLook.compareTo(now.uptime()) <= 0;
    }

    /// From now on it matters who holds what, or no longer.
    void handleChanged() {
        nextLook = Duration.ZERO;
    }

    /// Everybody holds everything: what changes meanwhile is nobody's to make good.
    void pass(Placement placement, Now now) {
        nextLook = now.uptime().plus(EVERY);
        before = Optional.of(placement);
        turns.clear();
        strays.clear();
        waiting = 0;
    }

    /// An item was given to this node, which is none of its holders though it is near.
    void add(ElementId stray) {
        if (strays.size() < MAX_WAITING) {
            strays.add(stray);
        }
    }

    /// Whom to offer what now. At its time, and when many nodes came or went.
    Map<NodeId, List<ElementId>> due(Placement placement, Now now) {
        nextLook = now.uptime().plus(LOOK_EVERY);
        var last = before.orElse(placement);
        boolean merged = (long) placement.differences(last) * MERGED_PART >= placement.size();
        if (!merged && nextReview.compareTo(now.uptime()) > 0) {
            return Map.of();
        }
        nextReview = now.uptime().plus(EVERY);
        before = Optional.of(placement);
        hold(last, placement, Placement.COPIES, false);
        hold(last, placement, Placement.DROP_COPIES, true);
        var offers = turns.isEmpty() ? new LinkedHashMap<NodeId, List<ElementId>>() : turns.remove();
        waiting -= offers.values().stream().mapToInt(List::size).sum();
        return offers;
    }

    private void hold(Placement last, Placement placement, int copies, boolean drops) {
        for (var range : placement.changes(last, copies)) {
            for (var lying : custody.lying(range.from(), range.end())) {
                if (lying.isDrop() == drops) {
                    placement.handovers(last, lying.address(), copies).forEach(it -> add(it, lying.element()));
                }
            }
        }
        for (var lying : strays(drops)) {
            for (var node : placement.towards(lying.address())) {
                add(new Placement.Handover(node, 0), lying.element());
            }
        }
    }

    private List<Custody.Lying> strays(boolean drops) {
        var found = new ArrayList<Custody.Lying>();
        for (var element : List.copyOf(strays)) {
            var item = custody.item(element);
            if (item.isEmpty() || item.get().isDrop() == drops) {
                strays.remove(element);
                item.ifPresent(
                        it -> found.add(new Custody.Lying(element, it.slot().address(), drops)));
            }
        }
        return found;
    }

    private void add(Placement.Handover handover, ElementId element) {
        if (waiting >= MAX_WAITING) {
            return;
        }
        while (turns.size() <= handover.turn()) {
            turns.add(new LinkedHashMap<>());
        }
        turns.stream()
                .skip(handover.turn())
                .findFirst()
                .orElseThrow()
                .computeIfAbsent(handover.node(), _ -> new ArrayList<>())
                .add(element);
        waiting++;
    }
}
