package org.heliograph.app.door;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// The door to a node that another process runs.
public final class ControlClient implements Door {
    private final Path path;
    private Optional<SocketChannel> connection;

    private ControlClient(Path path, SocketChannel connection) {
        this.path = path;
        this.connection = Optional.of(connection);
    }

    /// Empty when no node of that home runs.
    public static Optional<Door> open(Path home) {
        try {
            var path = ControlAddress.of(home);
            return Files.exists(path) ? Optional.of(new ControlClient(path, connect(path))) : Optional.empty();
        } catch (IOException nobodyListens) {
            return Optional.empty();
        }
    }

    /// Whether a node of that home runs.
    public static boolean isAnswered(Path home) {
        var door = open(home);
        door.ifPresent(Door::close);
        return door.isPresent();
    }

    private static SocketChannel connect(Path path) throws IOException {
        var channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.connect(ControlAddress.socket(path));
            return channel;
        } catch (IOException refused) {
            channel.close();
            throw refused;
        }
    }

    @Override
    public boolean running() {
        return true;
    }

    /// The first request uses the connection that proved that the node runs; each further one makes its own.
    @Override
    public void serve(Request request, Exchange exchange) throws IOException {
        var channel = connection.isPresent() ? connection.get() : connect(path);
        connection = Optional.empty();
        try (var wire = new Wire(channel)) {
            wire.write(request.json());
            var unreadable = new AtomicReference<@Nullable IOException>();
            if (request.streams()) {
                Thread.ofVirtual().name("texts").start(() -> pump(exchange, wire, unreadable));
            }
            try {
                take(wire, exchange);
            } catch (IOException | Problem ended) {
                var cause = unreadable.get(); // then it was this side that hung up
                if (cause != null) {
                    throw cause;
                }
                throw ended;
            }
        }
    }

    private static void pump(Exchange exchange, Wire wire, AtomicReference<@Nullable IOException> unreadable) {
        try {
            for (var text = next(exchange, unreadable); text != null; text = next(exchange, unreadable)) {
                wire.write(line(Wire.TEXT, text));
            }
            if (unreadable.get() == null) {
                wire.write(line(Wire.END, "true"));
            } else {
                wire.close();
            }
        } catch (IOException nodeHasEnough) {
            return; // its answer says why, to the thread that reads it
        }
    }

    private static @Nullable String next(Exchange exchange, AtomicReference<@Nullable IOException> unreadable) {
        try {
            return exchange.next();
        } catch (IOException e) {
            unreadable.set(e);
            return null;
        }
    }

    private static JsonObject line(String name, String value) {
        var line = new JsonObject();
        line.addProperty(name, value);
        return line;
    }

    private static void take(Wire wire, Exchange exchange) throws IOException {
        while (true) {
            var line = wire.read();
            if (line == null) {
                throw Problem.failed("The node stopped before it answered. What it had accepted is safe in its store."
                        + " Start it with `helio up`, or run the command again without it.");
            }
            if (line.has(Wire.ROW)) {
                exchange.row(line.getAsJsonObject(Wire.ROW));
            } else if (line.has(Wire.PROBLEM)) {
                throw new Problem(
                        Problem.Exit.of(line.get(Wire.EXIT).getAsInt()),
                        line.get(Wire.PROBLEM).getAsString());
            } else {
                return;
            }
        }
    }

    @Override
    public void close() {
        connection.ifPresent(unused -> new Wire(unused).close());
        connection = Optional.empty();
    }
}
