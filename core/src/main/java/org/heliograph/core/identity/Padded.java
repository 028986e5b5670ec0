package org.heliograph.core.identity;

import java.util.Arrays;
import org.heliograph.core.PeerFault;

/// Records that lie at the front of a larger space, with zeros behind them.
final class Padded {
    private Padded() {}

    /// The first `length` bytes, when nothing but zeros follows.
    static byte[] front(byte[] space, int length) throws PeerFault {
        if (space.length < length) {
            throw new PeerFault(PeerFault.Kind.MALFORMED, "a record cut short");
        }
        for (int i = length; i < space.length; i++) {
            if (space[i] != 0) {
                throw new PeerFault(PeerFault.Kind.MALFORMED, "a record with something behind it");
            }
        }
        return Arrays.copyOf(space, length);
    }
}
