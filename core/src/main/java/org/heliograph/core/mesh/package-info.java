/// The nodes around this one: its own node keys, its live links, whom to dial next, who is proven to be behind a link;
/// and what it knows of all other nodes, and says of itself.
///
/// Start at [Neighbours] for the links, [Dialing] for getting them, [Gossip] for the records of nodes: it keeps the
/// [View] and issues the own record. What is done in the graph that those records draw: package `route`.
/// - Promise: a link is bounded in what it can cost; a stranger learns nothing from a proof frame; a record is known
///   only if its node signed it, and no neighbour can change what is known of another node.
/// - Called by `node` only. Spec: `docs/protocol/links.md`, `docs/protocol/mesh.md`.
@NullMarked
package org.heliograph.core.mesh;

import org.jspecify.annotations.NullMarked;
