package org.heliograph.net.link;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.heliograph.core.wire.LinkFrame;

/// Frames that wait for one link's socket. Offering never waits: the thread that owns the node calls it.
///
/// What finds no room is dropped, which every flow of the node survives: unacknowledged boxes are sent again, and what
/// is held
/// for others is reconciled. A conversation has at most 1,024 boxes on their way, so a queue that three conversations
/// cannot
/// fill drops nothing in the normal case; and custody, which is bulk, leaves the last quarter to conversations and
/// control.
final class FrameQueue {
    /// 16 MiB of frames.
    static final int CAPACITY = 4_096;

    /// The part of the queue that bulk may fill.
    static final int BULK_CAPACITY = CAPACITY * 3 / 4;

    /// Frames in the queues of all links together: 64 MiB.
    static final int TOTAL_CAPACITY = 16_384;

    private final Semaphore total;
    private final ArrayDeque<byte[]> waiting = new ArrayDeque<>();
    private boolean finished;

    /// @param total the room that all links share
    FrameQueue(Semaphore total) {
        this.total = total;
    }

    /// Takes the frame, or says that there is no room for it or no link any more.
    synchronized boolean offer(byte[] frame) {
        int room = isBulk(frame) ? BULK_CAPACITY : CAPACITY;
        if (finished || waiting.size() >= room || !total.tryAcquire()) {
            return false;
        }
        waiting.add(frame);
        notify();
        return true;
    }

    /// Moves up to `max` frames to `batch`, waiting for the first one; none when `patience` is over or nothing more
    /// comes.
    synchronized void take(List<byte[]> batch, int max, Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (waiting.isEmpty() && !finished) {
            long millis = (deadline - System.nanoTime() + 999_999) / 1_000_000;
            if (millis <= 0) {
                return;
            }
            wait(millis);
        }
        while (batch.size() < max && !waiting.isEmpty()) {
            batch.add(waiting.remove());
            total.release();
        }
    }

    /// No more frames are taken in; those that wait can still be taken out.
    synchronized void finish() {
        finished = true;
        notifyAll();
    }

    synchronized boolean isFinished() {
        return finished && waiting.isEmpty();
    }

    /// Forgets what waits.
    synchronized void clear() {
        finish();
        total.release(waiting.size());
        waiting.clear();
    }

    private static boolean isBulk(byte[] frame) {
        return switch (frame[0]) {
            case LinkFrame.GOSSIP, LinkFrame.RECON, LinkFrame.STORE -> true;
            default -> false;
        };
    }
}
