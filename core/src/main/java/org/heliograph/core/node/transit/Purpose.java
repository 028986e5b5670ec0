package org.heliograph.core.node.transit;

import org.heliograph.core.wire.ElementId;

/// What an answer to a reply block of this node is for.
public sealed interface Purpose {
    /// Somebody says what became of this deposit.
    record Receipt(ElementId element) implements Purpose {}
}
