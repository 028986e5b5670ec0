package org.heliograph.core.delivery;

import java.util.BitSet;
import org.heliograph.core.wire.Ack;

/// Which numbers of one chain of the other end are committed here.
final class ReceivingChain {
    private static final int HEAD_BITS = 32;

    final long tag;

    /// The lowest number not committed.
    private int next;

    /// The committed numbers above `next`.
    private final BitSet above = new BitSet();

    /// The numbers that were opened but not kept: they are not committed, whatever comes again.
    final BitSet refused = new BitSet();

    /// Something arrived that no acknowledgement names yet.
    boolean fresh;

    /// And it wants to be named soon: it was more than an acknowledgement.
    boolean wanted;

    /// The box whose acknowledgement names all that is committed, by its order, or [#NOBODY].
    long namedBy = NOBODY;

    static final long NOBODY = -1;

    ReceivingChain(long tag) {
        this.tag = tag;
    }

    static ReceivingChain restore(long tag, int next, byte[] bitmap) {
        var chain = new ReceivingChain(tag);
        chain.next = next;
        BitSet.valueOf(bitmap).stream().forEach(bit -> chain.above.set(next + 1 + bit));
        return chain;
    }

    boolean has(int n) {
        return n < next || above.get(n);
    }

    void commit(int n) {
        namedBy = NOBODY;
        if (n >= next) {
            above.set(n);
            advance();
        }
    }

    /// No number under `below` comes any more.
    void skip(int below) {
        next = Math.max(next, below);
        advance();
    }

    private void advance() {
        next = above.nextClearBit(next);
        above.clear(0, next);
    }

    int next() {
        return next;
    }

    boolean hasGaps() {
        return !above.isEmpty();
    }

    Ack.Head head() {
        int bits = 0;
        for (int n = above.nextSetBit(0); n >= 0 && n - next - 1 < HEAD_BITS; n = above.nextSetBit(n + 1)) {
            bits |= 1 << (n - next - 1);
        }
        return new Ack.Head(tag, next, bits);
    }

    boolean fitsHead() {
        return above.length() <= next + 1 + HEAD_BITS;
    }

    /// The committed numbers above `next`, lowest bit for `next + 1`, in at most `maxBytes`.
    byte[] bitmap(int maxBytes) {
        int end = Math.min(above.length(), next + 1 + 8 * maxBytes);
        return above.get(next + 1, Math.max(next + 1, end)).toByteArray();
    }

    Ack.Chain entry() {
        return new Ack.Chain(tag, next, bitmap(Ack.MAX_BITMAP_BYTES));
    }
}
