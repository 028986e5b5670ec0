package org.heliograph.core.mailbox;

import java.util.Comparator;
import org.heliograph.core.wire.ElementId;
import org.heliograph.core.wire.Position;

/// What stays in memory of a held item. The box is in the store.
///
/// `goneMillis` is uptime: a held item outlives a jump of the wall clock.
record Held(
        Position address,
        ElementId element,
        long tag,
        boolean isDrop,
        int stampBits,
        Term term,
        Giver giver,
        long goneMillis) {
    Held on(Giver account) {
        return new Held(address, element, tag, isDrop, stampBits, term, account, goneMillis);
    }

    static final Comparator<Held> BY_PLACE = Comparator.comparing(Held::address).thenComparing(Held::element);

    static final Comparator<Held> BY_END =
            Comparator.comparingLong(Held::goneMillis).thenComparing(Held::element);

    /// The first of these is given up first.
    static final Comparator<Held> WEAKEST_FIRST =
            Comparator.comparingInt(Held::stampBits).thenComparing(BY_END);
}
