/// Whole networks in trouble: each [Scenario] is one kind of it, and what people are owed all the same.
///
/// Start at [Scenario#run]. [Town] is what all of them share: people who listen, dial each other and write.
/// - Promise: a [Run] gives one [Result], its trace hash included, on any number of threads; what depends on the
/// machine
///   (heap, wall time) is no part of the hash.
/// - `app` is the only caller. Spec: `docs/protocol/delivery.md` for the invariants, which hold throughout.
@NullMarked
package org.heliograph.sim.scenario;

import org.jspecify.annotations.NullMarked;
