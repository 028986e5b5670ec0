package org.heliograph.core.mailbox;

import org.heliograph.core.NodeId;

/// On whose account an item is held.
public sealed interface Giver {
    /// This node itself: what it sends.
    record Own() implements Giver {}

    /// A neighbour, for whomever.
    record Neighbour(NodeId node) implements Giver {}

    /// Whoever carried it here in a bundle, for whomever: all carriers share one account.
    record Carrier() implements Giver {}

    /// This node itself: what it sent another way, and keeps to hand it to carriers. Neighbours do not see it.
    record Kept() implements Giver {}

    /// What is this node's own has a part of the quota for itself.
    default boolean isReserved() {
        return switch (this) {
            case Own _, Kept _ -> true;
            case Neighbour _, Carrier _ -> false;
        };
    }
}
