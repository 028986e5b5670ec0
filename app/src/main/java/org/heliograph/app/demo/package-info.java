/// A few people, strangers to help them, and trouble: shown with real nodes, real sockets and real disks, in half a
/// minute.
///
/// Start at [Demo]. Everybody is asked through the same doors that `helio` uses, so what the demo shows holds for it.
/// - Promise: a step is ticked only when what it claims was observed; the first that fails ends the demo.
/// - Everything lies in one temporary folder and listens on loopback only.
@NullMarked
package org.heliograph.app.demo;

import org.jspecify.annotations.NullMarked;
