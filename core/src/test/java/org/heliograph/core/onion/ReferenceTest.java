package org.heliograph.core.onion;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.heliograph.core.NodeId;
import org.heliograph.core.Now;
import org.heliograph.core.PeerFault;
import org.heliograph.core.identity.Reference;
import org.heliograph.core.onion.Sphinx.Hop;
import org.heliograph.core.onion.Sphinx.Opened;
import org.heliograph.core.onion.Sphinx.ReplyBlock;
import org.heliograph.crypto.AgreementKey;
import org.heliograph.crypto.Entropy;
import org.heliograph.crypto.Secret;
import org.heliograph.crypto.Sha256;
import org.heliograph.crypto.Span;
import org.heliograph.crypto.Suite;
import org.junit.jupiter.api.Test;

/// The reference calls a node by the hash of its mix key, all keys are of epoch 0, and every hop keeps a packet for
/// 50 ms.
class ReferenceTest {
    private static final Now EPOCH_ZERO = new Now(Duration.ZERO, Instant.EPOCH);

    @Test
    void lionessIsThatOfTheReference() throws Exception {
        var answers = Reference.of("lioness");
        assertThat(answers).hasSize(2);
        for (var answer : answers) {
            var block = answer.bytes("pt");
            try (var key = Secret.taking(answer.bytes("key"))) {
                Lioness.encrypt(key, Span.of(block));
                if (answer.fields().has("ct")) {
                    assertThat(block).isEqualTo(answer.bytes("ct"));
                } else {
                    assertThat(Sha256.hash(block)).isEqualTo(answer.bytes("ct_sha256"));
                    assertThat(Sha256.hash(answer.bytes("pt"))).isEqualTo(answer.bytes("pt_sha256"));
                }
                assertThat(PlainSphinx.lionessDecrypted(answer.bytes("key"), block))
                        .isEqualTo(answer.bytes("pt"));
                Lioness.decrypt(key, Span.of(block));
                assertThat(block).isEqualTo(answer.bytes("pt"));
            }
        }
    }

    @Test
    void packetsAreThoseOfTheReference() throws Exception {
        int steps = 0;
        for (var answer : fiveLengths()) {
            var packet = Sphinx.wrap(
                            path(answer), answer.bytes("body"), drawing(answer.bytes("x"), answer.bytes("pad")))
                    .bytes();
            assertThat(Header.BYTES).isEqualTo(answer.bytes("header").length);
            assertThat(Span.of(packet, 0, Header.BYTES).copy()).isEqualTo(answer.bytes("header"));
            assertThat(Sha256.hash(packet)).isEqualTo(answer.bytes("packet_sha256"));
            var keys = answer.list("node_priv");
            for (int hop = 0; hop < keys.size(); hop++) {
                var step = steps(answer).get(hop);
                stepIsThatOfTheReference(keys.get(hop), packet, step);
                if (hop == keys.size() - 1) {
                    assertThat(opened(keys.get(hop), packet))
                            .isInstanceOfSatisfying(
                                    Opened.Final.class,
                                    it -> assertThat(it.body()).isEqualTo(answer.bytes("body")));
                } else {
                    var forward = (Opened.Forward) opened(keys.get(hop), packet);
                    assertThat(Sha256.hash(forward.packet().bytes())).isEqualTo(step.bytes("out_sha256"));
                    assertThat(forward.packet().to())
                            .isEqualTo(path(answer).get(hop + 1).node());
                    assertThat(forward.packet().keyEpoch()).isZero();
                    assertThat(forward.delay()).isEqualTo(Duration.ofMillis(50));
                }
                steps++;
            }
        }
        assertThat(steps).isEqualTo(15);
    }

    /// A packet is to be opened in place, so this goes first; the plain one shows that the last hop's answer, which a
    /// node never makes, is right too.
    private static void stepIsThatOfTheReference(byte[] key, byte[] packet, Reference step) throws Exception {
        var plain = PlainSphinx.open(key, packet);
        assertThat(plain.whole()).isTrue();
        assertThat(plain.block()).isEqualTo(step.bytes("block"));
        assertThat(plain.tag()).isEqualTo(step.bytes("replay_tag"));
        assertThat(Sha256.hash(plain.out())).isEqualTo(step.bytes("out_sha256"));
        try (var mixKey = AgreementKey.restore(Suite.X25519, key.clone());
                var layer = Layer.of(packet, mixKey)) {
            var tag = layer.tag();
            assertThat(new Sphinx.Token(tag.high(), tag.low())).isEqualTo(token(step.bytes("replay_tag")));
        }
    }

    @Test
    void replyBlocksAreThoseOfTheReference() throws PeerFault {
        for (var answer : fiveLengths()) {
            var block = new ReplyBlock(answer.bytes("surb"));
            var key = Span.of(block.bytes(), 360, 32).copy();
            var draws = drawing(answer.bytes("surb_id"), answer.bytes("surb_x"), answer.bytes("surb_pad"), key);
            try (var blocks = new ReplyBlocks<String>(draws)) {
                var made = blocks.make(path(answer), "the reference", Duration.ofHours(1), EPOCH_ZERO);
                assertThat(made.bytes()).isEqualTo(block.bytes());
                var packet = block.use(answer.bytes("body"), 0).orElseThrow();
                assertThat(packet.to()).isEqualTo(path(answer).getFirst().node());
                assertThat(Sha256.hash(packet.bytes())).isEqualTo(answer.bytes("reply_sha256"));
                var keys = answer.list("node_priv");
                for (int hop = 0; hop < keys.size() - 1; hop++) {
                    assertThat(opened(keys.get(hop), packet.bytes())).isInstanceOf(Opened.Forward.class);
                }
                var reply = (Opened.Reply) opened(keys.getLast(), packet.bytes());
                assertThat(reply.id()).isEqualTo(token(answer.bytes("surb_id")));
                assertThat(blocks.open(reply, EPOCH_ZERO).body()).isEqualTo(answer.bytes("body"));
            }
        }
    }

    private static List<Reference> fiveLengths() {
        var answers = Reference.of("sphinx");
        assertThat(answers).extracting(it -> it.number("hops")).containsExactly(1, 2, 3, 4, 5);
        return answers;
    }

    private static List<Reference> steps(Reference answer) {
        return answer.fields().getAsJsonArray("steps").asList().stream()
                .map(step -> new Reference(step.getAsJsonObject()))
                .toList();
    }

    private static List<Hop> path(Reference answer) {
        var path = new ArrayList<Hop>();
        for (var key : answer.list("node_priv")) {
            try (var mixKey = AgreementKey.restore(Suite.X25519, key)) {
                var node = NodeId.of(Sha256.hash(mixKey.publicKey()));
                path.add(new Hop(node, mixKey.publicKey(), 0, Duration.ofMillis(50)));
            }
        }
        return path;
    }

    private static Opened opened(byte[] privateKey, byte[] packet) throws PeerFault {
        try (var key = MixKey.restore(0, privateKey.clone())) {
            return key.open(packet);
        }
    }

    private static Sphinx.Token token(byte[] bytes) {
        var in = ByteBuffer.wrap(bytes);
        return new Sphinx.Token(in.getLong(), in.getLong());
    }

    /// Hands out the beginning of each of these in turn.
    private static Entropy drawing(byte[]... draws) {
        var left = new ArrayList<>(List.of(draws));
        return out -> System.arraycopy(left.removeFirst(), 0, out, 0, out.length);
    }
}
