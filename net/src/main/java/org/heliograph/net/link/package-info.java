/// Links: authenticated, encrypted streams of equal frames between this node and others, over TCP.
///
/// Start at [Links], which listens, dials and reports each link, frame and end as an input of the node; one [Link]
/// each.
/// - Promise: whatever comes in on a port, nothing but a frame that its link authenticated is reported, and no peer
/// makes a table or
///   queue here grow past a named bound. Frames of one link are reported in the order they were sent.
/// - A link that is too slow loses frames: every flow above repeats what was not acknowledged.
/// - Two threads of the system a link, of which there are 64 at most: one reads the socket, one writes it. Dials and
///   handshakes, which proved nothing yet, run on virtual threads. Spec: `docs/protocol/links.md`.
@NullMarked
package org.heliograph.net.link;

import org.jspecify.annotations.NullMarked;
