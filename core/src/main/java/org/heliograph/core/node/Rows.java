package org.heliograph.core.node;

import org.heliograph.core.PeerFault;
import org.heliograph.core.StoreFailure;

/// Reading back rows that this node wrote: one that does not parse means a damaged store, not a peer's fault.
final class Rows {
    /// Parses one row.
    @FunctionalInterface
    interface Parser<T> {
        T parse() throws PeerFault;
    }

    private Rows() {}

    static <T> T read(Parser<T> parser) {
        try {
            return parser.parse();
        } catch (PeerFault damage) {
            throw new StoreFailure(
                    StoreFailure.Kind.DAMAGED,
                    "A row of the store opens but cannot be read: it was written by another version, or is damaged. "
                            + "Nothing was changed. Use the version that wrote it, or restore the home from a copy.",
                    damage);
        }
    }
}
