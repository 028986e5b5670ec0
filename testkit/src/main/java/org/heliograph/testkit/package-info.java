/// What tests of every module share: seeded cases, published vectors, and a search for what must not be found.
///
/// Start at [Cases] for a property, [Vectors] for known answers, [CanaryScan] for the claim that a disk or a wire shows
/// nothing.
/// - Promise: a failing case names the seed and the property that replays it, and that seed alone decides the case.
/// - Test code only; nothing that is shipped depends on this module, and it depends on nothing of the project.
@NullMarked
package org.heliograph.testkit;

import org.jspecify.annotations.NullMarked;
