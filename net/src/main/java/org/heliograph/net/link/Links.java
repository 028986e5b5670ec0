package org.heliograph.net.link;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.heliograph.core.LinkId;
import org.heliograph.core.PeerFault;
import org.heliograph.core.mesh.Network;
import org.heliograph.core.mesh.NodeKeys;
import org.heliograph.core.node.Input;
import org.heliograph.crypto.Entropy;

/// All connections of a node: those it dials, those it accepts, and the links they become.
public final class Links implements AutoCloseable {
    /// Attempts at the same time. What comes beyond fails at once: the node tries again later anyway.
    static final int MAX_DIALS = 32;

    private final LinkSelf self;
    private final LinkTimes times;
    private final Consumer<Input> node;
    private final LinkTable table;
    private final HalfOpen halfOpen = new HalfOpen();
    private final Semaphore frameRoom = new Semaphore(FrameQueue.TOTAL_CAPACITY);
    private final Semaphore dialRoom = new Semaphore(MAX_DIALS);
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final List<LanDiscovery> discoveries = new CopyOnWriteArrayList<>();
    private final AtomicLong lastLink = new AtomicLong();
    private volatile boolean closed;

    /// @param keys stay the caller's, and open until this is closed
    /// @param entropy is asked by many threads at once
    /// @param node takes what links report; for each link the call [Input.LinkUp] comes first and [Input.LinkDown]
    /// last. It may
    ///     block: then that peer's data waits in TCP
    public Links(NodeKeys keys, Network network, Entropy entropy, Consumer<Input> node) {
        this(new LinkSelf(keys, network, entropy, InstantSource.system()), LinkTimes.STANDARD, node);
    }

    Links(LinkSelf self, LinkTimes times, Consumer<Input> node) {
        this.self = self;
        this.times = times;
        this.node = node;
        this.table = new LinkTable(self.keys().id());
    }

    /// Opens a port and says where it really is.
    public HostPort listen(HostPort where) throws ListenFailure {
        var listener = Listener.open(where, this::accepted);
        listeners.add(listener);
        return listener.bound();
    }

    /// Tries to reach `address` on a thread of its own. Ends in a link, or in [Input.DialFailed]; where a good
    /// link to that
    /// node is there already, it fails only when that one ends, so that nobody tries in vain meanwhile.
    public void dial(String address) {
        Thread.ofVirtual().name("dial").start(() -> {
            var attempt = table.new Attempt();
            var link = guarded(() -> dialled(address, attempt));
            if (link.isPresent()) {
                start(link.get());
            } else {
                attempt.awaitRival();
                node.accept(new Input.DialFailed(address));
            }
        });
    }

    /// From now on finds nodes on the local network and links to them; they find this one if it listens.
    public void discover() throws ListenFailure {
        int port = listeners.isEmpty() ? 0 : listeners.getFirst().bound().port();
        discoveries.add(LanDiscovery.open(port, this::meet, self.entropy()));
    }

    /// Returns when the link has ended, or came to nothing. The node did not ask for it, so is not told of that.
    private void meet(String address) {
        var attempt = table.new Attempt();
        var link = guarded(() -> dialled(address, attempt));
        if (link.isEmpty()) {
            attempt.awaitRival();
            return;
        }
        try {
            start(link.get()).join();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /// Queues a frame for a link, never waiting; false when it was dropped, because the link is gone or too slow.
    public boolean send(LinkId id, byte[] frame) {
        return table.link(id).map(link -> link.send(frame)).orElse(false);
    }

    /// Ends a link after what is queued for it has gone.
    public void finish(LinkId id) {
        table.link(id).ifPresent(Link::finish);
    }

    /// How many connections have not yet proved anything.
    int halfOpen() {
        return halfOpen.size();
    }

    /// Takes no more connections, and ends the links after what is queued for them has gone, or after [Link#GRACE].
    @Override
    public void close() {
        closed = true;
        discoveries.forEach(LanDiscovery::close);
        listeners.forEach(Listener::close);
        halfOpen.close();
        var last = table.close();
        last.forEach(Link::finish);
        long deadline = Wire.deadline(Link.GRACE);
        for (var link : last) {
            if (!link.awaitEnd(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())))) {
                link.abort();
            }
        }
    }

    private Optional<Link> dialled(String address, LinkTable.Attempt attempt) throws IOException, PeerFault {
        if (!dialRoom.tryAcquire()) {
            return Optional.empty();
        }
        try (attempt) {
            var wire = connect(address);
            try {
                var made = new LinkHandshake(wire, self, times).dial(attempt::wants);
                if (made.isEmpty()) {
                    throw new PeerFault(PeerFault.Kind.OUT_OF_TURN, "a node that needs no link");
                }
                return added(wire, made.get());
            } catch (IOException | PeerFault | RuntimeException failed) {
                wire.close();
                throw failed;
            }
        } finally {
            dialRoom.release();
        }
    }

    /// The first of the name's addresses that takes the connection.
    private Wire connect(String address) throws IOException {
        long deadline = Wire.deadline(times.dial());
        var where = HostPort.read(address).orElseThrow(() -> new IOException("not an address"));
        var last = new IOException("no address");
        for (var candidate : Lookup.addresses(where.host(), deadline)) {
            var socket = new Socket();
            try {
                socket.connect(new InetSocketAddress(candidate, where.port()), Wire.millisUntil(deadline));
                return new Wire(socket, address, "");
            } catch (IOException refused) {
                socket.close();
                last = refused;
            }
        }
        throw last;
    }

    /// On the listener's thread, so that connections take their places in the order in which they came.
    private void accepted(Socket socket) {
        guarded(() -> {
            var wire = wire(socket);
            halfOpen.add(wire, socket.getInetAddress());
            Thread.ofVirtual()
                    .name("link")
                    .start(() -> guarded(() -> answered(wire)).ifPresent(this::start));
            return Optional.empty();
        });
    }

    private static Wire wire(Socket socket) throws IOException {
        try {
            var from = socket.getInetAddress();
            return new Wire(socket, "", from.isLoopbackAddress() ? "" : HalfOpen.sourceOf(from));
        } catch (IOException gone) {
            socket.close();
            throw gone;
        }
    }

    private Optional<Link> answered(Wire wire) throws IOException, PeerFault {
        try {
            var made = new LinkHandshake(wire, self, times).answer();
            if (!halfOpen.remove(wire)) {
                made.close();
                throw new PeerFault(PeerFault.Kind.OVER_LIMIT, "a connection that gave way to newer ones");
            }
            return added(wire, made);
        } catch (IOException | PeerFault | RuntimeException failed) {
            halfOpen.remove(wire);
            wire.close();
            throw failed;
        }
    }

    private Optional<Link> added(Wire wire, LinkHandshake.Result made) {
        var link = new Link(new LinkId(lastLink.incrementAndGet()), wire, made, times, new FrameQueue(frameRoom));
        if (table.add(link) == LinkTable.Outcome.ADDED) {
            return Optional.of(link);
        }
        link.discard();
        return Optional.empty();
    }

    /// On a thread of the system: see the package.
    private Thread start(Link link) {
        return Thread.ofPlatform().daemon().name("link").start(() -> run(link));
    }

    private void run(Link link) {
        guarded(() -> {
            node.accept(link.announcement());
            link.run(node);
            return Optional.empty();
        });
        table.remove(link);
        node.accept(new Input.LinkDown(link.id()));
    }

    /// What may go wrong with a connection ends that connection only.
    private Optional<Link> guarded(Connecting attempt) {
        try {
            return attempt.run();
        } catch (IOException | PeerFault ended) {
            NetLog.debug("a connection ends", ended);
        } catch (RuntimeException bug) {
            if (closed) {
                return Optional.empty(); // its keys were taken away
            }
            NetLog.bug("a connection ends by a mistake of this program", bug);
        }
        return Optional.empty();
    }

    @FunctionalInterface
    private interface Connecting {
        Optional<Link> run() throws IOException, PeerFault;
    }
}
