/// How answers look: JSON Lines for scripts; tables, colours and progress for people.
///
/// Start at [Screen]: one per run of a command.
/// - Promise: with `--json`, standard output holds one object per line and nothing else; whatever a peer wrote reaches
/// a
///   terminal only through [Plain].
/// - Knows no node: it is given JSON objects and words.
@NullMarked
package org.heliograph.app.terminal;

import org.jspecify.annotations.NullMarked;
