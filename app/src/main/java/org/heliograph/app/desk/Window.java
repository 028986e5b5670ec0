package org.heliograph.app.desk;

import java.util.concurrent.Semaphore;

/// How much of one request to send may be under way: slows the giver of texts down to what the node and the reader can
/// take.
final class Window {
    /// Messages whose row is not out yet.
    private static final int PLACES = 8_192;

    /// Characters of texts that the node has not made durable yet, each text counting for at least [#LEAST].
    private static final int CHARACTERS = 4 << 20;

    private static final int LEAST = 2_048;

    /// Events that the serving thread has not looked at yet.
    private static final int EVENTS = 4_096;

    private final Semaphore places = new Semaphore(PLACES);
    private final Semaphore characters = new Semaphore(CHARACTERS);
    private final Semaphore events = new Semaphore(EVENTS);

    /// Waits until there is room for the text; what to give to [#leave].
    int enter(String text) throws InterruptedException {
        int weight = Math.clamp(text.length(), LEAST, CHARACTERS);
        places.acquire();
        characters.acquire(weight);
        return weight;
    }

    /// The text is durable, or refused.
    void leave(int weight) {
        characters.release(weight);
    }

    /// The message's row is out.
    void placeFree() {
        places.release();
    }

    void enterEvent() throws InterruptedException {
        events.acquire();
    }

    void leaveEvent() {
        events.release();
    }

    /// The request is over: lets everyone through who still waits.
    void open() {
        places.release(PLACES);
        characters.release(CHARACTERS);
        events.release(EVENTS);
    }
}
