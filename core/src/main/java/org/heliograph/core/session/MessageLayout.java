package org.heliograph.core.session;

import java.nio.ByteBuffer;
import org.heliograph.core.PeerFault;
import org.heliograph.crypto.Aead;
import org.heliograph.crypto.Entropy;
import org.heliograph.crypto.Secret;
import org.heliograph.crypto.Span;
import org.heliograph.crypto.Suite;

/// Where things lie in a ratchet message, and the sealing of its two parts: a header under the chain's header key, and
/// the frame under a key of its own. The transcript goes into both as associated data, the first part into the second.
///
/// Belongs to one session, which no two threads share, so it keeps its working space.
final class MessageLayout {
    private static final int MESSAGE_TYPE = 2;
    private static final int HASH_BYTES = 32;

    private final Suite suite;
    private final Aead aead;
    private final int headerBytes;
    private final int firstBytes;
    private final byte[] associated;
    private final byte[] header;

    /// The counts in a header, and the sender's ratchet key.
    record Header(byte[] ratchetKey, int previous, int number) {}

    MessageLayout(Suite suite, byte[] transcript) {
        this.suite = suite;
        aead = suite.aead();
        headerBytes = suite.agreementKeyBytes() + 2 * Integer.BYTES;
        firstBytes = 2 + aead.nonceBytes() + headerBytes + Aead.TAG_BYTES;
        associated = new byte[HASH_BYTES + firstBytes];
        System.arraycopy(transcript, 0, associated, 0, HASH_BYTES);
        header = new byte[headerBytes];
    }

    /// What a message is longer than its frame.
    static int overhead(Suite suite) {
        return 2 + 2 * (suite.aead().nonceBytes() + Aead.TAG_BYTES) + suite.agreementKeyBytes() + 2 * Integer.BYTES;
    }

    byte[] seal(Secret headerKey, Secret bodyKey, Header counts, byte[] frame, Entropy entropy) {
        var message = new byte[frame.length + overhead(suite)];
        int nonceBytes = aead.nonceBytes();
        var nonces = entropy.bytes(2 * nonceBytes);
        message[0] = MESSAGE_TYPE;
        message[1] = (byte) suite.code();
        System.arraycopy(nonces, 0, message, 2, nonceBytes);
        System.arraycopy(nonces, nonceBytes, message, firstBytes, nonceBytes);
        ByteBuffer.wrap(header).put(counts.ratchetKey).putInt(counts.previous).putInt(counts.number);
        aead.seal(
                headerKey,
                Span.of(message, 2, nonceBytes),
                Span.of(associated, 0, HASH_BYTES),
                Span.of(header),
                Span.of(message, 2 + nonceBytes, headerBytes + Aead.TAG_BYTES));
        System.arraycopy(message, 0, associated, HASH_BYTES, firstBytes);
        aead.seal(
                bodyKey,
                Span.of(message, firstBytes, nonceBytes),
                Span.of(associated),
                Span.of(frame),
                Span.of(message, firstBytes + nonceBytes, frame.length + Aead.TAG_BYTES));
        return message;
    }

    /// Refuses what cannot be a message of this session, before any key is tried.
    void check(byte[] message) throws PeerFault {
        if (message.length < overhead(suite) || message[0] != MESSAGE_TYPE) {
            throw new PeerFault(PeerFault.Kind.MALFORMED, "not a ratchet message");
        }
        if ((message[1] & 0xff) != suite.code()) {
            throw new PeerFault(PeerFault.Kind.FORGED, "a message of another suite than its session");
        }
    }

    /// Whether the header of `message` opens with this key. If so, [#header] shows it until the next call.
    boolean opens(Secret headerKey, byte[] message) {
        int nonceBytes = aead.nonceBytes();
        return aead.open(
                headerKey,
                Span.of(message, 2, nonceBytes),
                Span.of(associated, 0, HASH_BYTES),
                Span.of(message, 2 + nonceBytes, headerBytes + Aead.TAG_BYTES),
                Span.of(header));
    }

    /// The header that was opened last, with its counts within their bounds: so no message makes its reader derive more
    /// keys than a chain has.
    Header header() throws PeerFault {
        var in = ByteBuffer.wrap(header);
        var ratchetKey = Rows.bytes(in, suite.agreementKeyBytes());
        int previous = in.getInt();
        int number = in.getInt();
        if (number < 0 || number >= Session.CHAIN_LENGTH || previous < 0 || previous > Session.CHAIN_LENGTH) {
            throw new PeerFault(PeerFault.Kind.OVER_LIMIT, "a chain longer than chains may be");
        }
        return new Header(ratchetKey, previous, number);
    }

    byte[] open(Secret messageKey, byte[] message) throws PeerFault {
        int nonceBytes = aead.nonceBytes();
        var frame = new byte[message.length - overhead(suite)];
        System.arraycopy(message, 0, associated, HASH_BYTES, firstBytes);
        try (var bodyKey = KeySchedule.bodyKey(messageKey)) {
            boolean opened = aead.open(
                    bodyKey,
                    Span.of(message, firstBytes, nonceBytes),
                    Span.of(associated),
                    Span.of(message, firstBytes + nonceBytes, frame.length + Aead.TAG_BYTES),
                    Span.of(frame));
            if (!opened) {
                throw new PeerFault(PeerFault.Kind.FORGED, "a message altered behind its header");
            }
            return frame;
        }
    }
}
