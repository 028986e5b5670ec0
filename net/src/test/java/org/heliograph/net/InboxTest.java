package org.heliograph.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class InboxTest {
    @Test
    void whoFindsItFullWaitsForRoom() throws Exception {
        var inbox = new Inbox<Integer>(2);
        inbox.put(1);
        inbox.put(2);
        var third = CompletableFuture.supplyAsync(() -> inbox.put(3));
        assertThat(third).isNotDone();
        assertThat(taken(inbox, 1)).containsExactly(1);
        assertThat(third.get(20, TimeUnit.SECONDS)).isTrue();
        assertThat(taken(inbox, 10)).containsExactly(2, 3);
    }

    @Test
    void closingLetsEverybodyGoAndKeepsWhatIsThere() throws Exception {
        var inbox = new Inbox<Integer>(1);
        inbox.put(1);
        var second = CompletableFuture.supplyAsync(() -> inbox.put(2));
        inbox.close();
        assertThat(second.get(20, TimeUnit.SECONDS)).isFalse();
        assertThat(inbox.isDone()).isFalse();
        assertThat(taken(inbox, 10)).containsExactly(1);
        assertThat(inbox.isDone()).isTrue();
        assertThat(inbox.put(3)).isFalse();
        assertThat(taken(inbox, 10)).isEmpty();
    }

    @Test
    void nothingComesWhenPatienceIsOver() throws Exception {
        assertThat(taken(new Inbox<Integer>(1), 1)).isEmpty();
    }

    private static List<Integer> taken(Inbox<Integer> inbox, int max) throws InterruptedException {
        var batch = new ArrayList<Integer>();
        inbox.take(batch, max, Duration.ofMillis(20));
        return batch;
    }
}
