/// How a new item reaches every node of a small network, each about once.
///
/// Start at [Spread]: one per node. It only decides who is given what; the items are `mailbox`'s, the links `mesh`'s.
/// - Promise: while the links that live connect two nodes, what one takes reaches the other within a few seconds, also
///   after links died; what it costs is one copy a node, and some names.
/// - Called by `node` only. Spec: `docs/protocol/mailbox.md`, custody.
@NullMarked
package org.heliograph.core.spread;

import org.jspecify.annotations.NullMarked;
