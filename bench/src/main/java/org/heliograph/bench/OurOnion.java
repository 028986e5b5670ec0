package org.heliograph.bench;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.heliograph.core.NodeId;
import org.heliograph.core.Now;
import org.heliograph.core.PeerFault;
import org.heliograph.core.onion.MixKeys;
import org.heliograph.core.onion.ReplyBlocks;
import org.heliograph.core.onion.Sphinx;
import org.heliograph.core.onion.Sphinx.Hop;
import org.heliograph.core.onion.Sphinx.Opened;
import org.heliograph.crypto.Entropy;

/// Nodes of a path, and what they do with packets.
final class OurOnion {
    /// Packets made ahead for a slice: no packet can be opened twice.
    private static final int AHEAD = 64;

    private static final Now NOW = new Now(Duration.ZERO, Instant.parse("2026-01-01T12:00:00Z"));
    private static final long TODAY = MixKeys.epochOf(NOW);

    private final Entropy entropy = Entropy.system();
    private final List<MixKeys> nodes = new ArrayList<>();
    private final List<Hop> path = new ArrayList<>();
    private final byte[] body = entropy.bytes(Sphinx.BODY_BYTES);

    OurOnion() {
        for (int i = 0; i < Sphinx.MAX_HOPS; i++) {
            var keys = MixKeys.generate(TODAY, entropy);
            nodes.add(keys);
            path.add(new Hop(
                    NodeId.of(entropy.bytes(NodeId.BYTES)),
                    keys.publicKeys().get(1),
                    TODAY,
                    Sphinx.drawDelay(entropy)));
        }
    }

    /// One hop: a packet that arrived becomes one that leaves.
    Rounds.Work forward() {
        return new Ahead<byte[]>() {
            @Override
            byte[] ready() throws PeerFault {
                return Sphinx.wrap(path, body, entropy).bytes();
            }

            @Override
            void use(byte[] packet) throws PeerFault {
                nodes.getFirst().open(packet, (int) TODAY & 0xff);
            }
        };
    }

    Rounds.Work make() {
        return times -> {
            for (int i = 0; i < times; i++) {
                Sphinx.wrap(path, body, entropy);
            }
        };
    }

    /// Somebody else's reply block used.
    Rounds.Work answer() throws PeerFault {
        try (var blocks = new ReplyBlocks<String>(entropy)) {
            var block = blocks.make(path, "", Duration.ofHours(1), NOW);
            return times -> {
                for (int i = 0; i < times; i++) {
                    block.use(body, TODAY).orElseThrow();
                }
            };
        }
    }

    /// What came back by an own reply block read.
    Rounds.Work read() {
        var blocks = new ReplyBlocks<String>(entropy);
        return new Ahead<Opened.Reply>() {
            @Override
            Opened.Reply ready() throws PeerFault {
                var block = blocks.make(path, "", Duration.ofHours(1), NOW);
                var packet = block.use(body, TODAY).orElseThrow().bytes();
                for (int i = 0; i < nodes.size() - 1; i++) {
                    nodes.get(i).open(packet, (int) TODAY & 0xff);
                }
                return (Opened.Reply) nodes.getLast().open(packet, (int) TODAY & 0xff);
            }

            @Override
            void use(Opened.Reply reply) throws PeerFault {
                blocks.open(reply, NOW);
            }
        };
    }

    /// Work on things that are good for one use.
    private abstract static class Ahead<T> implements Rounds.Work {
        private final List<T> ahead = new ArrayList<>();

        abstract T ready() throws PeerFault;

        abstract void use(T thing) throws PeerFault;

        @Override
        public int times() {
            return AHEAD;
        }

        @Override
        public void prepare(int times) throws PeerFault {
            ahead.clear();
            for (int i = 0; i < times; i++) {
                ahead.add(ready());
            }
        }

        @Override
        public void run(int times) throws PeerFault {
            for (var thing : ahead) {
                use(thing);
            }
        }
    }
}
