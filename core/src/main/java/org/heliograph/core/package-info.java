/// The node without its body: a pure state machine that is given time, entropy and a store, and says what to send.
///
/// Start at `node.Node`. The packages below form a star: each imports only this package, `wire`,
/// `identity` and `crypto`; only `node` sees them all.
/// - Promise: the same inputs, entropy and store give the same outputs, in production and in the simulator.
/// - Must not touch sockets, files, threads or clocks.
@NullMarked
package org.heliograph.core;

import org.jspecify.annotations.NullMarked;
