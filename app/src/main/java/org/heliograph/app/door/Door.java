package org.heliograph.app.door;

/// The way in to one node: across the control socket of the process that runs it, or to one opened in this process.
public interface Door extends Service, AutoCloseable {
    /// Whether the node behind it runs, with links to others; else it only reads and writes its store.
    boolean running();

    @Override
    void close();
}
