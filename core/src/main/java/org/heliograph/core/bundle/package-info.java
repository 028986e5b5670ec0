/// Mail on carried media: the form of the file, written and read record by record.
///
/// Start at [BundleWriter] and [BundleReader]; [Bundle] has the sizes and keys they share. Bytes in, bytes out: whoever
/// calls has the file.
/// - Promise: without the key a bundle tells nothing but its size class; a record that is damaged, cut short or of
///   another bundle costs that record and no other; no input makes the reader throw or grow.
/// - Callers: `app`, which holds the file, and `node`, which names the purpose of the network's key. May import `core`,
///   `wire` and `crypto`. Spec: `docs/protocol/bundle.md`.
@NullMarked
package org.heliograph.core.bundle;

import org.jspecify.annotations.NullMarked;
