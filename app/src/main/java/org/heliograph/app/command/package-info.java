/// The commands of `helio`, one class each.
///
/// Start at [Cli], which runs one, [Helio], the command above them all, and [HelioCommand], what they share. A command
/// reads its options, asks its question
/// through a door, and shows the rows of the answer: as they are to a script, as words and tables to a person.
/// - Promise: names, options, exit codes and JSON keys are a contract with scripts; the words for people are not.
@NullMarked
package org.heliograph.app.command;

import org.jspecify.annotations.NullMarked;
