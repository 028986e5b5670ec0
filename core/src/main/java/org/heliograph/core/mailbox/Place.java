package org.heliograph.core.mailbox;

import java.util.List;
import org.heliograph.core.PeerFault;

/// Whether a slot has a place for one more item.
sealed interface Place {
    record Open() implements Place {}

    /// A full drop gives up its smallest stamp for a greater one.
    record InPlaceOf(Held held) implements Place {}

    record Closed(Verdict verdict) implements Place {}

    /// `here` is what the slot holds. Chain slots have one place per tag, and all of them for the slot's two ends; in
    /// a drop, where any holder of the card can write, the greatest stamps stay.
    static Place of(List<Held> here, Offer offer) {
        boolean isDrop = offer.item().isDrop();
        var rivals = here.stream().filter(it -> it.isDrop() == isDrop).toList();
        if (!isDrop) {
            if (rivals.stream().anyMatch(it -> it.tag() == offer.item().tag())) {
                return new Closed(new Verdict.Refused(PeerFault.Kind.OUT_OF_TURN));
            }
            return rivals.size() < ChainSlot.BOXES ? new Open() : new Closed(new Verdict.Full());
        }
        if (rivals.size() < Drop.ITEMS) {
            return new Open();
        }
        var weakest = rivals.stream().min(Held.WEAKEST_FIRST).orElseThrow();
        return offer.stampBits() > weakest.stampBits()
                ? new InPlaceOf(weakest)
                : new Closed(new Verdict.StampTooSmall(weakest.stampBits() + 1));
    }
}
