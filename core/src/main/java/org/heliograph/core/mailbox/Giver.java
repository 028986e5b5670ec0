package org.heliograph.core.mailbox;

import org.heliograph.core.NodeId;

/// On whose account an item is held.
public sealed interface Giver {
    /// This node itself: what it sends.
    record Own() implements Giver {}

    /// Whoever brought it, it is for this node: its slot is watched.
    record Mine() implements Giver {}

    /// A neighbour, for somebody else.
    record Neighbour(NodeId node) implements Giver {}

    /// Whoever carried it here in a bundle, for somebody else: all carriers share one account.
    record Carrier() implements Giver {}

    /// This node itself: what it sent another way, and keeps to hand it to carriers. Neighbours do not see it.
    record Kept() implements Giver {}

    /// Own, kept and mine have a part of the quota for themselves.
    default boolean isReserved() {
        return switch (this) {
            case Own _, Kept _, Mine _ -> true;
            case Neighbour _, Carrier _ -> false;
        };
    }
}
