/// The rules of the house that a compiler does not check, as tests.
///
/// Start at [TidyTest]: it puts every rule to the whole tree, and each complaint names what to write instead.
/// - Promise: every rule has a case in [TidyRulesTest] that shows it can fail.
/// - Rules are functions from facts to complaints; facts come from [Tree], [ClassFacts] (bytecode) and [SourceFacts].
@NullMarked
package org.heliograph.tidy;

import org.jspecify.annotations.NullMarked;
