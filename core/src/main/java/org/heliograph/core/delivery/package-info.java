/// Getting the messages of one conversation to their reader: once, durably, and with word of it.
///
/// Start at [Conversation]: one per contact. `node` owns them, is the only caller, and carries values between
/// them, the sessions that seal and open boxes, and the links and mailboxes that move them. For a group of inputs
/// it calls `handle`, `submit` and the like as inputs come; then `expire`; then, while the session can send,
/// `nextDraft` and `sealed` in turn; then `due`; then `settle`; then it commits the store, and only then runs
/// what it was told.
///
/// - Promise: what `submit` accepted stays in the outbox until the other end says that it has committed it, its
///   expiry passes or it is cancelled; it is shown at most once; nothing is acknowledged before it is committed;
///   nothing is sent or shown at or after its expiry. A crash at any write changes none of this.
/// - A *letter* is an outgoing body; sealed, or a piece of it, it is in a *box*; a *report* is a box with
///   acknowledgements alone; a number whose box is gone is a *hole*. How holes are told and chains never end in
///   silence: "No number is left behind" in the spec.
/// - Bounds: [InFlight] for what is on its way, [Outbox] for what waits, [ReceiveLog] and [Reassembly] for what
///   the other end can make grow, [Expiring] for what expires. Texts are in the store, not in memory.
/// - May import `core`, `wire` and `crypto`; knows nothing of sessions, links or slots. Spec:
///   `docs/protocol/delivery.md`.
@NullMarked
package org.heliograph.core.delivery;

import org.jspecify.annotations.NullMarked;
