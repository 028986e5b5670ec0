/// What things cost, as ratios against something bare or foreign measured in the same run.
///
/// Start at `bench/README.md`. Never shipped; nothing depends on this package.
@NullMarked
package org.heliograph.bench;

import org.jspecify.annotations.NullMarked;
