package org.heliograph.core.node;

import org.heliograph.core.LinkId;
import org.heliograph.core.NodeId;

/// What happens to a node.
public sealed interface Input {
    /// A link is ready for frames. `handshakeHash` is Noise's, the same at both ends; `address` is what was dialled, or
    /// empty for a link that the peer dialled.
    record LinkUp(LinkId link, NodeId peer, boolean dialer, byte[] handshakeHash, String address) implements Input {}

    /// The link is gone, with everything that was still queued on it.
    record LinkDown(LinkId link) implements Input {}

    /// One frame of 4,078 bytes, decrypted.
    record FrameArrived(LinkId link, byte[] frame) implements Input {}

    /// A [Effect.Dial] came to nothing.
    record DialFailed(String address) implements Input {}

    /// The answer to an [Effect.FindStamp].
    record StampFound(long ticket, long stamp) implements Input {}

    /// The person or a program at this device wants something; answered by one [Effect.Answer].
    record Asked(long ticket, Command command) implements Input {}

    /// The uptime of [Node#nextWake] has come.
    record TimeReached() implements Input {}
}
