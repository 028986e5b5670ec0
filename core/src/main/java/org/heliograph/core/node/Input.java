package org.heliograph.core.node;

import java.util.List;
import java.util.Optional;
import org.heliograph.core.LinkId;
import org.heliograph.core.NodeId;
import org.heliograph.core.wire.NetAddress;

/// What happens to a node.
public sealed interface Input {
    /// A link is ready for frames. `handshakeHash` is Noise's, the same at both ends.
    record LinkUp(LinkId link, NodeId peer, byte[] handshakeHash, Origin origin) implements Input {}

    /// How a link came to be.
    ///
    /// @param dialer whether this node dialled it
    /// @param address what was dialled, HOST:PORT, or empty for a link that the peer dialled
    /// @param remote where the socket of the other end is, if that is known
    record Origin(boolean dialer, String address, Optional<NetAddress> remote) {}

    /// This node listens now: on `port`, at each of these addresses, or at all of this machine's if none is given.
    record Listening(List<NetAddress> specific, int port) implements Input {
        public Listening {
            specific = List.copyOf(specific);
        }
    }

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

    /// The last input: the node is closed after its settlement. What comes later than this, or without it, finds less
    /// saved and nothing lost.
    record Stopping() implements Input {}

    /// The uptime of [Node#nextWake] has come.
    record TimeReached() implements Input {}
}
