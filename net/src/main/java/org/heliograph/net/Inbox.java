package org.heliograph.net;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;

/// What waits for the thread that owns the node. Bounded: who brings more waits, and with it whoever sends to that
/// socket.
final class Inbox<T> {
    private final int capacity;
    private final ArrayDeque<T> waiting = new ArrayDeque<>();
    private boolean closed;

    Inbox(int capacity) {
        this.capacity = capacity;
    }

    /// Adds `item`, waiting for room; false when nothing is taken any more.
    synchronized boolean put(T item) {
        boolean interrupted = false;
        while (waiting.size() >= capacity && !closed) {
            try {
                wait();
            } catch (InterruptedException later) {
                interrupted = true; // an input must not be lost: its link would go on without it
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (!closed) {
            waiting.add(item);
            notifyAll();
        }
        return !closed;
    }

    /// Moves up to `max` items to `batch`, waiting up to `patience` for the first.
    synchronized void take(List<T> batch, int max, Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (waiting.isEmpty() && !closed) {
            long millis = (deadline - System.nanoTime() + 999_999) / 1_000_000;
            if (millis <= 0) {
                return;
            }
            wait(millis);
        }
        while (batch.size() < max && !waiting.isEmpty()) {
            batch.add(waiting.remove());
        }
        notifyAll();
    }

    /// Lets everybody go who waits. What is in it can still be taken.
    synchronized void close() {
        closed = true;
        notifyAll();
    }

    synchronized boolean isDone() {
        return closed && waiting.isEmpty();
    }
}
