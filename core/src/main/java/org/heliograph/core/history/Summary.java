package org.heliograph.core.history;

import java.util.ArrayList;
import java.util.List;
import org.heliograph.core.PeerFault;
import org.heliograph.core.wire.Reader;
import org.heliograph.core.wire.Writer;

/// All that one end has, in little: enough to see whether and from where on the other end's history differs, and what
/// differs if that is no more than the sketch can hold.
///
/// `newest` is the place of the last element ([Moment#START] when there is none), `root` the digest of all.
record Summary(int count, Moment newest, Digest root, List<Cut> cuts, Sketch sketch) implements SyncBody.Part {
    static final int OP = 1;

    /// The first cut leaves out this many of the newest elements, each further one four times as many.
    static final int FIRST_CUT = 16;

    /// As many as a history can have.
    static final int MAX_CUTS = 10;

    /// Of what lies before every message of a counter: the first 8 bytes of the digest. It decides how to go on, not
    /// whether two ends are in step.
    record Cut(long lamport, long digest) {}

    Summary {
        cuts = List.copyOf(cuts);
    }

    /// Where what the summary says ends.
    Moment end() {
        return count == 0 ? Moment.START : newest.next();
    }

    @Override
    public int op() {
        return OP;
    }

    @Override
    public void write(Writer out) {
        out.u32(count).u64(newest.lamport()).u64(newest.high()).u64(newest.low());
        root.write(out);
        out.u8(cuts.size());
        cuts.forEach(cut -> out.u32(newest.lamport() - cut.lamport()).u64(cut.digest()));
        sketch.key().write(out);
        out.u16(sketch.symbols());
        sketch.write(out);
    }

    static Summary read(Reader in) throws PeerFault {
        long count = in.u32();
        if (count > Chronicle.MAX_ELEMENTS) {
            throw SyncBody.malformed("a history of " + count);
        }
        var newest = new Moment(Moment.readLamport(in), in.u64(), in.u64());
        var root = Digest.read(in);
        var cuts = new ArrayList<Cut>();
        for (int left = SyncBody.atMost(in.u8(), MAX_CUTS); left > 0; left--) {
            long lamport = newest.lamport() - in.u32();
            if (lamport < 0) {
                throw SyncBody.malformed("a cut before the start");
            }
            cuts.add(new Cut(lamport, in.u64()));
        }
        var key = SipHash.read(in);
        int symbols = SyncBody.atMost(in.u16(), Sketch.MAX_SYMBOLS);
        return new Summary((int) count, newest, root, cuts, Sketch.read(in, key, symbols));
    }
}
