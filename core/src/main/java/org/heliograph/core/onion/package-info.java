/// Packets in layers: each hop learns where the next one is and nothing more, and whoever answers does not learn whom.
///
/// Start at [Sphinx] for making a packet and what one can be, at [MixKeys] for opening those that arrive here, at
/// [ReplyBlocks] for letting others answer, at [Body] for what is in them.
/// - Promise: every packet has one size at every hop. What is not whole, not for a live key of this node or was seen
///   before is refused with a [org.heliograph.core.PeerFault], the cheap checks first. A key that is past its time
///   cannot be used by anyone: it is wiped.
/// - May import `core`, `wire` and `crypto`; knows nothing of links, routes, slots or sessions. `node` is the only
///   caller: it chooses the paths, keeps the delays, and makes keys durable before it shows them to others.
///   Spec: `docs/protocol/onion.md`.
@NullMarked
package org.heliograph.core.onion;

import org.jspecify.annotations.NullMarked;
