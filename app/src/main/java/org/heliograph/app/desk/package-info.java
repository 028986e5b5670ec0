/// Answers requests out of one node: turns them into commands, and its replies and events into rows.
///
/// Start at [Desk]; the running node's control socket and a node opened for one command both end here, so an answer
/// does not
/// depend on the way it came.
/// - Promise: a message is in its sender's rows once, when it has reached the state they wait for or their patience
/// ends;
///   `messages` shows each message once. Files are the asker's: none is opened here.
/// - Holds a bounded number of messages in flight, whatever the input.
@NullMarked
package org.heliograph.app.desk;

import org.jspecify.annotations.NullMarked;
