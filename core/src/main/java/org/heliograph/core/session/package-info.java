/// One conversation's secrets: how two devices agree on them without meeting, and how every message renews them.
///
/// Start at [Handshake], which makes a [Session] at either end: from a stranger's prekeys, or from the first message of
/// one. A session seals frames into messages and opens them, in whatever order they come.
/// - Promise: what does not open leaves the session as it was. What was opened cannot be opened again, by anyone: its
///   key is gone. One round trip shuts out whoever knew everything before it.
/// - The caller makes a session's new state durable before the sealed bytes leave, or the opened ones are shown.
/// - Knows frames only as bytes, and nothing of slots or of acknowledgements. Spec: `docs/protocol/session.md`.
@NullMarked
package org.heliograph.core.session;

import org.jspecify.annotations.NullMarked;
