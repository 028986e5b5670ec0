/// Keeping the history of each conversation in step with the contact's, and taking back what was lost.
///
/// Start at [Recall]: one per correspondence, which is its only caller. It feeds the chronicle with what became mutual,
/// decides when to compare, and keeps what the contact returns. [Memory] is what it knows of the conversation beside
/// that.
///
/// - Promise: nothing the contact says makes this device take words for its own person's unless that person said that
///   the device was restored, and then only words of the time that the copy lacks.
/// - Bounds: [Recall#MAX_UNDER_WAY] bodies wait in the outbox, [Recall#MAX_TRACES] elements are counted of which there
///   is no message here; the rest are those of `core.history`.
/// - Spec: `docs/protocol/history.md`.
@NullMarked
package org.heliograph.core.node.recall;

import org.jspecify.annotations.NullMarked;
