/// Where boxes wait: the slots only their two ends can name, the drops of first contact, and what this node holds for
/// anyone.
///
/// Start at [Custody] for what is held, [ChainSlot] and [Drop] for where a box belongs, [Envelope] for giving one
/// away, [Reconciliation] for finding out what a neighbour has that this node lacks.
/// - Promise: an item is held only under a valid signature and stamp; the quotas are never exceeded; what is held is
///   gone at its end.
/// - May import `core`, `wire` and `crypto`; knows nothing of sessions, messages or links. `node` is the only caller.
///   Spec: `docs/protocol/mailbox.md`.
@NullMarked
package org.heliograph.core.mailbox;

import org.jspecify.annotations.NullMarked;
