package org.heliograph.core.bundle;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.heliograph.core.Now;
import org.heliograph.core.wire.ElementId;
import org.heliograph.crypto.Entropy;

/// When what came in bundles comes out of hiding: a set that spreads as soon as somebody brought it says who did.
public final class Hiding {
    /// Items that come out together, and how long until the next ones: no more than links can take.
    static final int REVEALED_AT_A_TIME = 256;

    private static final Duration BETWEEN_REVEALS = Duration.ofSeconds(1);

    private final Entropy entropy;

    /// When the items of a bundle come out, as long as there are some.
    private final Map<Long, Duration> untilOfBundle = new LinkedHashMap<>();

    /// The same for items, in milliseconds of uptime.
    private final TreeMap<Long, List<ElementId>> hidden = new TreeMap<>();

    public Hiding(Entropy entropy) {
        this.entropy = entropy;
    }

    /// These came in `bundle`, a number of its own. All of one stay hidden until the same time, drawn with the first.
    public void hide(long bundle, List<ElementId> elements, Supplier<Duration> until) {
        if (!elements.isEmpty()) {
            var at = untilOfBundle.computeIfAbsent(bundle, _ -> until.get());
            hideUntil(at.toMillis(), new ArrayList<>(elements));
        }
    }

    /// Those that come out now, in random order.
    public List<ElementId> due(Now now) {
        if (hidden.isEmpty() || hidden.firstKey() > now.uptime().toMillis()) {
            return List.of();
        }
        untilOfBundle.values().removeIf(until -> until.compareTo(now.uptime()) <= 0);
        var left = hidden.pollFirstEntry().getValue();
        var due = new ArrayList<ElementId>();
        while (!left.isEmpty() && due.size() < REVEALED_AT_A_TIME) {
            int drawn = entropy.below(left.size());
            due.add(left.set(drawn, left.getLast()));
            left.removeLast();
        }
        hideUntil(now.uptime().plus(BETWEEN_REVEALS).toMillis(), left);
        return due;
    }

    private void hideUntil(long millis, List<ElementId> elements) {
        var others = hidden.putIfAbsent(millis, elements);
        if (others != null) {
            others.addAll(elements);
        } else if (elements.isEmpty()) {
            hidden.remove(millis);
        }
    }

    /// When [#due] has something to say.
    public Optional<Duration> nextDue() {
        return hidden.isEmpty() ? Optional.empty() : Optional.of(Duration.ofMillis(hidden.firstKey()));
    }
}
