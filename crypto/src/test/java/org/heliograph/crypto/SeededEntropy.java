package org.heliograph.crypto;

import java.util.SplittableRandom;

/// Bytes that repeat with the seed.
final class SeededEntropy implements Entropy {
    private final SplittableRandom random;

    SeededEntropy(long seed) {
        random = new SplittableRandom(seed);
    }

    @Override
    public void fill(byte[] out) {
        random.nextBytes(out);
    }
}
