/// The file side of mail on carried media: writes a bundle out of what a node packs, and reads one for it to take.
///
/// Start at [Export] and [Import]: one per file. They run in the command's own process, with its rights and in its
/// folder,
/// whether a node runs or not; the node hands over items and the key of the one file, and never sees a file.
/// - Promise: a bundle shows under its name only when all of it is on the medium, and replaces nothing; of a file that
/// is
///   read, whatever it is, no more is in memory than a few records.
/// - Spec: `docs/protocol/bundle.md`.
@NullMarked
package org.heliograph.app.bundle;

import org.jspecify.annotations.NullMarked;
