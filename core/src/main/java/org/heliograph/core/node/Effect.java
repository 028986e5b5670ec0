package org.heliograph.core.node;

import org.heliograph.core.LinkId;

/// What a node wants done, after the store has committed.
public sealed interface Effect {
    /// Queue this frame of 4,078 bytes on the link; a link that is gone swallows it.
    record SendFrame(LinkId link, byte[] frame) implements Effect {}

    /// The peer broke the rules; `why` names no one.
    record CloseLink(LinkId link, String why) implements Effect {}

    /// Try to open a link to this HOST:PORT; ends in [Input.LinkUp] or [Input.DialFailed].
    record Dial(String address) implements Effect {}

    /// Search the u64 for which SHA-256(prefix||u64) starts with `bits` zero bits, away from the node's thread.
    record FindStamp(long ticket, byte[] prefix, int bits) implements Effect {}

    /// The one answer to an [Input.Asked].
    record Answer(long ticket, Reply reply) implements Effect {}

    /// Something a person may want to see. A hint: a crash may lose it, the store does not.
    record Tell(Event event) implements Effect {}
}
