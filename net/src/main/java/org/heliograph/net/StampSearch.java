package org.heliograph.net;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.heliograph.core.mailbox.Stamp;
import org.heliograph.core.node.Effect.FindStamp;
import org.heliograph.core.node.Input.StampFound;

/// Searches stamps on a thread of its own, one after the other, so that no work they ask for holds up the node.
final class StampSearch implements AutoCloseable {
    /// What may wait to be searched. The thread that asks for more works itself, which slows it down to this pace.
    private static final int MAX_WAITING = 4_096;

    /// Looked at before asking whether the node stops: some 50 ms.
    private static final long STRIDE = 100_000;

    private final ThreadPoolExecutor worker = new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MAX_WAITING),
            Thread.ofPlatform().name("stamps").daemon().factory(),
            new ThreadPoolExecutor.CallerRunsPolicy());

    private volatile boolean closed;

    /// Hands the stamp to `found`, on the worker's thread or, when it has too much to do, before this returns.
    void start(FindStamp wanted, Consumer<StampFound> found) {
        worker.execute(() -> search(wanted, found));
    }

    private void search(FindStamp wanted, Consumer<StampFound> found) {
        for (long from = 0; !closed; from += STRIDE) {
            var stamp = Stamp.search(wanted.prefix(), wanted.bits(), from, STRIDE);
            if (stamp.isPresent()) {
                found.accept(new StampFound(wanted.ticket(), stamp.getAsLong()));
                return;
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        worker.shutdownNow();
    }
}
