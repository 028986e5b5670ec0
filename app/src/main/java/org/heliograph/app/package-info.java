/// The program: what a person or a script starts, from its command line to its node.
///
/// Start at [Main]. `command` reads the command line and shows answers, `door` reaches a node, `desk` answers, `host`
/// puts a node
/// together, `terminal` and `qr` draw.
/// - Promise: the commands, their JSON keys and exit codes are a contract; no stack trace reaches a person.
@NullMarked
package org.heliograph.app;

import org.jspecify.annotations.NullMarked;
