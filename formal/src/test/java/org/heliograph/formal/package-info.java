/// Runs the models of this module, and says whether they still hold and still see what they must.
///
/// Start at [Model]: a TLA+ module and the bounds to look at it within. [ModelsTest] asks three things of each:
/// it holds, over exactly so many states; each of its seeded bugs is found, by the property that is there to find it;
/// and none of its bugs is left out.
///
/// - Promise: a model that became trivial, a guard that protects nothing and a property that sees nothing fail.
/// - What the models say, and of which code: `formal/README.md`.
@NullMarked
package org.heliograph.formal;

import org.jspecify.annotations.NullMarked;
