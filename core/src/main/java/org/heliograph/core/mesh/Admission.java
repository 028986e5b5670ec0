package org.heliograph.core.mesh;

import java.nio.charset.StandardCharsets;
import org.heliograph.core.wire.Writer;
import org.heliograph.crypto.Sha256;

/// Who belongs to the network: in an open one every key that cost some work, in a closed one whoever has its key, which
/// the links see to.
///
/// @param puzzleBits zero bits that a node key's puzzle must show; 0 in a closed network
record Admission(NetworkTag network, int puzzleBits) {
    /// What a node key costs in an open network: a million hashes, less than a second.
    static final int OPEN_PUZZLE_BITS = 20;

    private static final byte[] LABEL = "HG1/puzzle".getBytes(StandardCharsets.US_ASCII);

    /// Whether anybody may come in who has solved the puzzle.
    boolean isOpen() {
        return puzzleBits > 0;
    }

    /// Whether this solution belongs to this node key.
    boolean admits(byte[] nodeKey, long puzzle) {
        return puzzleBits == 0
                || Sha256.leadingZeroBits(new Writer(64)
                                .bytes(prefix(nodeKey))
                                .u64(puzzle)
                                .toBytes())
                        >= puzzleBits;
    }

    /// The first solution from 0 on; takes 2^puzzleBits hashes on average.
    long solve(byte[] nodeKey) {
        return Sha256.search(prefix(nodeKey), puzzleBits, 0, Long.MAX_VALUE).orElseThrow();
    }

    private byte[] prefix(byte[] nodeKey) {
        return new Writer(64)
                .bytes(LABEL)
                .bytes(network.toBytes())
                .bytes(nodeKey)
                .toBytes();
    }
}
