/// The body of a node: the clock, the one thread that drives it, and what the program around it asks and hears.
///
/// Start at [NodeDriver]; it is all that `app` needs, beside the names in `link`.
/// - Promise: what a node wants done is done only after the store has committed what led to it; an input is never
/// dropped while the
///   node runs, who brings too many waits.
/// - Logs name no one: no address, id or content above debug, and no stack trace. Spec: `docs/protocol/links.md`.
@NullMarked
package org.heliograph.net;

import org.jspecify.annotations.NullMarked;
