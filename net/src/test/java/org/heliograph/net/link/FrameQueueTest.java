package org.heliograph.net.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.Semaphore;
import org.heliograph.core.wire.LinkFrame;
import org.junit.jupiter.api.Test;

class FrameQueueTest {
    private static final byte[] BULK = Station.frame(LinkFrame.STORE, 0);
    private static final byte[] DIRECT = Station.frame(LinkFrame.DIRECT, 0);

    @Test
    void bulkLeavesRoomForConversations() {
        var queue = new FrameQueue(new Semaphore(FrameQueue.TOTAL_CAPACITY));
        assertThat(filled(queue, BULK)).isEqualTo(FrameQueue.BULK_CAPACITY);
        assertThat(filled(queue, DIRECT)).isEqualTo(FrameQueue.CAPACITY - FrameQueue.BULK_CAPACITY);
    }

    @Test
    void allLinksTogetherAreBoundedAndGiveTheirRoomBack() throws InterruptedException {
        var total = new Semaphore(10);
        var one = new FrameQueue(total);
        var other = new FrameQueue(total);
        assertThat(filled(one, DIRECT)).isEqualTo(10);
        assertThat(other.offer(DIRECT)).isFalse();
        one.take(new ArrayList<>(), 4, Duration.ZERO);
        assertThat(filled(other, DIRECT)).isEqualTo(4);
        one.clear();
        assertThat(filled(other, DIRECT)).isEqualTo(6);
        other.clear();
        assertThat(total.availablePermits()).isEqualTo(10);
    }

    @Test
    void aFinishedQueueGivesWhatItHasAndTakesNothing() throws InterruptedException {
        var queue = new FrameQueue(new Semaphore(10));
        queue.offer(DIRECT);
        queue.finish();
        assertThat(queue.offer(DIRECT)).isFalse();
        assertThat(queue.isFinished()).isFalse();
        var batch = new ArrayList<byte[]>();
        queue.take(batch, 4, Duration.ofDays(1));
        assertThat(batch).hasSize(1);
        assertThat(queue.isFinished()).isTrue();
        queue.take(batch, 4, Duration.ofDays(1));
        assertThat(batch).hasSize(1);
    }

    private static int filled(FrameQueue queue, byte[] frame) {
        int count = 0;
        while (queue.offer(frame)) {
            count++;
        }
        return count;
    }
}
