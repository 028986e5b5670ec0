package org.heliograph.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.heliograph.core.node.Event;
import org.junit.jupiter.api.Test;

class EventFeedTest {
    @Test
    void theOldestFallOutAndTheReaderIsTold() throws InterruptedException {
        try (var feed = new EventFeed(closed -> {})) {
            for (int i = 0; i < EventFeed.CAPACITY + 2; i++) {
                feed.tell(new Event.LinksChanged(i));
            }
            assertThat(feed.missedSome()).isTrue();
            assertThat(feed.missedSome()).isFalse();
            assertThat(feed.next(Duration.ZERO)).contains(new Event.LinksChanged(2));
        }
    }

    @Test
    void whatWasToldCanBeReadAfterTheEnd() throws InterruptedException {
        try (var feed = new EventFeed(closed -> {})) {
            feed.tell(new Event.LinksChanged(1));
            feed.end();
            feed.tell(new Event.LinksChanged(2));
            assertThat(feed.isOver()).isFalse();
            assertThat(feed.next(Duration.ofDays(1))).isPresent();
            assertThat(feed.next(Duration.ofDays(1))).isEmpty();
            assertThat(feed.isOver()).isTrue();
        }
    }
}
