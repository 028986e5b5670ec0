package org.heliograph.app.host;

import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.heliograph.app.desk.Desk;
import org.heliograph.app.door.ControlClient;
import org.heliograph.app.door.ControlServer;
import org.heliograph.app.door.Problem;
import org.heliograph.core.node.Settings;
import org.heliograph.net.link.HostPort;
import org.heliograph.net.link.ListenFailure;

/// A node with links, and the control socket through which this home's commands reach it.
public final class RunningNode implements AutoCloseable {
    private final HomeNode node;
    private final ControlServer control;
    private final List<HostPort> listening;
    private boolean closed;

    private RunningNode(HomeNode node, ControlServer control, List<HostPort> listening) {
        this.node = node;
        this.control = control;
        this.listening = listening;
    }

    /// How a node runs.
    ///
    /// @param listen where it accepts links; nowhere if empty
    /// @param join addresses dialled from now on, and remembered
    /// @param lan whether nodes on the local network find it, and it finds them
    public record Ways(List<HostPort> listen, List<HostPort> join, boolean lan, Settings settings) {
        public Ways {
            listen = List.copyOf(listen);
            join = List.copyOf(join);
        }

        /// As usual, and no more.
        public static Ways of(List<HostPort> listen, List<HostPort> join) {
            return new Ways(listen, join, false, Settings.defaults());
        }
    }

    /// Starts the node of a home.
    public static RunningNode start(Path home, Passphrase passphrase, Ways ways) throws InterruptedException {
        var store = Homes.unlessBusy(Homes.PATIENCE_OF_NODE, () -> {
            if (ControlClient.isAnswered(home)) {
                throw new Problem(
                        Problem.Exit.STORE,
                        "A node runs in " + home + " already, and only one can. It was not disturbed. Ask it with"
                                + " `helio status`, or stop it first.");
            }
            return Homes.openStore(home, passphrase);
        });
        var node = HomeNode.running(store, ways.settings);
        try {
            return start(node, home, ways);
        } catch (Problem | InterruptedException failure) {
            node.close();
            throw failure;
        }
    }

    private static RunningNode start(HomeNode node, Path home, Ways ways) throws InterruptedException {
        try {
            var listening = node.listen(ways.listen);
            if (ways.lan) {
                node.discover();
            }
            for (var address : ways.join) {
                Desk.join(node, address.toString());
            }
            return new RunningNode(node, ControlServer.open(home, new Desk(node)), listening);
        } catch (ListenFailure refused) {
            throw Problem.failed("The node was not started: " + refused.getMessage());
        } catch (IOException refused) {
            throw Problem.failed("The control socket of " + home + " could not be opened (" + refused.getMessage()
                    + "), so no" + " command would reach the node. It was not started.");
        }
    }

    /// Completes when the node has stopped by itself: with the reason.
    public CompletableFuture<Void> stopped() {
        return node.stopped();
    }

    /// What `up` prints once.
    public JsonObject ready() throws InterruptedException {
        var where = new JsonArray();
        listening.forEach(address -> where.add(address.toString()));
        var row = new JsonObject();
        row.addProperty("event", "ready");
        row.addProperty("node", Desk.nodeName(node));
        row.add("listen", where);
        row.add("ui", JsonNull.INSTANCE);
        return row;
    }

    /// A signal and the node's own end may both call for it; each returns when all is closed.
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            control.close();
            node.close();
        }
    }
}
