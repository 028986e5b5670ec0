package org.heliograph.core.delivery;

import org.heliograph.core.PeerFault;
import org.heliograph.core.StoreFailure;
import org.heliograph.core.wire.Reader;

/// Reading rows we wrote ourselves: what does not fit is damage.
final class Rows {
    static final int VERSION = 1;

    private Rows() {}

    interface Parser<T> {
        T parse(Reader in) throws PeerFault;
    }

    static <T> T parse(byte[] row, Parser<T> parser) {
        try {
            var in = new Reader(row);
            if (in.u8() != VERSION) {
                throw damaged();
            }
            return parser.parse(in);
        } catch (PeerFault cut) {
            throw damaged();
        }
    }

    static StoreFailure damaged() {
        return new StoreFailure(
                StoreFailure.Kind.DAMAGED,
                "A row of a conversation cannot be read. The store was altered or written by a newer version.");
    }
}
