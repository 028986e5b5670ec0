/// What a node does in the graph that all nodes make: which links it keeps, by which ways its packets go, what it
/// passes
/// on for others, and who holds which item.
///
/// Start at [Routing] for links and ways, [Cover] for packets to nobody.
/// - Promise: a path begins and ends at a guard; no frame is passed on for ever; no neighbour can grow what is kept
/// here.
/// - Called by `node` only. Spec: `docs/protocol/mesh.md`, `docs/protocol/links.md`.
@NullMarked
package org.heliograph.core.mesh.route;

import org.jspecify.annotations.NullMarked;
