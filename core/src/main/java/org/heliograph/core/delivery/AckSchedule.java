package org.heliograph.core.delivery;

import java.time.Duration;
import java.util.function.DoubleSupplier;
import org.heliograph.core.Now;

/// When an acknowledgement is sent in a frame of its own.
///
/// At once, which means once per group of inputs, when a link is proven for the contact: whoever watches that
/// link knows both ends anyway. Otherwise after a random pause, so that nobody can match it to what it answers.
///
/// `repeatedAt` is when one was last wanted for a box that came a second time.
record AckSchedule(Duration dueAt, Duration repeatedAt) {
    static final Duration MEAN_PAUSE = Duration.ofSeconds(2);
    static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
    static final Duration REPEAT_AFTER = Duration.ofMinutes(1);

    private static final Duration LONG_AGO = Duration.ofDays(-1);

    static final AckSchedule IDLE = new AckSchedule(Delivery.NEVER, LONG_AGO);

    boolean isIdle() {
        return dueAt.equals(Delivery.NEVER);
    }

    boolean isDue(Now now) {
        return dueAt.compareTo(now.uptime()) <= 0;
    }

    /// Something arrived that wants to be acknowledged.
    AckSchedule wanted(boolean onLink, Now now, DoubleSupplier draw) {
        if (onLink) {
            return new AckSchedule(earlier(dueAt, now.uptime()), repeatedAt);
        }
        return isIdle() ? new AckSchedule(now.uptime().plus(pause(draw)), repeatedAt) : this;
    }

    /// Something arrived again: perhaps its acknowledgement was lost, perhaps the two crossed.
    AckSchedule wantedAgain(boolean onLink, Now now, DoubleSupplier draw) {
        var allowedAt = repeatedAt.plus(REPEAT_AFTER);
        if (allowedAt.compareTo(now.uptime()) <= 0) {
            return new AckSchedule(dueAt, now.uptime()).wanted(onLink, now, draw);
        }
        return isIdle() ? new AckSchedule(allowedAt, allowedAt) : this;
    }

    /// What is wanted is not waited for any longer.
    AckSchedule hurried(Now now) {
        return isIdle() ? this : new AckSchedule(earlier(dueAt, now.uptime()), repeatedAt);
    }

    /// All that wanted it is reported.
    AckSchedule done() {
        return new AckSchedule(Delivery.NEVER, repeatedAt);
    }

    static Duration pause(DoubleSupplier draw) {
        double seconds = -Math.log(1 - draw.getAsDouble()) * MEAN_PAUSE.toSeconds();
        return Duration.ofMillis((long) (Math.min(seconds, (double) LONGEST_PAUSE.toSeconds()) * 1_000));
    }

    private static Duration earlier(Duration a, Duration b) {
        return a.compareTo(b) <= 0 ? a : b;
    }
}
