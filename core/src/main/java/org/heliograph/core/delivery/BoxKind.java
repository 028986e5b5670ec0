package org.heliograph.core.delivery;

/// What a box is, which decides where it is deposited.
public enum BoxKind {
    /// Starts a session: it waits in a drop of the contact.
    INIT,
    /// Belongs to a session: it waits in a slot of its chain.
    RATCHET
}
