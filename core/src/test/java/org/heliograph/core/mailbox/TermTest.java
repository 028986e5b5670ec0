package org.heliograph.core.mailbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class TermTest {
    @Test
    void theSmallestBucketThatCoversIsTaken() {
        assertThat(Bucket.covering(Duration.ZERO)).isEqualTo(Bucket.HOUR);
        assertThat(Bucket.covering(Duration.ofHours(1))).isEqualTo(Bucket.HOUR);
        assertThat(Bucket.covering(Duration.ofHours(1).plusMillis(1))).isEqualTo(Bucket.SIX_HOURS);
        assertThat(Bucket.covering(Duration.ofDays(7))).isEqualTo(Bucket.WEEK);
        assertThat(Bucket.covering(Duration.ofDays(30))).isEqualTo(Bucket.MONTH);
        assertThat(Bucket.covering(Duration.ofDays(365))).isEqualTo(Bucket.MONTH);
        assertThat(Bucket.of(7)).contains(Bucket.SIX_WEEKS);
        assertThat(Bucket.of(8)).isEmpty();
    }

    @Test
    void anEnvelopeIsValidFromTheDayBeforeUntilItsBucketIsOver() {
        var term = Term.from(Bucket.SIX_HOURS, Worlds.START); // made at 10:00
        assertThat(term.isValid(Worlds.START)).isTrue();
        assertThat(term.isValid(Worlds.at(Duration.ofHours(-34)))).isTrue();
        assertThat(term.isValid(Worlds.at(Duration.ofHours(-34).minusSeconds(1))))
                .isFalse();
        assertThat(term.isValid(Worlds.at(Duration.ofHours(20).minusSeconds(1))))
                .isTrue();
        assertThat(term.isValid(Worlds.at(Duration.ofHours(20)))).isFalse();
    }
}
