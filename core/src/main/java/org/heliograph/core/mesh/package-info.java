/// The nodes around this one: its own node keys, its live links, who is proven to be behind a link; what it knows of
/// all other nodes and says of itself; and what it does in the graph they make.
///
/// Start at [Neighbours] for the links that are, [Routing] for those that should be and for the ways of packets,
/// [Gossip] for the records of nodes, [Placement] for who holds an item, [Cover] for packets to nobody.
/// - Promise: a link is bounded in what it can cost; a stranger learns nothing from a proof frame; a record is known
///   only if its node signed it, and no neighbour can change what is known of another node; a path begins and ends at a
///   guard; no frame is passed on for ever.
/// - Called by `node` only. Spec: `docs/protocol/links.md`, `docs/protocol/mesh.md`.
@NullMarked
package org.heliograph.core.mesh;

import org.jspecify.annotations.NullMarked;
