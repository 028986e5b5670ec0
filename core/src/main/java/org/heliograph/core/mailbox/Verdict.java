package org.heliograph.core.mailbox;

import org.heliograph.core.PeerFault;
import org.heliograph.core.wire.Deletion;
import org.heliograph.core.wire.ElementId;
import org.heliograph.core.wire.Status;

/// What became of an item that was offered.
public sealed interface Verdict {
    /// It is held now, or held longer than before: news for the other neighbours.
    record Stored(ElementId element) implements Verdict {}

    record HadIt(ElementId element) implements Verdict {}

    /// Its stamp would need this many bits now.
    record StampTooSmall(int bits) implements Verdict {}

    /// No place in its slot, or none left for its giver.
    record Full() implements Verdict {}

    /// It is not what an item must be; [PeerFault.Kind#OUT_OF_TURN] may be the clocks' fault.
    record Refused(PeerFault.Kind kind) implements Verdict {}

    /// It was held once, until this order came: to be handed back to the giver.
    record Deleted(Deletion deletion) implements Verdict {}

    /// What the giver is told.
    default Status status() {
        return switch (this) {
            case Stored it -> Status.STORED;
            case HadIt it -> Status.HAD_IT;
            case StampTooSmall it -> Status.STAMP_TOO_SMALL;
            case Full it -> Status.FULL;
            case Refused it -> Status.REFUSED;
            case Deleted it -> Status.DELETED;
        };
    }
}
