package org.heliograph.net.link;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.function.Consumer;

/// One open port. Its thread accepts until it is closed, whatever happens to single connections.
final class Listener implements AutoCloseable {
    /// Connections the system holds for us while we are busy.
    private static final int BACKLOG = 256;

    /// After a failure of the machine, such as too many open files.
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final ServerSocket server;

    private Listener(ServerSocket server) {
        this.server = server;
    }

    /// Opens the port; port 0 lets the system choose. `accepted` gets one connection after the other, and must not
    /// wait.
    static Listener open(HostPort where, Consumer<Socket> accepted) throws ListenFailure {
        try {
            var server = new ServerSocket();
            try {
                server.setReuseAddress(true);
                server.bind(new InetSocketAddress(InetAddress.getByName(where.host()), where.port()), BACKLOG);
            } catch (IOException refused) {
                server.close();
                throw refused;
            }
            var listener = new Listener(server);
            Thread.ofVirtual().name("accept").start(() -> listener.accept(accepted));
            return listener;
        } catch (IOException refused) {
            throw new ListenFailure(explain(where, refused));
        }
    }

    /// Where it really listens.
    HostPort bound() {
        return new HostPort(server.getInetAddress().getHostAddress(), server.getLocalPort());
    }

    private void accept(Consumer<Socket> accepted) {
        while (!server.isClosed()) {
            try {
                accepted.accept(server.accept());
            } catch (IOException failure) {
                pauseAfter(failure);
            }
        }
    }

    private void pauseAfter(IOException failure) {
        if (server.isClosed()) {
            return;
        }
        NetLog.warn("this machine refuses a connection; trying on", failure);
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private static String explain(HostPort where, IOException why) {
        if (why instanceof UnknownHostException) {
            return "cannot listen on " + where + ": '" + where.host() + "' is no address of this machine."
                    + " Use 127.0.0.1 for this machine alone or 0.0.0.0 for every network it is on.";
        }
        var reason = why.getMessage() == null ? "" : why.getMessage();
        if (reason.contains("in use")) {
            return "port " + where.port() + " is in use by another program (perhaps a node that is already running)."
                    + " Stop that program, or listen on another port.";
        }
        if (why instanceof BindException && reason.contains("assign")) {
            return "cannot listen on " + where + ": this machine has no such address."
                    + " Use 127.0.0.1 for this machine alone or 0.0.0.0 for every network it is on.";
        }
        if (reason.contains("denied") || reason.contains("permitted")) {
            return "this system does not allow listening on port " + where.port()
                    + ". Choose one from 1024 to 65535, or ask whoever runs this machine.";
        }
        return "cannot listen on " + where + ": the system says '" + reason + "'. Choose another address or port.";
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException alreadyBroken) {
            // it is closed all the same
        }
    }
}
