package org.heliograph.app.host;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.heliograph.app.desk.Host;
import org.heliograph.core.node.Command;
import org.heliograph.core.node.Node;
import org.heliograph.core.node.Reply;
import org.heliograph.core.node.Settings;
import org.heliograph.crypto.Entropy;
import org.heliograph.net.EventFeed;
import org.heliograph.net.MachineClock;
import org.heliograph.net.NodeDriver;
import org.heliograph.net.link.HostPort;
import org.heliograph.net.link.ListenFailure;
import org.heliograph.store.HomeStore;

/// A home's node in this process, with its store: they open and close together.
final class HomeNode implements Host, AutoCloseable {
    private final HomeStore store;
    private final NodeDriver driver;
    private final boolean running;

    private HomeNode(HomeStore store, Settings settings, boolean running) {
        var clock = new MachineClock();
        var entropy = Entropy.system();
        var kept = new RotatingStore(store);
        this.store = store;
        this.running = running;
        var node = Node.open(kept, entropy, settings, clock.now());
        this.driver = running ? NodeDriver.online(node, kept, clock, entropy) : NodeDriver.offline(node, kept, clock);
    }

    /// Without links, for one command: what it would do later, the running node finds in the store and does. Owns the
    /// store.
    static HomeNode atRest(HomeStore store) {
        return owning(store, Settings.defaults(), false);
    }

    /// With links. Owns the store.
    static HomeNode running(HomeStore store, Settings settings) {
        return owning(store, settings, true);
    }

    private static HomeNode owning(HomeStore store, Settings settings, boolean running) {
        try {
            return new HomeNode(store, settings, running);
        } catch (RuntimeException failure) {
            store.close();
            throw failure;
        }
    }

    /// Where it really listens: port 0 lets the system choose.
    List<HostPort> listen(List<HostPort> wanted) throws ListenFailure {
        var bound = new ArrayList<HostPort>();
        for (var where : wanted) {
            bound.add(driver.listen(where));
        }
        return bound;
    }

    void discover() throws ListenFailure {
        driver.discover();
    }

    @Override
    public CompletableFuture<Reply> ask(Command command) {
        return driver.ask(command);
    }

    @Override
    public boolean running() {
        return running;
    }

    @Override
    public Optional<EventFeed> events() {
        return running ? Optional.of(driver.events()) : Optional.empty();
    }

    CompletableFuture<Void> stopped() {
        return driver.stopped();
    }

    @Override
    public void close() {
        driver.close();
        store.close();
    }
}
