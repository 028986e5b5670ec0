package org.heliograph.core.delivery;

/// How a message went.
public enum Via {
    /// Over a link that is proven to end at the contact.
    DIRECT,
    /// In one packet through a node that both ends are linked to.
    RELAY,
    /// Through an onion path to a reader who was there.
    ONION,
    /// It waited at other nodes.
    MAILBOX,
    /// On a carried file.
    BUNDLE
}
