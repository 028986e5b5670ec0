package org.heliograph.core.mailbox;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/// How long strangers are asked to hold a box: one of a few lengths, so that the length tells little.
public enum Bucket {
    HOUR(0, Duration.ofHours(1)),
    SIX_HOURS(1, Duration.ofHours(6)),
    DAY(2, Duration.ofDays(1)),
    THREE_DAYS(3, Duration.ofDays(3)),
    WEEK(4, Duration.ofDays(7)),
    TWO_WEEKS(5, Duration.ofDays(14)),
    MONTH(6, Duration.ofDays(30)),
    /// For drops only: prekeys are laid out six weeks ahead.
    SIX_WEEKS(7, Duration.ofDays(42));

    private final int code;
    private final Duration length;

    Bucket(int code, Duration length) {
        this.code = code;
        this.length = length;
    }

    public Duration length() {
        return length;
    }

    public int code() {
        return code;
    }

    public static Optional<Bucket> of(int code) {
        return Arrays.stream(values()).filter(it -> it.code == code).findFirst();
    }

    /// The smallest bucket for any box that lasts for `rest`; a longer rest is covered by a new envelope each month.
    public static Bucket covering(Duration rest) {
        for (var bucket : values()) {
            if (bucket != SIX_WEEKS && rest.compareTo(bucket.length) <= 0) {
                return bucket;
            }
        }
        return MONTH;
    }
}
