/// Bringing the two ends of a conversation in step: what either lost, or never had, comes back from the other.
///
/// Start at [Catchup], which compares and returns, and [Chronicle], which holds what there is to compare. `node` owns
/// one of each per conversation and is the only caller: it adds to the chronicle what became mutual and removes what
/// expired, settles it before each commit, hands SYNC bodies to the catch-up and sends what it says. After a rollback
/// of the store both are made anew.
///
/// - Promise: a comparison costs bytes by what differs, not by what there is. What is returned is what the other end
///   lacks, and nothing is taken as this person's words unless this end may have lost them. A lost, repeated or hostile
///   body changes nothing but what a comparison costs.
/// - Bounds: each type that a peer can fill names its own; `docs/protocol/history.md` lists them.
/// - May import `core`, `wire` and `crypto`; knows nothing of frames, outboxes or texts. Spec:
///   `docs/protocol/history.md`.
@NullMarked
package org.heliograph.core.history;

import org.jspecify.annotations.NullMarked;
