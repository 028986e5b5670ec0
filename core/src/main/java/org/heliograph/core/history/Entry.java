package org.heliograph.core.history;

import static java.nio.charset.StandardCharsets.US_ASCII;

import org.heliograph.core.ContactId;
import org.heliograph.core.MessageId;
import org.heliograph.core.Now;
import org.heliograph.core.PeerFault;
import org.heliograph.core.wire.ElementId;
import org.heliograph.core.wire.Reader;
import org.heliograph.core.wire.Writer;
import org.heliograph.crypto.Sha256;

/// A message as histories compare it, and as one end returns it to the other.
///
/// `outgoing` is as this end sees it: written by this end's person.
public record Entry(MessageId id, long lamport, boolean outgoing, Body body) {
    private static final byte[] LABEL = "HG1/history".getBytes(US_ASCII);

    /// What is left of a message.
    public sealed interface Body {
        /// All of it: what its frame and its DATA body said.
        record Whole(long sentMillis, long ttlSeconds, int kind, byte[] content) implements Body {}

        /// Its leaf alone: the content is gone, but that it was there is not forgotten.
        record Trace(ElementId leaf) implements Body {}
    }

    /// The end of the year 9999: later dates are refused, as in frames.
    private static final long LATEST_MILLIS = 253_402_300_799_999L;

    private static final int HEAD_BYTES = 64;
    private static final int READERS = 1;
    private static final int TRACE = 2;

    Moment at() {
        return Moment.of(lamport, id);
    }

    /// [Long#MAX_VALUE] if it does not end.
    long endsAtMillis() {
        return body instanceof Body.Whole whole && whole.ttlSeconds() != 0
                ? whole.sentMillis() + whole.ttlSeconds() * 1_000
                : Long.MAX_VALUE;
    }

    boolean isOver(Now now) {
        return endsAtMillis() <= now.wallMillis();
    }

    /// What stands for the message in the history of these two, the same at both ends.
    ElementId leaf(ContactId self, ContactId contact) {
        return switch (body) {
            case Body.Trace(var leaf) -> leaf;
            case Body.Whole whole -> leaf(outgoing ? self : contact, whole);
        };
    }

    private ElementId leaf(ContactId author, Body.Whole whole) {
        var head = new Writer(HEAD_BYTES)
                .bytes(author.toBytes())
                .u64(lamport)
                .u64(whole.sentMillis())
                .u32(whole.ttlSeconds())
                .u8(whole.kind())
                .toBytes();
        return ElementId.of(Sha256.hash(id.toBytes(), Sha256.hash(LABEL, head, whole.content())));
    }

    /// At most this many bytes are written.
    int bytes() {
        return HEAD_BYTES + (body instanceof Body.Whole whole ? whole.content().length : 0);
    }

    void write(Writer out) {
        int readers = outgoing ? 0 : READERS;
        switch (body) {
            case Body.Trace(var leaf) -> {
                writeHead(out, readers | TRACE);
                out.bytes(leaf.toBytes());
            }
            case Body.Whole whole -> {
                writeHead(out, readers);
                out.u64(whole.sentMillis()).u32(whole.ttlSeconds()).u8(whole.kind());
                out.u32(whole.content().length).bytes(whole.content());
            }
        }
    }

    private void writeHead(Writer out, int flags) {
        out.u8(flags).bytes(id.toBytes()).u64(lamport);
    }

    static Entry read(Reader in) throws PeerFault {
        int flags = in.u8();
        var id = MessageId.of(in.bytes(MessageId.BYTES));
        long lamport = Moment.readLamport(in);
        var body = (flags & TRACE) != 0 ? new Body.Trace(ElementId.of(in.bytes(ElementId.BYTES))) : readWhole(in);
        return new Entry(id, lamport, (flags & READERS) != 0, body);
    }

    private static Body readWhole(Reader in) throws PeerFault {
        long sentMillis = in.u64();
        if (sentMillis < 0 || sentMillis > LATEST_MILLIS) {
            throw SyncBody.malformed("sent at no date");
        }
        long ttlSeconds = in.u32();
        int kind = in.u8();
        return new Body.Whole(sentMillis, ttlSeconds, kind, in.bytes(SyncBody.asLength(in.u32())));
    }
}
