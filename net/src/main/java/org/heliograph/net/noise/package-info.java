/// The Noise Protocol Framework, revision 34: handshakes made of messages whose steps are data, and the ciphers they
/// end in.
///
/// Start at [NoiseHandshake]; a [NoiseProtocol] says which steps and which primitives. Bytes only: no socket, no
/// thread, no clock.
/// - Promise: a message that was altered, reordered or replayed is a `PeerFault`, and a handshake that met one is dead.
/// - Any pattern can be written down, with `psk` modifiers; the links of this program use `XX` and `XXpsk0+psk3`.
/// `fallback` is not built.
/// - Spec: the framework's own text, <https://noiseprotocol.org/noise.html>; how links use it,
/// `docs/protocol/links.md`.
@NullMarked
package org.heliograph.net.noise;

import org.jspecify.annotations.NullMarked;
