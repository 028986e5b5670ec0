package org.heliograph.net.link;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.heliograph.core.wire.NetAddress;

/// One connected socket, read under deadlines.
///
/// A deadline holds for all the bytes asked for, so a peer that sends one byte now and then gains nothing.
final class Wire implements AutoCloseable {
    private final Socket socket;
    private final String address;
    private final String source;
    private final InputStream in;
    private final OutputStream out;

    /// @param address what was dialled, or empty for a connection that somebody else made
    /// @param source where such a connection comes from, or empty for this machine and for what was dialled
    Wire(Socket socket, String address, String source) throws IOException {
        this.socket = socket;
        this.address = address;
        this.source = source;
        socket.setOption(StandardSocketOptions.TCP_NODELAY, true); // the writer batches by itself
        this.in = socket.getInputStream();
        this.out = socket.getOutputStream();
    }

    /// What was dialled, or empty.
    String address() {
        return address;
    }

    String source() {
        return source;
    }

    /// Where the other end's socket is.
    Optional<NetAddress> remote() {
        return Optional.ofNullable(socket.getInetAddress())
                .map(address -> NetAddress.of(address.getAddress(), socket.getPort()));
    }

    /// The moment `patience` from now, for the reads below.
    static long deadline(Duration patience) {
        return System.nanoTime() + patience.toNanos();
    }

    /// What is left of a deadline, for calls that take milliseconds; nothing left is a timeout.
    static int millisUntil(long deadline) throws SocketTimeoutException {
        long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        if (left <= 0) {
            throw new SocketTimeoutException("the peer took too long");
        }
        return (int) Math.min(left, Integer.MAX_VALUE);
    }

    /// At least one byte.
    int read(byte[] into, int at, int length, long deadline) throws IOException {
        socket.setSoTimeout(millisUntil(deadline));
        int count = in.read(into, at, length);
        if (count < 0) {
            throw new EOFException("the peer has closed");
        }
        return count;
    }

    void readFully(byte[] into, int at, int length, long deadline) throws IOException {
        for (int done = 0; done < length; ) {
            done += read(into, at + done, length - done, deadline);
        }
    }

    void write(byte[] bytes, int at, int length) throws IOException {
        out.write(bytes, at, length);
    }

    /// Says that nothing more comes, after all that was written.
    void finish() throws IOException {
        socket.shutdownOutput();
    }

    /// Wakes whoever reads or writes. May be called from any thread and more than once.
    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException alreadyBroken) {
            // it is closed all the same
        }
    }
}
