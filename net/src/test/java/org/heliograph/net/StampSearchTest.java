package org.heliograph.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.heliograph.core.mailbox.Stamp;
import org.heliograph.core.node.Effect.FindStamp;
import org.heliograph.core.node.Input.StampFound;
import org.junit.jupiter.api.Test;

class StampSearchTest {
    @Test
    void stampsAreFoundAndHold() throws InterruptedException {
        var found = new LinkedBlockingQueue<StampFound>();
        try (var search = new StampSearch()) {
            for (int ticket = 0; ticket < 20; ticket++) {
                search.start(new FindStamp(ticket, new byte[] {(byte) ticket}, 8), found::add);
            }
            for (int ticket = 0; ticket < 20; ticket++) {
                var stamp = found.poll(20, TimeUnit.SECONDS);
                assertThat(stamp).isNotNull();
                assertThat(stamp.ticket()).isEqualTo(ticket);
                assertThat(Stamp.holds(new byte[] {(byte) ticket}, stamp.stamp(), 8))
                        .isTrue();
            }
        }
    }

    @Test
    void aHopelessSearchEndsWithItsOwner() throws InterruptedException {
        var found = new LinkedBlockingQueue<StampFound>();
        try (var search = new StampSearch()) {
            search.start(new FindStamp(1, new byte[0], 200), found::add);
        }
        assertThat(found.poll(50, TimeUnit.MILLISECONDS)).isNull();
    }
}
