package org.heliograph.core.mailbox;

import java.util.Optional;
import org.heliograph.core.Now;
import org.heliograph.core.wire.Item;

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

    /// The term of an item's envelope; empty if its bucket is none.
    public static Optional<Term> of(Item item) {
        return Bucket.of(item.bucket()).map(bucket -> new Term(bucket, item.day()));
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
