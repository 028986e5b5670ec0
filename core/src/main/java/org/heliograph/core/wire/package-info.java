/// What the bytes on a wire mean: parsed into values once, at the edge, and written back the same way.
///
/// Start at [LinkFrame] for what passes between two nodes and at [Frame] for what passes between two devices.
/// - Promise: a decoder takes any bytes and either gives a value whose fields are within their bounds or throws
///   [org.heliograph.core.PeerFault]; nothing else. What `encode` writes, `decode` reads back.
/// - Values that carry arrays own them: neither side changes an array after handing it over.
/// - Every package of the core may import this one. Spec: `docs/protocol/links.md`, `docs/protocol/session.md`
///   (frames), `docs/protocol/mailbox.md` (items).
@NullMarked
package org.heliograph.core.wire;

import org.jspecify.annotations.NullMarked;
