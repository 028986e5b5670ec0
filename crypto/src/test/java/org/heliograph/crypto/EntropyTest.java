package org.heliograph.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import org.junit.jupiter.api.Test;

class EntropyTest {
    @Test
    void theSystemDoesNotRepeatItself() {
        var seen = new HashSet<String>();
        for (int i = 0; i < 1_000; i++) {
            assertThat(seen.add(Known.hex(Entropy.system().bytes(16)))).isTrue();
        }
        assertThat(Entropy.system().bytes(0)).isEmpty();
    }

    @Test
    void theSystemsBitsAreEven() {
        long ones = 0;
        for (byte b : Entropy.system().bytes(100_000)) {
            ones += Integer.bitCount(b & 0xff);
        }
        assertThat(ones).isBetween(397_000L, 403_000L); // more than six standard deviations
    }

    @Test
    void numbersBelowABoundAreEven() {
        var entropy = new SeededEntropy(3);
        for (int bound : new int[] {1, 2, 7, 1_000}) {
            var counts = new int[bound];
            for (int i = 0; i < 100_000; i++) {
                counts[entropy.below(bound)]++;
            }
            double mean = 100_000.0 / bound;
            for (int count : counts) {
                assertThat((double) count)
                        .isBetween(mean - 5 * Math.sqrt(mean) - 0.5, mean + 5 * Math.sqrt(mean) + 0.5);
            }
        }
        assertThat(giving(new byte[] {-1, -1, -1, -1, -1, -1, -1, -1}).below(Integer.MAX_VALUE))
                .isBetween(0, Integer.MAX_VALUE - 1);
        assertThatThrownBy(() -> entropy.below(0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aProviderGetsOurBytesAndNoOthers() {
        var random = new EntropyRandom(new SeededEntropy(1));
        var expected = new SeededEntropy(1);
        var out = new byte[20];
        random.nextBytes(out);
        assertThat(out).isEqualTo(expected.bytes(20));
        assertThat(random.generateSeed(9)).isEqualTo(expected.bytes(9));
    }

    @Test
    void aReplayEndsWithItsBytes() {
        var random = EntropyRandom.replaying(new byte[] {1, 2, 3});
        var out = new byte[2];
        random.nextBytes(out);
        assertThat(out).containsExactly(1, 2);
        assertThatThrownBy(() -> random.nextBytes(out)).isInstanceOf(IllegalStateException.class);
    }

    /// Entropy of exactly these bytes.
    static Entropy giving(byte[] bytes) {
        return EntropyRandom.replaying(bytes)::nextBytes;
    }
}
