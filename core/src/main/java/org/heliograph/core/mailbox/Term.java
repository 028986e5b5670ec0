package org.heliograph.core.mailbox;

import org.heliograph.core.Now;

/// How long an envelope holds: a bucket, counted from the day it was made.
///
/// The day bounds what a bucket alone cannot: a box handed from node to node, each of which counts from its arrival.
public record Term(Bucket bucket, int day) {
    private static final long DAY_SECONDS = 86_400;
    private static final int LAST_DAY = 0xffff;

    /// The term of an envelope made now.
    public static Term from(Bucket bucket, Now now) {
        long day = Math.floorDiv(now.wallSeconds(), DAY_SECONDS);
        return new Term(bucket, Math.clamp(day, 0, LAST_DAY));
    }

    /// When the envelope is over, in unix seconds, wherever it is held.
    public long endSeconds() {
        return (day + 1) * DAY_SECONDS + bucket.length().toSeconds();
    }

    /// Whether the envelope may be accepted now. It is valid a day early, since clocks differ.
    public boolean isValid(Now now) {
        long seconds = now.wallSeconds();
        return seconds >= (day - 1) * DAY_SECONDS && seconds < endSeconds();
    }
}
