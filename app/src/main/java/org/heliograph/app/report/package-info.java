/// What came of a simulated network, as a page to look at.
///
/// Start at [Page#of]. [Plot] draws one figure, [Axis] decides where its lines lie.
/// - Promise: one file without scripts and without anything from elsewhere, the same for the same result.
/// - `command` is the only caller. Knows results, and nothing of how they came about.
@NullMarked
package org.heliograph.app.report;

import org.jspecify.annotations.NullMarked;
