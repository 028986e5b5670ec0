package org.heliograph.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.heliograph.core.MessageState;
import org.heliograph.core.identity.ContactCard;
import org.heliograph.core.mesh.Network;
import org.heliograph.core.node.Command;
import org.heliograph.core.node.Event;
import org.heliograph.core.node.Node;
import org.heliograph.core.node.Reply;
import org.heliograph.core.node.Settings;
import org.heliograph.crypto.Entropy;
import org.heliograph.crypto.Suite;
import org.heliograph.net.EventFeed;
import org.heliograph.net.MachineClock;
import org.heliograph.net.NodeDriver;
import org.heliograph.net.link.HostPort;
import org.heliograph.net.link.ListenFailure;
import org.heliograph.store.HomeStore;

/// Somebody with a home on the disk and a node with links.
final class Teller implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    final NodeDriver driver;
    final CountingStore store;

    private Teller(CountingStore store, NodeDriver driver) {
        this.store = store;
        this.driver = driver;
    }

    static Teller in(Path home, String name) throws Exception {
        var store = new CountingStore(HomeStore.create(home, Optional.empty()));
        var clock = new MachineClock();
        var first = Node.open(store, Entropy.system(), Settings.defaults(), clock.now());
        try (var offline = NodeDriver.offline(first, store, clock)) {
            offline.ask(new Command.Init(name, Suite.X25519_MLKEM768, Network.closed(new byte[Network.KEY_BYTES])))
                    .get();
        }
        var node = Node.open(store, Entropy.system(), Settings.defaults(), clock.now());
        return new Teller(store, NodeDriver.online(node, store, clock, Entropy.system()));
    }

    String listen() throws IOException {
        try {
            var bound = driver.listen(new HostPort("127.0.0.1", 0));
            return bound.host() + ":" + bound.port();
        } catch (ListenFailure failure) {
            throw new IOException(failure);
        }
    }

    Reply ask(Command command) throws Exception {
        var reply = driver.ask(command).get();
        if (reply instanceof Reply.Refused refused) {
            throw new IllegalStateException(refused.why());
        }
        return reply;
    }

    ContactCard card() throws Exception {
        var reply = (Reply.CardView) ask(new Command.Card(false));
        return ((ContactCard.Reading.Sound) ContactCard.parse(reply.card())).card();
    }

    void send(String text) throws Exception {
        ask(new Command.Send(EndToEnd.FRIEND, text, 0));
    }

    /// Waits until the other end has confirmed this many more messages.
    static void awaitDelivered(EventFeed feed, int count) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        int left = count;
        while (left > 0) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(left + " of " + count + " messages were not confirmed in time");
            }
            if (feed.next(Duration.ofSeconds(1)).orElse(null) instanceof Event.MessageChanged changed
                    && changed.state() == MessageState.DELIVERED) {
                left--;
            }
            if (feed.missedSome()) {
                throw new IllegalStateException("the feed was not read fast enough");
            }
        }
    }

    @Override
    public void close() {
        driver.close();
        store.close();
    }
}
