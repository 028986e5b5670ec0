package org.heliograph.core.node;

import org.heliograph.core.ContactId;

/// What a watched slot belongs to.
sealed interface Mine {
    /// A chain of boxes from a contact. Slots of one chain are numbered by their block.
    record Chain(ContactId contact, int session, long tag) implements Mine {}

    /// Where strangers and contacts leave their initiations in one week.
    record Inbox(Self.Door door, long week) implements Mine {}

    /// Where a contact lays out prekeys in one week.
    record Keys(ContactId contact, long week) implements Mine {}
}
