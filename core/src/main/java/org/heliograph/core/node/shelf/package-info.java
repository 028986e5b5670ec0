/// Who holds what in a large network: an item lies with the nodes closest to its address, and its reader has it pushed
/// from there.
///
/// Start at [Storers] for giving items to those that should hold them, [Collector] for reading what lies at others.
/// - Promise: a node is asked to hold what is its to hold; who reads is seen by nobody, for all questions go in
/// packets.
/// - Called by `node` only, whose part it is. Spec: `docs/protocol/mailbox.md`, custody.
@NullMarked
package org.heliograph.core.node.shelf;

import org.jspecify.annotations.NullMarked;
