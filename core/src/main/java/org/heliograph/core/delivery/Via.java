package org.heliograph.core.delivery;

/// How a message went.
public enum Via {
    /// Over a link that is proven to end at the contact.
    DIRECT,
    /// In one packet through a node that both ends are linked to.
    RELAY,
    /// In onion packets to nodes that hold it: none of them knows whose it is.
    ONION,
    /// From this node's own hand to nodes that hold it.
    MAILBOX,
    /// On a carried file.
    BUNDLE,
    /// Returned by the contact, after this end had lost it.
    RETURNED
}
