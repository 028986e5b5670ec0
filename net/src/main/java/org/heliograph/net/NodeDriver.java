package org.heliograph.net;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import org.heliograph.core.Store;
import org.heliograph.core.StoreFailure;
import org.heliograph.core.node.Command;
import org.heliograph.core.node.Effect;
import org.heliograph.core.node.Input;
import org.heliograph.core.node.Node;
import org.heliograph.core.node.Reply;
import org.heliograph.crypto.Entropy;
import org.heliograph.net.link.HostPort;
import org.heliograph.net.link.Links;
import org.heliograph.net.link.ListenFailure;
import org.heliograph.net.link.NetLog;
import org.jspecify.annotations.Nullable;

/// Runs one node: gathers its inputs, makes what they changed durable, and only then does what it wants done.
///
/// From the start on one thread owns the node and its store. Inputs that wait together share one commit. When the node
/// has
/// stopped, by [#close] or by a failure, [#stopped] says so: the node is closed then, and the store is the caller's to
/// close.
public final class NodeDriver implements AutoCloseable {
    /// What may wait for the node: 4 MiB of frames. Who brings more waits.
    static final int INBOX = 1_024;

    /// Inputs under one commit.
    static final int GROUP = 256;

    /// A node that wants nothing is still looked at now and then.
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

    /// Nothing that the app does with an answer may run on the thread of the node.
    private static final Executor APART =
            task -> Thread.ofVirtual().name("answer").start(task);

    private final Node node;
    private final Store store;
    private final MachineClock clock;
    private final Optional<Links> links;
    private final Inbox<Input> inbox = new Inbox<>(INBOX);
    private final List<Input> own = new ArrayList<>(); // made on the node's thread, which must not wait for itself
    private final StampSearch stamps = new StampSearch();
    private final Map<Long, CompletableFuture<Reply>> asked = new ConcurrentHashMap<>();
    private final List<HostPort> listening = new CopyOnWriteArrayList<>();
    private final AtomicLong lastTicket = new AtomicLong();
    private final List<EventFeed> feeds = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Void> stopped = new CompletableFuture<>();
    private final Thread thread = Thread.ofPlatform().name("node").unstarted(this::run);

    private NodeDriver(Node node, Store store, MachineClock clock, Optional<Entropy> entropy) {
        this.node = node;
        this.store = store;
        this.clock = clock;
        this.links = entropy.map(this::links);
    }

    /// Drives a node without links: for commands while nothing else runs.
    public static NodeDriver offline(Node node, Store store, MachineClock clock) {
        return started(new NodeDriver(node, store, clock, Optional.empty()));
    }

    /// Drives a node with links. It must have an identity. `entropy` is asked by many threads at once.
    public static NodeDriver online(Node node, Store store, MachineClock clock, Entropy entropy) {
        return started(new NodeDriver(node, store, clock, Optional.of(entropy)));
    }

    private static NodeDriver started(NodeDriver driver) {
        driver.thread.start();
        return driver;
    }

    private Links links(Entropy entropy) {
        var keys = node.nodeKeys().orElseThrow(() -> new IllegalArgumentException("a node without keys has no links"));
        return new Links(keys, node.network().orElseThrow(), entropy, this::bring);
    }

    /// Opens a port and says where it really is: port 0 lets the system choose. The node tells the mesh of it.
    public HostPort listen(HostPort where) throws ListenFailure {
        var bound = links.orElseThrow(() -> new IllegalStateException("this node runs without links"))
                .listen(where);
        listening.add(bound);
        inbox.put(listening());
        return bound;
    }

    /// From now on links to nodes on the local network that are heard there, and lets them hear of this one if it
    /// listens.
    public void discover() throws ListenFailure {
        links.orElseThrow(() -> new IllegalStateException("this node runs without links"))
                .discover();
    }

    private Input.Listening listening() {
        var specific =
                listening.stream().flatMap(where -> where.address().stream()).toList();
        return new Input.Listening(specific, listening.getFirst().port());
    }

    /// The node's answer, once what it stands for is durable; [NodeStopped] when there will be none. Waits while the
    /// node has
    /// too much to do.
    public CompletableFuture<Reply> ask(Command command) {
        long ticket = lastTicket.incrementAndGet();
        var answer = new CompletableFuture<Reply>();
        asked.put(ticket, answer);
        if (!inbox.put(new Input.Asked(ticket, command)) && asked.remove(ticket) != null) {
            answer.completeExceptionally(new NodeStopped("The node has stopped.", null));
        }
        return answer;
    }

    /// What the node tells from now on. To be closed by its reader.
    public EventFeed events() {
        var feed = new EventFeed(feeds::remove);
        feeds.add(feed);
        if (stopped.isDone()) {
            feed.end();
        }
        return feed;
    }

    /// Done when the node has stopped: with a [NodeStopped] that says why, unless it was closed.
    public CompletableFuture<Void> stopped() {
        return stopped.copy();
    }

    /// Lets the node take what waits for it, saves, hands over what is queued for its links, and stops. Returns when
    /// all is done.
    @Override
    public void close() {
        inbox.close();
        try {
            thread.join();
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        NodeStopped why = null;
        try {
            while (!inbox.isDone()) {
                turn();
            }
            node.handle(new Input.Stopping(), clock.now());
            var last = node.settle(clock.now());
            store.commit();
            performAll(last);
        } catch (StoreFailure failure) {
            why = new NodeStopped(Objects.requireNonNullElse(failure.getMessage(), "The store failed."), failure);
        } catch (InterruptedException stop) {
            why = new NodeStopped("The node was interrupted.", stop);
        } catch (RuntimeException | Error bug) {
            NetLog.bug("the node stops by a mistake of this program", bug);
            why = new NodeStopped(
                    "The node met a mistake in this program (" + bug.getClass().getSimpleName() + ") and stopped."
                            + " What it had accepted is safe in its store. Start it again, and please report this.",
                    bug);
        } finally {
            end(why);
        }
    }

    private void turn() throws InterruptedException {
        var batch = new ArrayList<Input>(own);
        own.clear();
        inbox.take(batch, GROUP, batch.isEmpty() ? untilWake() : Duration.ZERO);
        if (untilWake().isZero() || batch.isEmpty()) {
            batch.add(new Input.TimeReached());
        }
        for (var input : batch) {
            node.handle(input, clock.now());
        }
        var effects = node.settle(clock.now());
        store.commit();
        performAll(effects);
    }

    private Duration untilWake() {
        var wait = node.nextWake().map(wake -> wake.minus(clock.uptime())).orElse(LONGEST_WAIT);
        if (wait.isNegative()) {
            return Duration.ZERO;
        }
        return wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT;
    }

    /// Frames first: somebody far away waits for them. Among themselves, frames and the others each keep their order.
    private void performAll(List<Effect> effects) {
        for (var effect : effects) {
            if (effect instanceof Effect.SendFrame) {
                perform(effect);
            }
        }
        for (var effect : effects) {
            if (!(effect instanceof Effect.SendFrame)) {
                perform(effect);
            }
        }
    }

    private void perform(Effect effect) {
        switch (effect) {
            case Effect.Answer(var ticket, var reply) -> {
                var answer = asked.remove(ticket);
                if (answer != null) {
                    answer.completeAsync(() -> reply, APART);
                }
            }
            case Effect.Tell(var event) -> feeds.forEach(feed -> feed.tell(event));
            case Effect.FindStamp wanted -> stamps.start(wanted, this::bring);
            case Effect.SendFrame(var link, var frame) -> links.ifPresent(all -> all.send(link, frame));
            case Effect.CloseLink(var link, var why) -> {
                NetLog.debug("the node ends a link: " + why, null);
                links.ifPresent(all -> all.finish(link));
            }
            case Effect.Dial(var address) -> links.ifPresent(all -> all.dial(address));
        }
    }

    private void bring(Input input) {
        if (Thread.currentThread() == thread) {
            own.add(input);
        } else {
            inbox.put(input);
        }
    }

    private void end(@Nullable NodeStopped why) {
        inbox.close();
        stamps.close();
        links.ifPresent(Links::close);
        node.close();
        if (why == null) {
            stopped.complete(null);
        } else {
            stopped.completeExceptionally(why);
        }
        feeds.forEach(EventFeed::end);
        var last = why == null ? new NodeStopped("The node has stopped.", null) : why;
        asked.values().forEach(answer -> answer.completeExceptionally(last));
        asked.clear();
    }
}
