package org.heliograph.net.link;

import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.heliograph.core.LinkId;
import org.heliograph.core.node.Input;

/// Keeps what the links of a node report, for a test to wait for.
final class Recorder implements Consumer<Input> {
    private static final int PATIENCE_SECONDS = 20;

    private final BlockingQueue<Input.LinkUp> ups = new LinkedBlockingQueue<>();
    private final BlockingQueue<byte[]> frames = new LinkedBlockingQueue<>();
    private final BlockingQueue<LinkId> downs = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> failures = new LinkedBlockingQueue<>();
    private volatile CountDownLatch gate = new CountDownLatch(0);

    @Override
    public void accept(Input input) {
        switch (input) {
            case Input.LinkUp up -> ups.add(up);
            case Input.FrameArrived(var link, var frame) -> {
                await(gate);
                frames.add(frame);
            }
            case Input.LinkDown(var link) -> downs.add(link);
            case Input.DialFailed(var address) -> failures.add(address);
            case Input.StampFound other -> throw new AssertionError(other);
            case Input.Asked other -> throw new AssertionError(other);
            case Input.Listening other -> throw new AssertionError(other);
            case Input.Stopping other -> throw new AssertionError(other);
            case Input.TimeReached other -> throw new AssertionError(other);
        }
    }

    /// Lets frames wait until the gate is opened.
    void holdFramesUntil(CountDownLatch opened) {
        gate = opened;
    }

    Input.LinkUp awaitUp() {
        return await(ups, "a link");
    }

    byte[] awaitFrame() {
        return await(frames, "a frame");
    }

    LinkId awaitDown() {
        return await(downs, "the end of a link");
    }

    String awaitFailure() {
        return await(failures, "a failed dial");
    }

    Optional<Input.LinkUp> upNow() {
        return Optional.ofNullable(ups.poll());
    }

    void forgetFrames() {
        frames.clear();
    }

    int failuresWaiting() {
        return failures.size();
    }

    int framesWaiting() {
        return frames.size();
    }

    private static void await(CountDownLatch opened) {
        try {
            opened.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private static <T> T await(BlockingQueue<T> queue, String what) {
        try {
            var next = queue.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (next == null) {
                throw new AssertionError(what + " did not come within " + PATIENCE_SECONDS + " s");
            }
            return next;
        } catch (InterruptedException stopped) {
            throw new AssertionError("interrupted while waiting for " + what, stopped);
        }
    }
}
