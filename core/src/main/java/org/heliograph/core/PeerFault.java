package org.heliograph.core;

/// A peer sent what it must not. The one checked exception of the core.
public final class PeerFault extends Exception {
    private static final long serialVersionUID = 1L;

    /// Why the bytes were refused.
    public enum Kind {
        /// Not of the form that `docs/protocol` gives.
        MALFORMED,
        /// A signature, tag or key does not hold.
        FORGED,
        /// Seen before, where once is the rule.
        REPLAYED,
        /// Well-formed, but not now or not by this peer.
        OUT_OF_TURN,
        /// More than a bound allows.
        OVER_LIMIT
    }

    private final Kind kind;

    public PeerFault(Kind kind, String what) {
        super(kind + ": " + what, null, false, false); // no stack trace: a flood of these must stay cheap
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
