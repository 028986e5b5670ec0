package org.heliograph.sim;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.heliograph.crypto.Entropy;

/// All chance of a world, from one seed.
public final class Dice implements Entropy {
    private final SplittableRandom random;

    private Dice(SplittableRandom random) {
        this.random = random;
    }

    public static Dice seeded(long seed) {
        return new Dice(new SplittableRandom(seed));
    }

    /// An independent source, so that what one node draws does not shift what another gets.
    public Dice split() {
        return new Dice(random.split());
    }

    public boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    public double between(double low, double high) {
        return low + (high - low) * random.nextDouble();
    }

    public Duration between(Duration low, Duration high) {
        return low.plusNanos((long) (random.nextDouble() * high.minus(low).toNanos()));
    }

    public <T> T oneOf(List<T> choices) {
        return choices.get(below(choices.size()));
    }

    @Override
    public void fill(byte[] out) {
        random.nextBytes(out);
    }
}
