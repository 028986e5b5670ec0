/// Puts a node together: its home on disk, the driver with its links, the desk and the control socket.
///
/// Start at [Homes] for one command, [RunningNode] for `up`. The only place that knows how the parts of the other
/// modules fit.
/// - Promise: a home is used by one process at a time; a command that finds a running node asks it, whichever comes
/// first.
@NullMarked
package org.heliograph.app.host;

import org.jspecify.annotations.NullMarked;
