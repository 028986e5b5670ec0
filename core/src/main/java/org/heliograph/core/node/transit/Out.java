package org.heliograph.core.node.transit;

import org.heliograph.core.LinkId;
import org.heliograph.core.Now;
import org.heliograph.core.wire.LinkFrame;

/// Where what a node does among nodes goes: it leaves once the store has committed, in this order.
public interface Out {
    /// The time of the input that is being handled.
    Now now();

    /// Queues the frame on the link.
    void send(LinkId link, LinkFrame frame);

    /// Dials an address, HOST:PORT.
    void dial(String address);

    /// Closes a link once what is queued on it has left; `why` names no one.
    void close(LinkId link, String why);
}
