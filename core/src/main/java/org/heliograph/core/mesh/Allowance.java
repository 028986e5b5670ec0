package org.heliograph.core.mesh;

import java.time.Duration;
import org.heliograph.core.Now;

/// So much of something in a while: a bucket that fills evenly and is full at first.
final class Allowance {
    private final Duration whole;

    /// When all that was taken is earned back.
    private Duration repaidAt = Duration.ZERO;

    /// `whole` is the time in which an empty bucket fills.
    Allowance(Duration whole) {
        this.whole = whole;
    }

    /// Takes `cost` of the `capacity` units of the bucket; or nothing, and says no, when there are fewer left.
    boolean take(long cost, long capacity, Now now) {
        var from = repaidAt.compareTo(now.uptime()) > 0 ? repaidAt : now.uptime();
        var repaid = from.plus(time(cost, capacity));
        boolean isLeft = repaid.compareTo(now.uptime().plus(whole)) <= 0;
        repaidAt = isLeft ? repaid : repaidAt;
        return isLeft;
    }

    void giveBack(long cost, long capacity) {
        repaidAt = repaidAt.minus(time(cost, capacity));
    }

    private Duration time(long cost, long capacity) {
        return whole.multipliedBy(cost).dividedBy(capacity);
    }
}
