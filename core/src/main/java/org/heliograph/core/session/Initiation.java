package org.heliograph.core.session;

import org.heliograph.crypto.Entropy;

/// The beginning of an INIT, waiting for the first frame.
///
/// What [#seal] returns is kept and sent again byte for byte until the other end is heard.
public final class Initiation {
    /// The content of a drop's record, which an INIT fills.
    public static final int RECORD_BYTES = 3_032;

    private final InitMessage beginning;
    private final Session session;

    Initiation(InitMessage beginning, Session session) {
        this.beginning = beginning;
        this.session = session;
    }

    /// How long a first frame is that makes the INIT fill its record.
    public int frameBytes() {
        return RECORD_BYTES - InitMessage.prefixBytes(session.suite()) - MessageLayout.overhead(session.suite());
    }

    /// Seals the session's first message and puts it behind the handshake: the whole INIT.
    public Session.Sealed seal(byte[] paddedFrame, Entropy entropy) {
        if (!session.isFresh()) {
            throw new IllegalStateException("an INIT carries the first message of its session");
        }
        var first = session.seal(paddedFrame, entropy);
        return new Session.Sealed(
                first.chainTag(), first.n(), beginning.with(first.message()).encode());
    }
}
