package org.heliograph.app.desk;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.heliograph.core.node.Command;
import org.heliograph.core.node.Reply;
import org.heliograph.net.EventFeed;

/// A node that lives in this process: with links, driven by its own thread, or only its store, for one command.
public interface Host {
    /// The reply comes when what it says is durable.
    CompletableFuture<Reply> ask(Command command);

    /// Whether it has links, so that something can happen by itself.
    boolean running();

    /// What the node tells from now on; empty when it is not running. The caller closes it.
    Optional<EventFeed> events();
}
