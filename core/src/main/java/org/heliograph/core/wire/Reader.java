package org.heliograph.core.wire;

import java.util.Arrays;
import java.util.Objects;
import org.heliograph.core.PeerFault;

/// Reads the fields of a peer's bytes, front to back, and never past their end.
///
/// Whatever does not fit is [PeerFault.Kind#MALFORMED].
public final class Reader {
    private final byte[] array;
    private final int end;
    private int at;

    public Reader(byte[] array) {
        this(array, 0, array.length);
    }

    public Reader(byte[] array, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, array.length);
        this.array = array;
        this.at = offset;
        this.end = offset + length;
    }

    public int remaining() {
        return end - at;
    }

    public int u8() throws PeerFault {
        return array[take(1)] & 0xff;
    }

    /// The next byte, which stays to be read.
    int peek() throws PeerFault {
        int next = u8();
        at--;
        return next;
    }

    public int u16() throws PeerFault {
        int from = take(2);
        return (array[from] & 0xff) << 8 | (array[from + 1] & 0xff);
    }

    public long u32() throws PeerFault {
        return (long) u16() << 16 | u16();
    }

    /// All 64 bits: what passes 2^63 shows as negative.
    public long u64() throws PeerFault {
        return u32() << 32 | u32();
    }

    public byte[] bytes(int count) throws PeerFault {
        int from = take(count);
        return Arrays.copyOfRange(array, from, from + count);
    }

    /// A u16 length and that many bytes.
    public byte[] lp() throws PeerFault {
        return bytes(u16());
    }

    public byte[] rest() throws PeerFault {
        return bytes(remaining());
    }

    public void skip(int count) throws PeerFault {
        take(count);
    }

    /// Nothing may follow.
    public void end() throws PeerFault {
        if (at != end) {
            throw malformed(remaining() + " bytes too many");
        }
    }

    /// What decoders throw for a field that is out of its bounds.
    static PeerFault malformed(String what) {
        return new PeerFault(PeerFault.Kind.MALFORMED, what);
    }

    private int take(int count) throws PeerFault {
        if (count < 0 || count > end - at) {
            throw malformed("cut short");
        }
        int from = at;
        at += count;
        return from;
    }
}
