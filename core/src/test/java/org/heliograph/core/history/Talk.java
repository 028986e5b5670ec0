package org.heliograph.core.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.heliograph.core.Now;
import org.heliograph.core.PeerFault;
import org.heliograph.core.wire.Writer;

/// Lets two ends talk over encoded bodies until both are silent, and counts what that costs.
final class Talk {
    /// Of a frame's body in one box, suites 01 and 11, beside one reply block.
    static final int BODY_OF_A_BOX = 2_950 - 49 - 396;

    /// What a box costs on a wire, whatever is in it.
    static final int FRAME_BYTES = 4_096;

    private static final int FRAGMENT_HEADER_BYTES = 5;

    /// More bodies than any comparison here can need.
    private static final int TOO_MANY = 3_000;

    final End first;
    final End second;

    private Now now = new Now(Duration.ofDays(1), Instant.parse("2026-11-25T12:00:00Z"));

    /// A body on its way; `pageBytes` of it are messages.
    record Sent(int bytes, int pageBytes) {
        int boxes() {
            return bytes <= BODY_OF_A_BOX ? 1 : Math.ceilDiv(bytes, BODY_OF_A_BOX - FRAGMENT_HEADER_BYTES);
        }
    }

    /// All bodies of one comparison.
    record Run(List<Sent> sent) {
        int bodies() {
            return sent.size();
        }

        /// Without the messages themselves.
        int bytes() {
            return sent.stream().mapToInt(it -> it.bytes() - it.pageBytes()).sum();
        }

        int boxes() {
            return sent.stream().mapToInt(Sent::boxes).sum();
        }

        /// Begun before the first message is on its way; a question and its answer are one.
        int tripsBeforeMessages() {
            return Math.ceilDiv(
                    (int) sent.stream().takeWhile(it -> it.pageBytes() == 0).count(), 2);
        }

        double secondsAt(int bitsPerSecond) {
            return boxes() * FRAME_BYTES * 8.0 / bitsPerSecond;
        }
    }

    Talk(End first, End second) {
        this.first = first;
        this.second = second;
    }

    Now now() {
        return now;
    }

    void later(Duration time) {
        now = new Now(now.uptime().plus(time), now.wall().plus(time));
    }

    /// The first end asks; every body arrives.
    Run run() throws PeerFault {
        return run(_ -> true);
    }

    /// Long after the last time, the first end asks; those bodies arrive that do.
    Run run(Predicate<byte[]> arrives) throws PeerFault {
        later(Duration.ofHours(1));
        first.inStep = false;
        second.inStep = false;
        first.catchup.start();
        return go(arrives);
    }

    /// Goes on until both are silent.
    Run go(Predicate<byte[]> arrives) throws PeerFault {
        var sent = new ArrayList<Sent>();
        while (first.catchup.hasMore() || second.catchup.hasMore()) {
            carry(first, second, arrives, sent);
            carry(second, first, arrives, sent);
            assertThat(sent).hasSizeLessThan(TOO_MANY);
        }
        return new Run(sent);
    }

    private void carry(End from, End to, Predicate<byte[]> arrives, List<Sent> sent) throws PeerFault {
        for (var body = from.next(now); body.isPresent(); body = from.next(now)) {
            sent.add(new Sent(body.get().length, pageBytes(body.get())));
            if (arrives.test(body.get())) {
                to.handle(body.get(), now);
            }
        }
    }

    static int pageBytes(byte[] body) throws PeerFault {
        int bytes = 0;
        for (var part : SyncBody.decode(body).parts()) {
            if (part instanceof SyncBody.Page page) {
                var out = new Writer(1_024);
                page.write(out);
                bytes += out.toBytes().length;
            }
        }
        return bytes;
    }

    boolean isInStep() {
        return first.root().equals(second.root());
    }
}
