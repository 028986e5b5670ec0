/// How a command reaches the node of a home: in another process over its control socket, or opened here.
///
/// Start at [Door]: ask, and take the rows of the answer as they come. [ControlClient] and [ControlServer] are the two
/// ends of
/// the socket.
/// - Promise: one request to a connection, JSON Lines both ways; a slow reader slows its own answer and nothing else.
/// - The socket lies in the home, readable by its owner only; nobody else's request ever arrives. What does arrive is
/// bounded
///   all the same.
@NullMarked
package org.heliograph.app.door;

import org.jspecify.annotations.NullMarked;
