package org.heliograph.app.desk;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.heliograph.app.door.Exchange;
import org.heliograph.app.door.Problem;
import org.heliograph.core.MessageId;
import org.heliograph.core.MessageState;
import org.heliograph.core.node.Command;
import org.heliograph.core.node.Event;
import org.heliograph.core.node.Reply;
import org.heliograph.net.EventFeed;

/// One request to send: texts come in, and each message's row goes out when it has come as far as was wished.
///
/// A thread takes the texts and asks without waiting for each commit, another listens to the node; everything they
/// learn comes
/// through one queue to the thread that serves the request, which alone knows the messages under way.
final class Sending {
    /// @param patience how long each message may take to come as far as `goal`
    record Wish(String to, long ttlSeconds, MessageState goal, Optional<Duration> patience) {}

    /// News for the serving thread.
    sealed interface Signal {
        /// `place` is the text's among all texts, from 0.
        record Answered(long place, Reply reply, int weight) implements Signal {}

        record Broken(Throwable why) implements Signal {}

        record Changed(Event.MessageChanged change) implements Signal {}

        /// Events fell out: look at each message again.
        record Missed() implements Signal {}

        /// All texts were asked for.
        record Ended() implements Signal {}

        /// Nobody is left to answer, or their texts cannot be read.
        record Left(IOException why) implements Signal {}
    }

    private record Waiting(MessageState state, String path, long deadlineNanos) {}

    /// Changes that may overtake the reply that names their message.
    private static final int EARLY = 8_192;

    private final Host host;
    private final Wish wish;
    private final Exchange exchange;
    private final BlockingQueue<Signal> signals = new LinkedBlockingQueue<>();
    private final Window window = new Window();
    private final Map<MessageId, Waiting> waiting = new LinkedHashMap<>();
    private final Map<Long, Reply> replies = new TreeMap<>();
    private final Map<MessageId, Event.MessageChanged> early = new LinkedHashMap<>();
    private long answered;
    private int late;
    private int expired;
    private Optional<Problem> refusal = Optional.empty();
    private long asked; // shared by two threads, as is the next: only through the synchronized methods
    private boolean noMore;

    Sending(Host host, Wish wish, Exchange exchange) {
        this.host = host;
        this.wish = wish;
        this.exchange = exchange;
    }

    void run() throws IOException, InterruptedException {
        var feed = wish.goal == MessageState.QUEUED ? Optional.<EventFeed>empty() : host.events();
        try {
            feed.ifPresent(events -> start("send-events", () -> listen(events)));
            start("send-texts", this::takeTexts);
            while (!allAnswered() || !waiting.isEmpty()) {
                var signal = next();
                if (signal.isPresent()) {
                    on(signal.get(), feed.isPresent());
                } else {
                    giveUpLate();
                }
            }
        } finally {
            stop();
            window.open();
            feed.ifPresent(EventFeed::close);
        }
        conclude();
    }

    private static void start(String name, Runnable work) {
        Thread.ofVirtual().name(name).start(work);
    }

    // --- the two that listen
    // --------------------------------------------------------------------------------------------

    @SuppressWarnings("FutureReturnValueIgnored") // whatever comes of it becomes a signal
    private void takeTexts() {
        try {
            for (var text = exchange.next(); text != null; text = exchange.next()) {
                int weight = window.enter(text);
                long place = admit();
                if (place < 0) {
                    return; // a refusal has ended the request
                }
                var command = new Command.Send(wish.to, text, wish.ttlSeconds);
                host.ask(command)
                        .handle((reply, failure) -> signals.add(
                                failure == null
                                        ? new Signal.Answered(place, reply, weight)
                                        : new Signal.Broken(failure)));
            }
            signals.add(new Signal.Ended());
            exchange.awaitLeaving();
            signals.add(new Signal.Left(new IOException("the asker left")));
        } catch (IOException unreadable) {
            signals.add(new Signal.Left(unreadable));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException failure) {
            signals.add(new Signal.Broken(failure)); // a thread's root: the serving thread must hear of it
        }
    }

    /// The place of the next text, or -1 when no more are taken.
    private synchronized long admit() {
        return noMore ? -1 : asked++;
    }

    private synchronized void stop() {
        noMore = true;
    }

    private synchronized boolean allAnswered() {
        return noMore && answered == asked;
    }

    private void listen(EventFeed events) {
        try {
            while (!events.isOver()) {
                var event = events.next(Duration.ofSeconds(1));
                if (events.missedSome()) {
                    signals.add(new Signal.Missed());
                }
                if (event.orElse(null) instanceof Event.MessageChanged change) {
                    window.enterEvent();
                    signals.add(new Signal.Changed(change));
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    // --- the one that serves
    // --------------------------------------------------------------------------------------------

    private Optional<Signal> next() throws InterruptedException {
        if (wish.patience.isEmpty() || waiting.isEmpty()) {
            return Optional.of(signals.take());
        }
        // All have the same patience, so the first that waits is the first to lose it.
        long left = waiting.values().iterator().next().deadlineNanos - System.nanoTime();
        return Optional.ofNullable(signals.poll(Math.max(0, left), TimeUnit.NANOSECONDS));
    }

    private void on(Signal signal, boolean running) throws IOException, InterruptedException {
        switch (signal) {
            case Signal.Answered answer -> {
                window.leave(answer.weight);
                replies.put(answer.place, answer.reply);
                while (replies.containsKey(answered)) { // replies overtake each other, rows do not
                    onReply(replies.remove(answered), running);
                }
            }
            case Signal.Broken broken -> throw Desk.stopped(broken.why);
            case Signal.Changed changed -> {
                window.leaveEvent();
                onChange(changed.change);
            }
            case Signal.Missed missed -> lookAgain();
            case Signal.Ended ended -> stop();
            case Signal.Left left -> throw left.why;
        }
    }

    private void onReply(Reply reply, boolean running) throws IOException {
        answered++;
        switch (reply) {
            case Reply.Queued queued -> onQueued(queued, running);
            case Reply.Refused refused -> {
                refusal = refusal.isPresent() ? refusal : Optional.of(Problem.failed(refused.why()));
                stop();
                window.placeFree();
            }
            default -> throw new IllegalStateException("no reply to a send: " + reply.getClass());
        }
    }

    private void onQueued(Reply.Queued queued, boolean running) throws IOException {
        if (reached(queued.state())) {
            show(queued.id(), queued.state(), "");
        } else if (!running) {
            late++;
            show(queued.id(), queued.state(), "");
        } else {
            long deadline =
                    System.nanoTime() + wish.patience.map(Duration::toNanos).orElse(0L);
            waiting.put(queued.id(), new Waiting(queued.state(), "", deadline));
            var overtaken = Optional.ofNullable(early.remove(queued.id()));
            if (overtaken.isPresent()) {
                onChange(overtaken.get());
            }
        }
    }

    private void onChange(Event.MessageChanged change) throws IOException {
        var known = waiting.get(change.id());
        if (known == null) {
            early.put(change.id(), change);
            if (early.size() > EARLY) {
                early.remove(early.keySet().iterator().next());
            }
        } else if (reached(change.state())) {
            waiting.remove(change.id());
            show(change.id(), change.state(), change.path());
        } else {
            waiting.replace(change.id(), new Waiting(change.state(), change.path(), known.deadlineNanos));
        }
    }

    private void lookAgain() throws IOException, InterruptedException {
        for (var id : List.copyOf(waiting.keySet())) {
            var message = Desk.ask(host, new Command.Where(id), Reply.Whereabouts.class)
                    .message();
            onChange(new Event.MessageChanged(id, message.state(), message.path()));
        }
    }

    private void giveUpLate() throws IOException {
        var first = waiting.entrySet().iterator().next();
        waiting.remove(first.getKey());
        late++;
        show(first.getKey(), first.getValue().state, first.getValue().path);
    }

    private boolean reached(MessageState state) {
        return state.compareTo(wish.goal) >= 0;
    }

    private void show(MessageId id, MessageState state, String path) throws IOException {
        expired += state == MessageState.EXPIRED ? 1 : 0;
        exchange.row(Rows.sent(id, wish.to, state, path));
        window.placeFree();
    }

    private void conclude() {
        refusal.ifPresent(problem -> {
            throw problem;
        });
        if (expired > 0) {
            throw Problem.failed(count(expired) + " expired before it was confirmed, and was deleted here."
                    + " It may have arrived all the same. Send it again with a longer --ttl.");
        }
        if (late > 0 && !host.running()) {
            throw new Problem(
                    Problem.Exit.TIMEOUT,
                    "No node is running, so nothing was sent yet. " + count(late) + " waits safely in the queue."
                            + " Run `helio up` to send it.");
        }
        if (late > 0) {
            throw new Problem(
                    Problem.Exit.TIMEOUT,
                    "The wait is over, but " + count(late)
                            + " has not come that far yet. Nothing is lost: it stays queued"
                            + " and goes on its way. `helio where ID` says what it waits for.");
        }
    }

    private static String count(int messages) {
        return messages == 1 ? "1 message" : messages + " messages, each of which";
    }
}
