package org.heliograph.sim;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/// The threads that hosts live through a window on. Which one a host gets changes nothing.
final class Workers implements AutoCloseable {
    /// With fewer busy hosts than this, waking threads costs more than it gains.
    private static final int WORTH_SHARING = 8;

    private final int threads;
    private final ExecutorService others;

    Workers(int threads) {
        this.threads = threads;
        this.others = Executors.newFixedThreadPool(
                Math.max(1, threads - 1),
                Thread.ofPlatform().name("hosts").daemon().factory());
    }

    /// Lets the hosts live through the time up to `end`. The first failure in the order of the hosts is thrown.
    void run(List<Host> busy, Duration end) {
        if (threads == 1 || busy.size() < WORTH_SHARING) {
            busy.forEach(host -> host.runUntil(end));
        } else {
            share(busy, end);
        }
    }

    private void share(List<Host> busy, Duration end) {
        var next = new AtomicInteger();
        Runnable work = () -> {
            for (int i = next.getAndIncrement(); i < busy.size(); i = next.getAndIncrement()) {
                busy.get(i).runUntil(end);
            }
        };
        var helping = new ArrayList<Future<?>>();
        for (int i = 1; i < threads; i++) {
            helping.add(others.submit(work));
        }
        try {
            work.run();
        } finally {
            helping.forEach(Workers::await);
        }
    }

    private static void await(Future<?> help) {
        try {
            help.get();
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException(failed.getCause());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", stopped);
        }
    }

    @Override
    public void close() {
        others.shutdownNow();
    }
}
