package org.heliograph.app.host;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.heliograph.app.desk.Desk;
import org.heliograph.app.door.ControlClient;
import org.heliograph.app.door.Door;
import org.heliograph.app.door.Exchange;
import org.heliograph.app.door.Problem;
import org.heliograph.app.door.Request;
import org.heliograph.core.StoreFailure;
import org.heliograph.core.mesh.Network;
import org.heliograph.core.node.Command;
import org.heliograph.crypto.Suite;
import org.heliograph.store.HomeStore;

/// Opens what lies in a home.
public final class Homes {
    /// How long another command may hold the home before this one gives up.
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /// The same for a node, which has time: it will run for days.
    static final Duration PATIENCE_OF_NODE = Duration.ofSeconds(60);

    private static final Duration PAUSE = Duration.ofMillis(25);

    private Homes() {}

    /// Who is to be made: a name on this device, the algorithms, and the network, which the node owns from then on.
    public record Newcomer(String name, Suite suite, Network network) {}

    /// The network of everybody who was not given another.
    public static Network everyone() {
        return Network.open("heliograph");
    }

    /// Makes an identity in a home that has none; its card.
    public static JsonObject create(Path home, Passphrase passphrase, Newcomer newcomer) throws InterruptedException {
        if (ControlClient.isAnswered(home)) {
            throw Problem.failed(
                    "A node runs in " + home + " already, so there is an identity. It was not touched. Use it, or"
                            + " make another one elsewhere with --home DIR.");
        }
        var store = HomeStore.exists(home)
                ? openStore(home, passphrase)
                : wiping(passphrase.given(), given -> HomeStore.create(home, given));
        try (var node = HomeNode.atRest(store)) {
            return Desk.create(node, new Command.Init(newcomer.name, newcomer.suite, newcomer.network));
        }
    }

    /// The way in to a home's node: the running one, or else one for this command alone.
    public static Door door(Path home, Passphrase passphrase) {
        return unlessBusy(PATIENCE, () -> {
            var running = ControlClient.open(home);
            return running.isPresent() ? running.get() : new Inside(HomeNode.atRest(openStore(home, passphrase)));
        });
    }

    /// Tries again for a while when another process holds the home: a command does not hold it long, and a node that
    /// starts
    /// answers soon.
    static <T> T unlessBusy(Duration patience, Supplier<T> opening) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            try {
                return opening.get();
            } catch (StoreFailure failure) {
                if (failure.kind() != StoreFailure.Kind.LOCKED || System.nanoTime() > deadline) {
                    throw failure;
                }
            }
            try {
                Thread.sleep(PAUSE);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                throw Problem.failed("Stopped while another process used the home. Nothing was done.");
            }
        }
    }

    static HomeStore openStore(Path home, Passphrase passphrase) {
        if (!HomeStore.exists(home)) {
            throw Problem.failed("There is no identity in " + home + " yet, so nothing was done. Make one with"
                    + " `helio init --name NAME`, or say with --home DIR where yours lies.");
        }
        try {
            return wiping(passphrase.given(), given -> HomeStore.open(home, given));
        } catch (StoreFailure failure) {
            var asked = failure.kind() == StoreFailure.Kind.KEY ? passphrase.asked() : Optional.<byte[]>empty();
            if (asked.isEmpty()) {
                throw failure;
            }
            return wiping(asked, given -> HomeStore.open(home, given));
        }
    }

    private static HomeStore wiping(Optional<byte[]> secret, Function<Optional<byte[]>, HomeStore> opening) {
        try {
            return opening.apply(secret);
        } finally {
            secret.ifPresent(bytes -> Arrays.fill(bytes, (byte) 0));
        }
    }

    /// The door of a node that this process opened.
    private record Inside(HomeNode node) implements Door {
        @Override
        public boolean running() {
            return false;
        }

        @Override
        public void serve(Request request, Exchange exchange) throws IOException, InterruptedException {
            new Desk(node).serve(request, exchange);
        }

        @Override
        public void close() {
            node.close();
        }
    }
}
