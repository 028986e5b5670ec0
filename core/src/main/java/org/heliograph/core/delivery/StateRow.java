package org.heliograph.core.delivery;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.heliograph.core.PeerFault;
import org.heliograph.core.wire.Reader;
import org.heliograph.core.wire.Writer;

/// What a conversation knows beside its letters, boxes and messages: written once per group of inputs.
record StateRow(
        long nextOrder, long lamport, long nextOrdinal, List<SendingChain> sending, List<ReceivingChain> receiving) {
    static final StateRow NEW = new StateRow(0, 0, 0, List.of(), List.of());

    private static final int FRESH = 1;
    private static final int WANTED = 2;

    byte[] encode() {
        var out = new Writer(32 + 48 * sending.size() + 64 * receiving.size());
        out.u8(Rows.VERSION).u64(nextOrder).u64(lamport).u64(nextOrdinal);
        out.u16(sending.size());
        for (var chain : sending) {
            out.u64(chain.tag).u64(chain.session).u64(chain.ordinal);
            out.u16(chain.end).u16(chain.covered).u16(chain.hole);
        }
        out.u16(receiving.size());
        for (var chain : receiving) {
            int flags = (chain.fresh ? FRESH : 0) | (chain.wanted ? WANTED : 0);
            out.u64(chain.tag).u8(flags).u64(chain.namedBy).u16(chain.next());
            out.lp(chain.bitmap(BoxRef.MAX_NUMBERS / 8)).lp(chain.refused.toByteArray());
        }
        return out.toBytes();
    }

    static StateRow decode(byte[] row) {
        return Rows.parse(row, in -> {
            long nextOrder = in.u64();
            long lamport = in.u64();
            long nextOrdinal = in.u64();
            return new StateRow(nextOrder, lamport, nextOrdinal, readSending(in), readReceiving(in));
        });
    }

    private static List<SendingChain> readSending(Reader in) throws PeerFault {
        var sending = new ArrayList<SendingChain>();
        for (int left = in.u16(); left > 0; left--) {
            var chain = new SendingChain(in.u64(), in.u64(), in.u64());
            chain.end = in.u16();
            chain.covered = in.u16();
            chain.hole = in.u16();
            sending.add(chain);
        }
        return sending;
    }

    private static List<ReceivingChain> readReceiving(Reader in) throws PeerFault {
        var receiving = new ArrayList<ReceivingChain>();
        for (int left = in.u16(); left > 0; left--) {
            long tag = in.u64();
            int flags = in.u8();
            long namedBy = in.u64();
            var chain = ReceivingChain.restore(tag, in.u16(), in.lp());
            chain.namedBy = namedBy;
            chain.refused.or(BitSet.valueOf(in.lp()));
            chain.fresh = (flags & FRESH) != 0;
            chain.wanted = (flags & WANTED) != 0;
            receiving.add(chain);
        }
        return receiving;
    }
}
