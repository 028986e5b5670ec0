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

    /// Own and mine have a part of the quota for themselves.
    default boolean isReserved() {
        return !(this instanceof Neighbour);
    }
}
