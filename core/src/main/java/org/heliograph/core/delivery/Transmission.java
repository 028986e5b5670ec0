package org.heliograph.core.delivery;

/// A box to send now. Run it after the commit, and not at or after `expiresAtMillis` (wall clock;
/// `Long.MAX_VALUE`: never expires).
public record Transmission(BoxRef ref, Way way, SealedBox box, long expiresAtMillis) {
    public enum Way {
        /// Over the link that is proven for the contact.
        DIRECT,
        /// To the mailbox address of the box, by a path not tried before.
        DEPOSIT
    }
}
