package org.heliograph.net;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.function.Consumer;
import org.heliograph.core.node.Event;

/// What the node tells one listener, in order. Events are hints: the store knows what is true.
///
/// Bounded: for a listener that does not keep up the oldest events fall out, and [#missedSome] says so.
public final class EventFeed implements AutoCloseable {
    static final int CAPACITY = 4_096;

    private final Consumer<EventFeed> unsubscribe;
    private final ArrayDeque<Event> waiting = new ArrayDeque<>();
    private boolean missed;
    private boolean closed;

    EventFeed(Consumer<EventFeed> unsubscribe) {
        this.unsubscribe = unsubscribe;
    }

    /// The next event; empty when `patience` is over or there will be none.
    public synchronized Optional<Event> next(Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (waiting.isEmpty() && !closed) {
            long millis = (deadline - System.nanoTime() + 999_999) / 1_000_000;
            if (millis <= 0) {
                break;
            }
            wait(millis);
        }
        return Optional.ofNullable(waiting.poll());
    }

    /// Whether events fell out since this was last asked: then read the store again.
    public synchronized boolean missedSome() {
        boolean was = missed;
        missed = false;
        return was;
    }

    /// No event will come any more.
    public synchronized boolean isOver() {
        return closed && waiting.isEmpty();
    }

    synchronized void tell(Event event) {
        if (closed) {
            return;
        }
        if (waiting.size() >= CAPACITY) {
            waiting.remove();
            missed = true;
        }
        waiting.add(event);
        notifyAll();
    }

    synchronized void end() {
        closed = true;
        notifyAll();
    }

    @Override
    public void close() {
        end();
        unsubscribe.accept(this);
    }
}
