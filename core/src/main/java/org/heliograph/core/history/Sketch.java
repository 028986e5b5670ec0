package org.heliograph.core.history;

import java.util.Arrays;
import java.util.function.IntConsumer;
import org.heliograph.core.PeerFault;
import org.heliograph.core.wire.Reader;
import org.heliograph.core.wire.Writer;

/// The first symbols of a rateless IBLT of a set: from two of them, one of each end, what only one end has can be
/// found, if there are about 1.4 symbols for each such element. After Yang, Gilad and Alizadeh, *Practical Rateless
/// Set Reconciliation*, SIGCOMM 2024.
///
/// An element enters as its *mark*, 48 bits of its leaf's hash under the sketch's key. Symbol i has one in 1 + i/2 of
/// the marks: the sum of them, the sum of their checks (both by exclusive or) and their number modulo 256. The first
/// symbols of a long sketch are the short sketch.
final class Sketch {
    /// Tells some 19,000 differences, in 288 KiB. What the other end sends costs at most a pass over the set, 22 steps
    /// an element, and as much for each symbol to peel.
    static final int MAX_SYMBOLS = 32_768;

    static final int MARK_BYTES = 6;
    static final int SYMBOL_BYTES = MARK_BYTES + 3;

    private static final int HASH_BITS_LEFT_OUT = 64 - 8 * MARK_BYTES;

    private final SipHash key;
    private final long[] sums;
    private final char[] checks;
    private final byte[] numbers;

    /// Of nothing.
    Sketch(SipHash key, int symbols) {
        this(key, new long[symbols], new char[symbols], new byte[symbols]);
    }

    private Sketch(SipHash key, long[] sums, char[] checks, byte[] numbers) {
        this.key = key;
        this.sums = sums;
        this.checks = checks;
        this.numbers = numbers;
    }

    /// Which symbols an mark is in, and its check: all drawn from the mark by SplitMix64 (Steele, Lea and Flood, 2014).
    private static final class Walk {
        private long state;

        final char check;

        Walk(long mark) {
            state = mark;
            check = (char) (draw() >>> 48);
        }

        /// The next symbol after `at`; every mark is in symbol 0.
        int after(int at) {
            double draw = ((draw() >>> 11) + 1) * 0x1p-53; // above 0, up to 1
            double step = Math.ceil((at + 1.5) * (1 / Math.sqrt(draw) - 1));
            return at + (int) Math.clamp(step, 1, MAX_SYMBOLS);
        }

        private long draw() {
            state += 0x9e3779b97f4a7c15L;
            long mixed = (state ^ state >>> 30) * 0xbf58476d1ce4e5b9L;
            mixed = (mixed ^ mixed >>> 27) * 0x94d049bb133111ebL;
            return mixed ^ mixed >>> 31;
        }
    }

    SipHash key() {
        return key;
    }

    int symbols() {
        return sums.length;
    }

    static long mark(SipHash key, long high, long low) {
        return key.of(high, low) >>> HASH_BITS_LEFT_OUT;
    }

    void add(long leafHigh, long leafLow) {
        put(mark(key, leafHigh, leafLow), 1);
    }

    void remove(long leafHigh, long leafLow) {
        put(mark(key, leafHigh, leafLow), -1);
    }

    /// `sign` 1 puts the mark in, -1 takes it out.
    void put(long mark, int sign) {
        put(mark, sign, _ -> {});
    }

    /// Names each symbol that changes to `changed`.
    void put(long mark, int sign, IntConsumer changed) {
        var walk = new Walk(mark);
        for (int at = 0; at < sums.length; at = walk.after(at)) {
            sums[at] ^= mark;
            checks[at] ^= walk.check;
            numbers[at] += (byte) sign;
            changed.accept(at);
        }
    }

    /// The first `symbols` of it.
    Sketch prefix(int symbols) {
        return new Sketch(
                key, Arrays.copyOf(sums, symbols), Arrays.copyOf(checks, symbols), Arrays.copyOf(numbers, symbols));
    }

    /// What only this one has, with sign 1, and what only `other` has, with sign -1. Both have the same key and length.
    Sketch minus(Sketch other) {
        var difference = prefix(symbols());
        for (int at = 0; at < symbols(); at++) {
            difference.sums[at] ^= other.sums[at];
            difference.checks[at] ^= other.checks[at];
            difference.numbers[at] -= other.numbers[at];
        }
        return difference;
    }

    boolean isEmptyAt(int symbol) {
        return sums[symbol] == 0 && checks[symbol] == 0 && numbers[symbol] == 0;
    }

    /// The mark that is alone in the symbol, or -1: by its number, its check, and whether the mark belongs there.
    long aloneAt(int symbol) {
        boolean one = Math.abs(numbers[symbol]) == 1;
        return one && belongs(sums[symbol], symbol) ? sums[symbol] : -1;
    }

    private boolean belongs(long mark, int symbol) {
        var walk = new Walk(mark);
        int at = walk.check == checks[symbol] ? 0 : symbol + 1;
        while (at < symbol) {
            at = walk.after(at);
        }
        return at == symbol;
    }

    int signAt(int symbol) {
        return numbers[symbol];
    }

    /// How many elements a difference has, `net` more on one end than on the other: how far the numbers in the symbols
    /// scatter tells, some 13 % off with 128 symbols.
    int estimate(int net) {
        double scatter = 0;
        for (int at = 1; at < symbols(); at++) {
            double share = 1 / (1 + at / 2.0);
            double expected = net * share;
            double wrapped = numbers[at] - expected;
            double off = wrapped - 256 * Math.rint(wrapped / 256);
            scatter += off * off / (share * (1 - share));
        }
        double estimate = symbols() > 1 ? scatter / (symbols() - 1) : 0;
        return Math.max((int) Math.rint(estimate), Math.max(1, Math.abs(net)));
    }

    void write(Writer out) {
        for (int at = 0; at < symbols(); at++) {
            writeMark(out, sums[at]);
            out.u16(checks[at]).u8(numbers[at] & 0xff);
        }
    }

    static Sketch read(Reader in, SipHash key, int symbols) throws PeerFault {
        var sketch = new Sketch(key, symbols);
        for (int at = 0; at < symbols; at++) {
            sketch.sums[at] = readMark(in);
            sketch.checks[at] = (char) in.u16();
            sketch.numbers[at] = (byte) in.u8();
        }
        return sketch;
    }

    static void writeMark(Writer out, long mark) {
        out.u16((int) (mark >>> 32)).u32(mark & 0xffff_ffffL);
    }

    static long readMark(Reader in) throws PeerFault {
        return (long) in.u16() << 32 | in.u32();
    }
}
