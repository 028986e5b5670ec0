package org.heliograph.net.link;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.heliograph.core.LinkId;
import org.heliograph.core.NodeId;
import org.heliograph.core.PeerFault;
import org.heliograph.core.node.Input;
import org.heliograph.core.wire.LinkFrame;

/// One live link to another node: frames out from a bounded queue, frames in to the node.
///
/// One thread reads the socket, a second one writes it. Either one's end is the end of the link.
final class Link {
    /// Frames per socket write, and room for as many in a read.
    private static final int BATCH = 16;

    /// What a link that is told to end may take to hand over what it still has.
    static final Duration GRACE = Duration.ofSeconds(2);

    private final LinkId id;
    private final Wire wire;
    private final LinkHandshake.Result made;
    private final LinkTimes times;
    private final FrameQueue queue;
    private final CountDownLatch readerEnded = new CountDownLatch(1);
    private volatile boolean finishing;
    private volatile long writingSince;

    Link(LinkId id, Wire wire, LinkHandshake.Result made, LinkTimes times, FrameQueue queue) {
        this.id = id;
        this.wire = wire;
        this.made = made;
        this.times = times;
        this.queue = queue;
    }

    LinkId id() {
        return id;
    }

    NodeId peer() {
        return made.peer();
    }

    /// This end made the connection.
    boolean dialer() {
        return made.dialer();
    }

    /// Where a link that others dialled comes from; empty for this machine.
    String source() {
        return wire.source();
    }

    /// What the node is told of this link.
    Input.LinkUp announcement() {
        var origin = new Input.Origin(made.dialer(), wire.address(), wire.remote());
        return new Input.LinkUp(id, made.peer(), made.hash(), origin);
    }

    /// Queues a frame, or says that it was dropped. Never waits.
    boolean send(byte[] frame) {
        if (frame.length != LinkFrame.BYTES) {
            throw new IllegalArgumentException("a frame of " + frame.length + " bytes");
        }
        return queue.offer(frame);
    }

    /// Ends the link after what is queued has gone. What still comes in is not reported.
    void finish() {
        finishing = true;
        queue.finish();
    }

    /// Ends the link now.
    void abort() {
        finishing = true;
        queue.clear();
        wire.close();
    }

    /// Waits until nothing more will be read from this link, or the time is up; whether it has ended.
    boolean awaitEnd(Duration patience) {
        try {
            return readerEnded.await(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /// Ends a link that never ran.
    void discard() {
        abort();
        readerEnded.countDown();
        made.close();
    }

    /// Runs the link on the calling thread until it ends.
    void run(Consumer<Input> node) {
        Thread.ofPlatform().daemon().name("link-writer").start(this::write);
        try {
            read(node);
        } catch (IOException | PeerFault ended) {
            NetLog.debug("a link ends", ended);
        } finally {
            readerEnded.countDown();
            abort();
            made.opener().close();
        }
    }

    private void read(Consumer<Input> node) throws IOException, PeerFault {
        var buffer = new byte[BATCH * FrameSealer.WIRE_BYTES];
        int filled = 0;
        long deadline = Wire.deadline(times.dead());
        while (true) {
            filled += wire.read(buffer, filled, buffer.length - filled, deadline);
            int at = 0;
            for (; filled - at >= FrameSealer.WIRE_BYTES; at += FrameSealer.WIRE_BYTES) {
                var frame = made.opener().open(buffer, at);
                if (frame.isPresent() && !finishing) {
                    node.accept(new Input.FrameArrived(id, frame.get()));
                }
                deadline = Wire.deadline(times.dead());
            }
            System.arraycopy(buffer, at, buffer, 0, filled - at);
            filled -= at;
            refuseIfStalled();
        }
    }

    /// A peer that talks but does not listen would hold a full queue for ever.
    private void refuseIfStalled() throws PeerFault {
        long since = writingSince;
        if (since != 0 && System.nanoTime() - since > times.dead().toNanos()) {
            throw new PeerFault(PeerFault.Kind.OVER_LIMIT, "a peer that does not read");
        }
    }

    private void write() {
        try (var sealer = made.sealer()) {
            var batch = new ArrayList<byte[]>(BATCH);
            var out = new byte[FrameSealer.roomFor(2 * BATCH)];
            while (!queue.isFinished()) {
                queue.take(batch, BATCH, times.idle());
                int length = batch.isEmpty() ? sealer.sealPadding(out, 0) : 0;
                for (var frame : batch) {
                    length = sealer.seal(frame, out, length);
                }
                batch.clear();
                write(out, length);
            }
            wire.finish();
            if (!awaitEnd(GRACE)) {
                NetLog.debug("a peer did not close in time", null);
            }
        } catch (IOException | InterruptedException ended) {
            NetLog.debug("a link's writer ends", ended);
        } finally {
            abort();
        }
    }

    private void write(byte[] out, int length) throws IOException {
        writingSince = System.nanoTime() | 1; // zero means that nothing is being written
        wire.write(out, 0, length);
        writingSince = 0;
    }
}
