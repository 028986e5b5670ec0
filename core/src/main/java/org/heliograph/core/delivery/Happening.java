package org.heliograph.core.delivery;

import java.util.Optional;
import org.heliograph.core.MessageId;
import org.heliograph.core.MessageState;
import org.heliograph.core.wire.Control;

/// Something the caller should know. What people are told is a hint: a crash may lose it, the history does not.
public sealed interface Happening {
    /// A message arrived, for the first and only time.
    record Shown(Message message) implements Happening {}

    /// An outgoing message came a step further.
    record Changed(MessageId id, MessageState state, Optional<Via> via) implements Happening {}

    /// The expiry of a message passed and its content is gone.
    record Vanished(MessageId id, long lamport) implements Happening {}

    /// The program at the other end says something. It comes once, in the group of inputs that commits its
    /// arrival; but a SKIP, which the session may want to know too, may come again.
    record ControlArrived(Control control) implements Happening {}

    /// The other end compares histories, or returns what this one lacks. It comes once, as a control does.
    record SyncArrived(byte[] body) implements Happening {}

    /// The other end acknowledges numbers that were never sealed here: this end was put back to an earlier state, or
    /// the other end lies. Nothing was taken for acknowledged.
    record FellBehind(long session) implements Happening {}

    /// A box that was never acknowledged will not be sent any more: its deposits can be deleted, and the box
    /// `standIn`, the oldest of its chain, deposited at its address too, so that a reader who looks there finds
    /// something alive.
    record Dropped(BoxRef box, SealedBox content, Optional<BoxRef> standIn) implements Happening {}

    /// The other end broke the rules in a frame that opened. It is acknowledged, or it would come for ever,
    /// unless a bound refused it.
    record Misbehaved(String how) implements Happening {}
}
