package org.heliograph.testkit;

import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/// The random choices of one case. All of them follow from its seed.
public final class Case implements RandomGenerator {
    private final long seed;
    private final SplittableRandom random;

    public Case(long seed) {
        this.seed = seed;
        this.random = new SplittableRandom(seed);
    }

    public long seed() {
        return seed;
    }

    @Override
    public long nextLong() {
        return random.nextLong();
    }

    /// `length` random bytes.
    public byte[] bytes(int length) {
        var bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    /// Random bytes, from none to `maxLength` of them.
    public byte[] bytesUpTo(int maxLength) {
        return bytes(random.nextInt(maxLength + 1));
    }

    /// True in one of `n` cases on average.
    public boolean oneIn(int n) {
        return random.nextInt(n) == 0;
    }

    /// One of the choices, each as likely as any other.
    @SafeVarargs
    public final <T> T pick(T... choices) {
        return choices[random.nextInt(choices.length)];
    }

    /// One of the choices, each as likely as any other.
    public <T> T pick(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    /// Text of up to `maxLength` characters: mostly letters, some from outside ASCII and outside the basic plane.
    public String text(int maxLength) {
        var text = new StringBuilder();
        for (int left = random.nextInt(maxLength + 1); left > 0; left--) {
            text.appendCodePoint(
                    switch (random.nextInt(10)) {
                        case 0 -> ' ';
                        case 1 -> random.nextInt(0xA1, 0xD7FF);
                        case 2 -> random.nextInt(0x1F300, 0x1F600);
                        default -> random.nextInt('a', 'z' + 1);
                    });
        }
        return text.toString();
    }
}
