package org.heliograph.app.door;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/// Lets the owner's other processes ask the running node: one virtual thread to a connection.
public final class ControlServer implements AutoCloseable {
    /// Many more than a person's scripts use at once; the next one waits for its turn.
    private static final int MAX_CONNECTIONS = 128;

    private final ServerSocketChannel listening;
    private final Path path;
    private final Service service;
    private final Semaphore places = new Semaphore(MAX_CONNECTIONS);

    private ControlServer(ServerSocketChannel listening, Path path, Service service) {
        this.listening = listening;
        this.path = path;
        this.service = service;
    }

    /// Starts to answer. The caller holds the lock of the home, so a socket that is still there is a dead process's.
    public static ControlServer open(Path home, Service service) throws IOException {
        var path = ControlAddress.of(home);
        ControlAddress.prepare(home, path);
        Files.deleteIfExists(path);
        var listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        listening.bind(ControlAddress.socket(path));
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
        var server = new ControlServer(listening, path, service);
        Thread.ofVirtual().name("control").start(server::accept);
        return server;
    }

    private void accept() {
        try {
            while (true) {
                places.acquire();
                var connection = listening.accept();
                Thread.ofVirtual().name("control-request").start(() -> {
                    try {
                        answer(connection);
                    } finally {
                        places.release();
                    }
                });
            }
        } catch (IOException | InterruptedException closed) {
            return; // the node stops
        }
    }

    private void answer(SocketChannel connection) {
        try (var wire = new Wire(connection)) {
            var request = wire.read();
            if (request != null) {
                wire.write(outcome(new Request(request), wire));
            }
        } catch (IOException | InterruptedException askerLeft) {
            return; // whatever they asked for is done or durable; nobody is left to tell
        }
    }

    private JsonObject outcome(Request request, Wire wire) throws IOException, InterruptedException {
        var end = new JsonObject();
        try {
            service.serve(request, new Remote(wire));
            end.addProperty(Wire.DONE, true);
        } catch (Problem problem) {
            end.addProperty(Wire.PROBLEM, problem.words());
            end.addProperty(Wire.EXIT, problem.exit().code());
        }
        return end;
    }

    @Override
    public void close() {
        try {
            listening.close();
            Files.deleteIfExists(path);
        } catch (IOException left) {
            return; // a socket file that stays is replaced by the next start
        }
    }

    private record Remote(Wire wire) implements Exchange {
        @Override
        public @Nullable String next() throws IOException {
            var line = wire.read();
            if (line == null) {
                throw new IOException("the asker left");
            }
            if (line.has(Wire.END)) {
                return null;
            }
            var text = line.getAsJsonPrimitive(Wire.TEXT);
            if (text == null) {
                throw new IOException("a line of the control socket has no text");
            }
            return text.getAsString();
        }

        @Override
        public void awaitLeaving() throws IOException {
            var more = wire.read();
            while (more != null) {
                more = wire.read(); // nothing more is expected, and nothing that comes matters
            }
        }

        @Override
        public synchronized void row(JsonObject row) throws IOException {
            var line = new JsonObject();
            line.add(Wire.ROW, row);
            wire.write(line);
        }
    }
}
