/// The same node code in a world that is made up: network, clock, disk and faults, all drawn from one seed.
///
/// Start at [World]; [Talk] is the scenario that mixes every fault of a small network. After every event [Invariants]
/// checks what must never be otherwise.
/// - Promise: a seed and a commit give the same run, event for event; [World#traceHash] says whether they did.
/// - Spec: the numbered invariants of `docs/protocol/delivery.md`.
@NullMarked
package org.heliograph.sim;

import org.jspecify.annotations.NullMarked;
