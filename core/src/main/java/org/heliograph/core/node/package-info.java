/// One node: takes an input, finds the machine it is for, and says what to send.
///
/// Start at [Node]. It is the only package that sees all the others, and passes values between them.
/// - Promise: an effect leaves only after the caller has committed the store; a peer's input never throws.
/// - Caller: one thread ([org.heliograph.core.Store] included). `net` drives it over sockets, `sim` in virtual time.
@NullMarked
package org.heliograph.core.node;

import org.jspecify.annotations.NullMarked;
