package org.heliograph.core.node;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.heliograph.core.Now;
import org.heliograph.core.Store;
import org.heliograph.core.mesh.Network;
import org.heliograph.core.mesh.NodeKeys;
import org.heliograph.crypto.Entropy;

/// One node: a pure state machine over a store. See the package for the contract with its driver.
public final class Node implements AutoCloseable {
    private final Store store;
    private final Entropy entropy;
    private final Settings settings;
    private final Step step;
    private Optional<Router> router;

    private Node(Store store, Entropy entropy, Settings settings, Now now) {
        this.store = store;
        this.entropy = entropy;
        this.settings = settings;
        this.step = new Step(now);
        this.router = Self.load(store).map(self -> new Router(store, entropy, settings, self, now));
    }

    /// Takes up what the store holds. Without an identity in it, everything but [Command.Init] is refused.
    public static Node open(Store store, Entropy entropy, Settings settings, Now now) {
        return new Node(store, entropy, settings, now);
    }

    /// The keys this node shows on its links; empty before [Command.Init]. The node keeps owning them.
    public Optional<NodeKeys> nodeKeys() {
        return router.map(Router::nodeKeys);
    }

    /// The network this node belongs to; empty before [Command.Init]. The node keeps owning it.
    public Optional<Network> network() {
        return router.map(Router::network);
    }

    /// Takes one input. Nothing a peer sends makes it throw; a failing store does ([org.heliograph.core.StoreFailure]).
    public void handle(Input input, Now now) {
        step.at(now);
        switch (input) {
            case Input.Asked(var ticket, Command.Bundling wish)
            when router.isPresent() -> router.get().bundle(ticket, wish, step);
            case Input.Asked(var ticket, var command) -> step.emit(new Effect.Answer(ticket, answer(command)));
            case Input.LinkUp up -> router.ifPresent(it -> it.handleUp(up, step));
            case Input.LinkDown(var link) -> router.ifPresent(it -> it.handleDown(link, step));
            case Input.FrameArrived(var link, var frame) -> router.ifPresent(it -> it.handleFrame(link, frame, step));
            case Input.DialFailed(var address) -> router.ifPresent(it -> it.handleDialFailed(address, step));
            case Input.StampFound(var ticket, var stamp) -> router.ifPresent(it -> it.handleStamp(ticket, stamp, step));
            case Input.Listening listening -> router.ifPresent(it -> it.handleListening(listening));
            case Input.Stopping() -> router.ifPresent(Router::stop);
            case Input.TimeReached() -> {} // what is due is done in settle, whatever came in
        }
    }

    /// Writes what the inputs since the last call changed, and returns what they want done. The caller commits the
    /// store, and only then runs the effects, in their order.
    public List<Effect> settle(Now now) {
        step.at(now);
        router.ifPresent(it -> it.settle(step));
        return step.take();
    }

    /// The uptime at which [Input.TimeReached] is wanted.
    public Optional<Duration> nextWake() {
        return router.flatMap(Router::nextWake);
    }

    @Override
    public void close() {
        router.ifPresent(Router::close);
    }

    private Reply answer(Command command) {
        if (command instanceof Command.Init init) {
            return init(init);
        }
        if (router.isEmpty()) {
            return new Reply.Refused("There is no identity here yet, so nothing can be done. "
                    + "Make one with: helio init --name NAME");
        }
        return router.get().answer(command, step);
    }

    private Reply init(Command.Init init) {
        if (router.isPresent()) {
            return new Reply.Refused("There is an identity here already. Nothing was changed. "
                    + "Use another --home for a second one.");
        }
        var self = Self.create(store, init, entropy, step.now());
        router = Optional.of(new Router(store, entropy, settings, self, step.now()));
        return router.get().greeting();
    }

    static Optional<Duration> earliest(Stream<Optional<Duration>> wakes) {
        return wakes.flatMap(Optional::stream).min(Comparator.naturalOrder());
    }
}
