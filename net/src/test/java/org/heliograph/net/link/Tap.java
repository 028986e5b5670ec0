package org.heliograph.net.link;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// A wire with somebody on it: passes one connection on to `target`, keeps what went by, and may change it.
final class Tap implements AutoCloseable {
    /// Changes the bytes of one direction in place; `at` is the place of the first of them in the stream.
    @FunctionalInterface
    interface Meddler {
        void meddle(boolean fromDialer, byte[] bytes, int length, long at);
    }

    private final ServerSocket server;
    private final HostPort target;
    private final Meddler meddler;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final ByteArrayOutputStream fromDialer = new ByteArrayOutputStream();
    private final ByteArrayOutputStream fromListener = new ByteArrayOutputStream();

    Tap(HostPort target, Meddler meddler) throws IOException {
        this.target = target;
        this.meddler = meddler;
        this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    static Tap listening(HostPort target) throws IOException {
        return new Tap(target, (fromDialer, bytes, length, at) -> {});
    }

    String address() {
        return new HostPort("127.0.0.1", server.getLocalPort()).toString();
    }

    byte[] recorded(boolean dialerSide) {
        var recording = dialerSide ? fromDialer : fromListener;
        synchronized (recording) {
            return recording.toByteArray();
        }
    }

    /// Returns when a connection has ended.
    void awaitClosed() throws InterruptedException {
        if (!closed.await(20, TimeUnit.SECONDS)) {
            throw new AssertionError("the connection goes on");
        }
    }

    private void accept() {
        try {
            while (true) {
                var dialer = server.accept();
                var listener = new Socket(target.host(), target.port());
                sockets.addAll(List.of(dialer, listener));
                Thread.ofVirtual().start(() -> pump(dialer, listener, true));
                Thread.ofVirtual().start(() -> pump(listener, dialer, false));
            }
        } catch (IOException ended) {
            // the test is over
        }
    }

    private void pump(Socket from, Socket to, boolean dialerSide) {
        var recording = dialerSide ? fromDialer : fromListener;
        var bytes = new byte[16_384];
        long at = 0;
        try (from;
                to) {
            for (int length = from.getInputStream().read(bytes); length >= 0; ) {
                synchronized (recording) {
                    recording.write(bytes, 0, length);
                }
                meddler.meddle(dialerSide, bytes, length, at);
                to.getOutputStream().write(bytes, 0, length);
                at += length;
                length = from.getInputStream().read(bytes);
            }
        } catch (IOException ended) {
            // one of the ends is gone: so is the other
        } finally {
            closed.countDown();
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (var socket : sockets) {
            socket.close();
        }
    }
}
