package org.heliograph.net;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.heliograph.core.identity.ContactCard;
import org.heliograph.core.mesh.Network;
import org.heliograph.core.node.Command;
import org.heliograph.core.node.Event;
import org.heliograph.core.node.Node;
import org.heliograph.core.node.Reply;
import org.heliograph.core.node.Settings;
import org.heliograph.crypto.Entropy;
import org.heliograph.crypto.Suite;
import org.heliograph.net.link.HostPort;
import org.heliograph.net.link.ListenFailure;

/// Somebody with a running node.
final class Person implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    final FaultyStore store;
    final NodeDriver driver;

    private Person(FaultyStore store, NodeDriver driver) {
        this.store = store;
        this.driver = driver;
    }

    /// A node in an empty store, without links and without an identity.
    static Person offline() {
        return offline(new FaultyStore());
    }

    static Person offline(FaultyStore store) {
        var clock = new MachineClock();
        var node = Node.open(store, Entropy.system(), Settings.defaults(), clock.now());
        return new Person(store, NodeDriver.offline(node, store, clock));
    }

    /// A node with an identity and links.
    static Person online(String name, Suite suite) {
        var store = new FaultyStore();
        try (var before = offline(store)) {
            before.ask(new Command.Init(name, suite, Network.closed(new byte[Network.KEY_BYTES])));
        }
        var clock = new MachineClock();
        var node = Node.open(store, Entropy.system(), Settings.defaults(), clock.now());
        return new Person(store, NodeDriver.online(node, store, clock, Entropy.system()));
    }

    HostPort listen() {
        try {
            return driver.listen(new HostPort("127.0.0.1", 0));
        } catch (ListenFailure failure) {
            throw new AssertionError(failure);
        }
    }

    Reply ask(Command command) {
        try {
            return driver.ask(command).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException failure) {
            throw new AssertionError(command + ": " + failure, failure);
        }
    }

    ContactCard card() {
        var reply = (Reply.CardView) ask(new Command.Card(false));
        return ((ContactCard.Reading.Sound) ContactCard.parse(reply.card())).card();
    }

    /// Waits for an event of one kind.
    static <T extends Event> T await(EventFeed feed, Class<T> kind) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline) {
            Optional<Event> event = feed.next(Duration.ofSeconds(1));
            if (event.isPresent() && kind.isInstance(event.get())) {
                return kind.cast(event.get());
            }
        }
        throw new AssertionError("no " + kind.getSimpleName() + " came within " + PATIENCE);
    }

    @Override
    public void close() {
        driver.close();
    }
}
