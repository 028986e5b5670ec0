/// What a node does among nodes, whoever uses it: it knows the others and is known, keeps links, passes frames on, and
/// takes part in the onion.
///
/// Start at [Mesh] for records, links and relaying, [Transit] for onion packets.
/// - Promise: nothing here knows an identity or a contact; what others make this node do is bounded.
/// - Called by `node` only, whose part it is. Spec: `docs/protocol/mesh.md`, `docs/protocol/onion.md`.
@NullMarked
package org.heliograph.core.node.transit;

import org.jspecify.annotations.NullMarked;
