package org.heliograph.core.onion;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.heliograph.core.Now;
import org.heliograph.core.PeerFault;
import org.heliograph.core.onion.Sphinx.Hop;
import org.heliograph.core.onion.Sphinx.ReplyBlock;
import org.heliograph.core.onion.Sphinx.Token;
import org.heliograph.crypto.Entropy;

/// The reply blocks that this node gave away and waits for answers by: the keys of each, and what it was for.
///
/// `T` is what the caller wants to hear back, with `equals`: a slot that is armed, a deposit whose receipt is due. Each
/// block is good for one answer, until its lifetime or the mix keys on its path end. They live in memory: after a
/// restart
/// answers to blocks of before are refused.
public final class ReplyBlocks<T> implements AutoCloseable {
    /// Fifty contacts have 450 slots armed, and each message asks for two receipts and takes an answer along; this is
    /// room for the blocks of some five thousand messages, and at most 5 MiB of locked memory. Beyond it the oldest
    /// goes,
    /// which is the likeliest to have been lost.
    public static final int MAX = 16_384;

    private record Entry<T>(T purpose, ReplyKeys keys, long lastDay, Duration end) {
        boolean isOver(Now now) {
            return MixKeys.epochOf(now) > lastDay || now.uptime().compareTo(end) >= 0;
        }
    }

    /// What came back, [Sphinx#BODY_BYTES] long, and what for.
    public record Answer<T>(T purpose, byte[] body) {}

    private final Entropy entropy;
    private final Map<Token, Entry<T>> waiting = new LinkedHashMap<>(); // the oldest first

    public ReplyBlocks(Entropy entropy) {
        this.entropy = entropy;
    }

    /// How many answers may still come.
    public int size() {
        return waiting.size();
    }

    /// A block for one answer that comes along `path`, whose last hop is this node itself.
    ///
    /// A fault if a hop's mix key agrees with nothing: its record is to blame.
    public ReplyBlock make(List<Hop> path, T purpose, Duration lifetime, Now now) throws PeerFault {
        var id = Token.draw(entropy);
        try (var header = Header.make(path, Header.replyBlock(id), entropy)) {
            if (waiting.size() >= MAX) {
                remove(waiting.keySet().iterator().next());
            }
            var keys = ReplyKeys.of(header, entropy);
            waiting.put(
                    id, new Entry<>(purpose, keys, lastDay(path), now.uptime().plus(lifetime)));
            return keys.block(path.getFirst(), header.bytes());
        }
    }

    /// The last day on which every hop has its key.
    private static long lastDay(List<Hop> path) {
        return path.stream().mapToLong(Hop::epoch).min().orElseThrow() + 1;
    }

    /// Reads an answer, and forgets its block, whatever it is.
    ///
    /// A fault if no such block waits, be it that it never was one, that it was used, or that its time is over; or if
    /// the payload was changed on the way.
    public Answer<T> open(Sphinx.Opened.Reply reply, Now now) throws PeerFault {
        var entry = waiting.remove(reply.id());
        if (entry == null) {
            throw new PeerFault(PeerFault.Kind.OUT_OF_TURN, "an answer that nobody waits for");
        }
        try (var keys = entry.keys()) {
            if (entry.isOver(now)) {
                throw new PeerFault(PeerFault.Kind.OUT_OF_TURN, "an answer that comes too late");
            }
            return new Answer<>(entry.purpose(), keys.open(reply.payload()));
        }
    }

    /// Waits no more for answers that would be for this.
    public void forget(T purpose) {
        removeIf(entry -> entry.purpose().equals(purpose));
    }

    /// Forgets what is over.
    public void expire(Now now) {
        removeIf(entry -> entry.isOver(now));
    }

    private void removeIf(Predicate<Entry<T>> gone) {
        waiting.values().removeIf(entry -> {
            if (gone.test(entry)) {
                entry.keys().close();
                return true;
            }
            return false;
        });
    }

    private void remove(Token id) {
        var entry = waiting.remove(id);
        if (entry != null) {
            entry.keys().close();
        }
    }

    /// Forgets all of them, as when the mix keys of this node were replaced.
    @Override
    public void close() {
        waiting.values().forEach(entry -> entry.keys().close());
        waiting.clear();
    }
}
