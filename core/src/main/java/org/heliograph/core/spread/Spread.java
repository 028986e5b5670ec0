package org.heliograph.core.spread;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.heliograph.core.LinkId;
import org.heliograph.core.Now;
import org.heliograph.core.wire.ElementId;

/// Which neighbour is given a new item whole, and which only hears its name: an epidemic broadcast tree (Leitão,
/// Pereira
/// and Rodrigues, SRDS 2007).
///
/// At first every link is *eager*. Whoever is given what it has already becomes *lazy*, so the eager links grow into a
/// tree that brings each item once. Names go over the lazy ones a little later; who still lacks an item then asks for
/// it,
/// and that link is eager again: so the tree heals where a link of it has died. What is lost on the way all the same is
/// found by reconciliation.
public final class Spread {
    /// Names gather this long, so that many of them share a frame.
    static final Duration OFFER_AFTER = Duration.ofSeconds(1);

    /// An item whose name was heard may still come by itself for so long.
    static final Duration PATIENCE = Duration.ofSeconds(1);

    /// Names that wait for a link; what does not fit is left to reconciliation.
    static final int MAX_OFFERS = 4_096;

    /// Items awaited after their names were heard: whoever offers more is not believed.
    static final int MAX_AWAITED = 8_192;

    private static final class Neighbour {
        private boolean eager = true;
        private final Set<ElementId> offers = new LinkedHashSet<>();
    }

    /// How many of those that offer an item are remembered: who does not give it is not the only one asked.
    static final int MAX_ASKED = 4;

    /// Who offered an item and was not asked yet, the first first.
    private record Awaited(ArrayDeque<LinkId> from, Duration until) {
        static Awaited of(LinkId link, Duration until) {
            return new Awaited(new ArrayDeque<>(List.of(link)), until);
        }

        void offers(LinkId link) {
            if (from.size() < MAX_ASKED && !from.contains(link)) {
                from.add(link);
            }
        }
    }

    /// Names for one neighbour, to be offered or asked for.
    public record Names(LinkId link, List<ElementId> elements) {
        public Names {
            elements = List.copyOf(elements);
        }
    }

    private final TreeMap<Long, Neighbour> neighbours = new TreeMap<>();
    private final Map<ElementId, Awaited> awaited = new LinkedHashMap<>();
    private Optional<Duration> offerAt = Optional.empty();

    public void handleUp(LinkId link) {
        neighbours.put(link.value(), new Neighbour());
    }

    public void handleDown(LinkId link) {
        neighbours.remove(link.value());
        awaited.values().forEach(item -> item.from.remove(link));
        awaited.values().removeIf(item -> item.from.isEmpty());
    }

    /// A new item is held here, given by `from` unless it is this node's own. Returns whom to give it; the others will
    /// be
    /// told its name.
    public List<LinkId> take(ElementId element, Optional<LinkId> from, Now now) {
        awaited.remove(element);
        var whole = new ArrayList<LinkId>();
        neighbours.forEach((link, neighbour) -> {
            if (from.filter(giver -> giver.value() == link).isPresent()) {
                return;
            }
            if (neighbour.eager) {
                whole.add(new LinkId(link));
            } else if (neighbour.offers.size() < MAX_OFFERS) {
                neighbour.offers.add(element);
                offerAt = offerAt.or(() -> Optional.of(now.uptime().plus(OFFER_AFTER)));
            }
        });
        return whole;
    }

    /// The neighbour gave what is held here already, or had what it was given: one of its other links is quicker.
    public void handleDuplicate(LinkId link) {
        Optional.ofNullable(neighbours.get(link.value())).ifPresent(neighbour -> neighbour.eager = false);
    }

    /// The neighbour holds these, which are lacking here.
    public void handleOffer(LinkId link, List<ElementId> lacking, Now now) {
        for (var element : lacking) {
            var known = awaited.get(element);
            if (known != null) {
                known.offers(link);
            } else if (awaited.size() < MAX_AWAITED) {
                awaited.put(element, Awaited.of(link, now.uptime().plus(PATIENCE)));
            }
        }
    }

    /// The neighbour asks for what it was offered: from now on it is given items whole.
    public void handleWant(LinkId link) {
        Optional.ofNullable(neighbours.get(link.value())).ifPresent(neighbour -> neighbour.eager = true);
    }

    /// Over which links something small goes that all should hear of.
    public List<LinkId> eager() {
        return neighbours.entrySet().stream()
                .filter(entry -> entry.getValue().eager)
                .map(entry -> new LinkId(entry.getKey()))
                .toList();
    }

    /// What to offer now, and to whom.
    public List<Names> offersDue(Now now) {
        if (offerAt.isEmpty() || offerAt.get().compareTo(now.uptime()) > 0) {
            return List.of();
        }
        offerAt = Optional.empty();
        var due = new ArrayList<Names>();
        neighbours.forEach((link, neighbour) -> {
            if (!neighbour.offers.isEmpty()) {
                due.add(new Names(new LinkId(link), List.copyOf(neighbour.offers)));
                neighbour.offers.clear();
            }
        });
        return due;
    }

    /// What did not come by itself and is to be asked for now, of each who offered it in turn. Whom it is asked becomes
    /// eager.
    public List<Names> wantsDue(Now now) {
        var due = new LinkedHashMap<LinkId, List<ElementId>>();
        while (!awaited.isEmpty()) {
            var first = awaited.entrySet().iterator().next();
            if (first.getValue().until.compareTo(now.uptime()) > 0) {
                break;
            }
            var element = first.getKey();
            var from = first.getValue().from;
            awaited.remove(element);
            due.computeIfAbsent(from.remove(), _ -> new ArrayList<>()).add(element);
            if (!from.isEmpty()) {
                awaited.put(element, new Awaited(from, now.uptime().plus(PATIENCE)));
            }
        }
        due.keySet().forEach(this::handleWant);
        return due.entrySet().stream()
                .map(entry -> new Names(entry.getKey(), entry.getValue()))
                .toList();
    }

    /// When [#offersDue] or [#wantsDue] will have something.
    public Optional<Duration> nextWake() {
        var first = awaited.values().stream().findFirst().map(Awaited::until);
        return Stream.of(offerAt, first).flatMap(Optional::stream).min(Duration::compareTo);
    }
}
