package org.heliograph.core.delivery;

/// Where an opened frame came from: number `n` of a receiving chain, and the way its box took.
public record Arrival(long chainTag, int n, Via via) {
    public Arrival {
        if (n < 0 || n >= BoxRef.MAX_NUMBERS) {
            throw new IllegalArgumentException("number " + n);
        }
    }
}
