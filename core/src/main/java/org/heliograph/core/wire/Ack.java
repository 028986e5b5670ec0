package org.heliograph.core.wire;

import java.util.ArrayList;
import java.util.List;
import org.heliograph.core.PeerFault;

/// Acknowledgements: which numbers of a chain are committed at the other end.
///
/// `chainTag` names the chain, `next` is the lowest number not committed, bit i of a bitmap (lowest bit of a byte
/// first) says that number `next + 1 + i` is.
public final class Ack {
    /// An acknowledgement frame names at most this many chains.
    public static final int MAX_CHAINS = 255;

    /// A bitmap reaches at most this far: 1,024 numbers, the boxes a chain may have in flight.
    public static final int MAX_BITMAP_BYTES = 128;

    private Ack() {}

    /// What every frame has room for: one chain and 32 numbers beyond `next`.
    public record Head(long chainTag, long next, int bitmap) {
        /// Nothing of the other end has arrived yet.
        public static final Head NOTHING = new Head(0, 0, 0);
    }

    /// One chain in the body of an acknowledgement frame.
    public record Chain(long chainTag, long next, byte[] bitmap) {
        public Chain {
            if (bitmap.length > MAX_BITMAP_BYTES) {
                throw new IllegalArgumentException("bitmap of " + bitmap.length + " bytes");
            }
        }
    }

    /// The body of an acknowledgement frame.
    public record Body(List<Chain> chains) {
        public Body {
            chains = List.copyOf(chains);
        }

        public byte[] encode() {
            var out = new Writer(1 + chains.size() * 32).u8(chains.size());
            for (var chain : chains) {
                out.u64(chain.chainTag())
                        .u32(chain.next())
                        .u8(chain.bitmap().length)
                        .bytes(chain.bitmap());
            }
            return out.toBytes();
        }

        public static Body decode(byte[] body) throws PeerFault {
            var in = new Reader(body);
            int count = in.u8();
            var chains = new ArrayList<Chain>();
            for (int i = 0; i < count; i++) {
                long tag = in.u64();
                long next = in.u32();
                int length = in.u8();
                if (length > MAX_BITMAP_BYTES) {
                    throw Reader.malformed("ack bitmap too long");
                }
                chains.add(new Chain(tag, next, in.bytes(length)));
            }
            in.end();
            return new Body(chains);
        }
    }
}
