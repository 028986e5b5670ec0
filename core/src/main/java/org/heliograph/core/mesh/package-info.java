/// The nodes around this one: its own node keys, its live links, whom to dial next, and who is proven to be behind a
/// link.
///
/// - Promise: a link is bounded in what it can cost; a stranger learns nothing from a proof frame.
/// - Called by `node` only. Spec: `docs/protocol/links.md`.
@NullMarked
package org.heliograph.core.mesh;

import org.jspecify.annotations.NullMarked;
