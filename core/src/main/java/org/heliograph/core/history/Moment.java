package org.heliograph.core.history;

import org.heliograph.core.MessageId;
import org.heliograph.core.PeerFault;
import org.heliograph.core.wire.Reader;
import org.heliograph.core.wire.Writer;

/// A place in the order of a history: a lamport counter and, among equal ones, a message id (unsigned).
record Moment(long lamport, long high, long low) implements Comparable<Moment> {
    static final Moment START = new Moment(0, 0, 0);

    /// After everything: no counter is so large.
    static final Moment END = new Moment(Long.MAX_VALUE, -1, -1);

    /// Counters beyond this are refused, as in messages.
    static final long MAX_LAMPORT = 1L << 62;

    private static final int AT_END = 0;
    private static final int AT_COUNTER = 1;
    private static final int AT_MESSAGE = 2;

    static Moment of(long lamport, MessageId id) {
        return new Moment(lamport, id.high(), id.low());
    }

    /// Before every message of this counter.
    static Moment before(long lamport) {
        return new Moment(lamport, 0, 0);
    }

    MessageId id() {
        return new MessageId(high, low);
    }

    /// The first moment after this one.
    Moment next() {
        if (low != -1) {
            return new Moment(lamport, high, low + 1);
        }
        return high != -1 ? new Moment(lamport, high + 1, 0) : before(lamport + 1);
    }

    /// The half byte number `depth` of the 48 that spell this moment.
    int nibble(int depth) {
        return nibble(depth < 16 ? lamport : depth < 32 ? high : low, depth);
    }

    static int nibble(long word, int depth) {
        return (int) (word >>> (60 - 4 * (depth & 15))) & 15;
    }

    @Override
    public int compareTo(Moment other) {
        return compareTo(other.lamport, other.high, other.low);
    }

    int compareTo(long otherLamport, long otherHigh, long otherLow) {
        int order = Long.compare(lamport, otherLamport);
        order = order != 0 ? order : Long.compareUnsigned(high, otherHigh);
        return order != 0 ? order : Long.compareUnsigned(low, otherLow);
    }

    void write(Writer out) {
        if (equals(END)) {
            out.u8(AT_END);
        } else if (high == 0 && low == 0) {
            out.u8(AT_COUNTER).u64(lamport);
        } else {
            out.u8(AT_MESSAGE).u64(lamport).u64(high).u64(low);
        }
    }

    static Moment read(Reader in) throws PeerFault {
        return switch (in.u8()) {
            case AT_END -> END;
            case AT_COUNTER -> before(readLamport(in));
            case AT_MESSAGE -> new Moment(readLamport(in), in.u64(), in.u64());
            default -> throw new PeerFault(PeerFault.Kind.MALFORMED, "no such bound");
        };
    }

    static long readLamport(Reader in) throws PeerFault {
        long lamport = in.u64();
        if (lamport < 0 || lamport > MAX_LAMPORT) {
            throw new PeerFault(PeerFault.Kind.MALFORMED, "lamport counter out of range");
        }
        return lamport;
    }
}
