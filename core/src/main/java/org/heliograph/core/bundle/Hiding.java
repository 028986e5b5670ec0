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
            hidden.computeIfAbsent(at.toMillis(), _ -> new ArrayList<>()).addAll(elements);
        }
    }

    /// Those that come out now, in random order.
    public List<ElementId> due(Now now) {
        if (hidden.isEmpty() || hidden.firstKey() > now.uptime().toMillis()) {
            return List.of();
        }
        untilOfBundle.values().removeIf(until -> until.compareTo(now.uptime()) <= 0);
        var due = Bundle.shuffled(hidden.pollFirstEntry().getValue(), entropy);
        int count = Math.min(due.size(), REVEALED_AT_A_TIME);
        if (count < due.size()) {
            hidden.computeIfAbsent(now.uptime().plus(BETWEEN_REVEALS).toMillis(), _ -> new ArrayList<>())
                    .addAll(due.subList(count, due.size()));
        }
        return due.subList(0, count);
    }

    /// When [#due] has something to say.
    public Optional<Duration> nextDue() {
        return hidden.isEmpty() ? Optional.empty() : Optional.of(Duration.ofMillis(hidden.firstKey()));
    }
}
