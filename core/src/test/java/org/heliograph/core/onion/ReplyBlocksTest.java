package org.heliograph.core.onion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.heliograph.core.NodeId;
import org.heliograph.core.Now;
import org.heliograph.core.PeerFault;
import org.heliograph.core.PeerFault.Kind;
import org.heliograph.core.onion.Sphinx.Hop;
import org.heliograph.core.onion.Sphinx.Opened;
import org.heliograph.core.onion.Sphinx.Packet;
import org.heliograph.core.onion.Sphinx.ReplyBlock;
import org.heliograph.core.wire.Frame;
import org.heliograph.crypto.OpenSecrets;
import org.heliograph.testkit.Case;
import org.heliograph.testkit.Cases;
import org.junit.jupiter.api.Test;

class ReplyBlocksTest {
    private static final Duration HOUR = Duration.ofHours(1);

    private final Mixes mixes = new Mixes(5, new Case(1));
    private final ReplyBlocks<String> blocks = new ReplyBlocks<>(mixes.entropy);

    private ReplyBlock make(int hops, String purpose) {
        return make(mixes.path(hops), purpose, HOUR);
    }

    private ReplyBlock make(List<Hop> path, String purpose, Duration lifetime) {
        try {
            return blocks.make(path, purpose, lifetime, Mixes.NOON);
        } catch (PeerFault fault) {
            throw new AssertionError(fault);
        }
    }

    private Opened.Reply arrived(Packet packet) throws PeerFault {
        return (Opened.Reply) mixes.travel(packet);
    }

    private static Packet use(ReplyBlock block, byte[] body) {
        return block.use(body, Mixes.TODAY).orElseThrow();
    }

    private static Now after(Duration time) {
        return new Now(Mixes.NOON.uptime().plus(time), Mixes.NOON.wall().plus(time));
    }

    private static Kind refusal(ReplyBlocks<?> blocks, Opened.Reply reply, Now now) {
        try {
            throw new AssertionError(blocks.open(reply, now));
        } catch (PeerFault fault) {
            return fault.kind();
        }
    }

    @Test
    void anAnswerComesBackOverAnyPathAndSaysWhatItIsFor() {
        Cases.forAll(200, random -> {
            int hops = random.nextInt(1, 6);
            try (var mixes = new Mixes(hops, random);
                    var mine = new ReplyBlocks<Integer>(mixes.entropy)) {
                int purpose = random.nextInt();
                var made = mine.make(mixes.path(hops), purpose, HOUR, Mixes.NOON);
                var given = new ReplyBlock(made.bytes().clone()); // what the answerer reads
                assertThat(given.bytes()).hasSize(396).hasSize(Frame.REPLY_BLOCK_BYTES);
                var body = random.bytesUpTo(Sphinx.BODY_BYTES);
                var packet = given.use(body, Mixes.TODAY).orElseThrow();
                for (int hop = 0; hop < hops - 1; hop++) {
                    assertThat(packet.to()).isEqualTo(mixes.ids.get(hop));
                    assertThat(packet.keyEpoch()).isEqualTo((int) Mixes.TODAY & 0xff);
                    assertThat(packet.bytes()).hasSize(Sphinx.PACKET_BYTES);
                    packet = ((Opened.Forward) mixes.open(packet)).packet();
                }
                var answer = mine.open((Opened.Reply) mixes.open(packet), Mixes.NOON);
                assertThat(answer.purpose()).isEqualTo(purpose);
                assertThat(answer.body()).isEqualTo(Arrays.copyOf(body, Sphinx.BODY_BYTES));
                assertThat(mine.size()).isZero();
            }
        });
    }

    /// Neither the owner's node nor that of another: they see a payload that was decrypted once too often.
    @Test
    void onlyTheOwnerReadsAnAnswer() throws PeerFault {
        var block = make(3, "mine");
        var body = new byte[Sphinx.BODY_BYTES];
        Arrays.fill(body, (byte) 7);
        var reply = arrived(use(block, body));
        int sevens = 0;
        for (byte value : reply.payload()) {
            sevens += value == 7 ? 1 : 0;
        }
        assertThat(sevens).isLessThan(60);
        assertThat(refusal(new ReplyBlocks<String>(mixes.entropy), reply, Mixes.NOON))
                .isEqualTo(Kind.OUT_OF_TURN);
        assertThat(blocks.open(reply, Mixes.NOON).body()).isEqualTo(body);
    }

    @Test
    void aBlockIsGoodForOneAnswer() throws PeerFault {
        var block = make(3, "once");
        var reply = arrived(use(block, new byte[1]));
        var copy = new Opened.Reply(reply.id(), reply.payload().clone());
        blocks.open(reply, Mixes.NOON);
        assertThat(refusal(blocks, copy, Mixes.NOON)).isEqualTo(Kind.OUT_OF_TURN);
        // and a second use does not come past the first hop
        assertThatThrownBy(() -> mixes.travel(use(block, new byte[2]))).hasMessageContaining("REPLAYED");
    }

    @Test
    void aBlockEndsAfterItsLifetime() throws PeerFault {
        var early = arrived(use(make(2, "in time"), new byte[1]));
        var late = arrived(use(make(2, "too late"), new byte[1]));
        blocks.open(early, after(HOUR.minusMillis(1)));
        assertThat(refusal(blocks, late, after(HOUR))).isEqualTo(Kind.OUT_OF_TURN);
        make(2, "forgotten");
        assertThat(blocks.size()).isEqualTo(1);
        blocks.expire(after(HOUR.minusMillis(1)));
        assertThat(blocks.size()).isEqualTo(1);
        blocks.expire(after(HOUR));
        assertThat(blocks.size()).isZero();
    }

    /// Its first key to go is that of yesterday: after today nobody opens it.
    @Test
    void aBlockEndsWithTheMixKeysOnItsPath() throws PeerFault {
        var path = new ArrayList<>(mixes.path(3));
        path.set(1, mixes.hop(1, Mixes.TODAY - 1));
        var reply = arrived(use(make(path, "of yesterday's keys", Duration.ofDays(30)), new byte[1]));
        make(path, "of yesterday's keys", Duration.ofDays(30));
        make(mixes.path(3), "of today's keys", Duration.ofDays(30));
        blocks.expire(after(Duration.ofHours(11)));
        assertThat(blocks.size()).isEqualTo(3);
        assertThat(refusal(blocks, reply, after(Duration.ofHours(12)))).isEqualTo(Kind.OUT_OF_TURN);
        blocks.expire(after(Duration.ofHours(12)));
        assertThat(blocks.size()).isEqualTo(1);
        blocks.expire(after(Duration.ofHours(12 + 24)));
        assertThat(blocks.size()).isZero();
    }

    @Test
    void aBlockIsUsedWhileItsFirstHopHasTheKey() {
        Cases.forAll(300, random -> {
            long epoch = random.oneIn(2) ? random.nextLong(1, 100_000) : 0x10000 + random.nextLong(-2, 3);
            var mixKey = mixes.hop(0, Mixes.TODAY).mixKey();
            var hop = new Hop(mixes.ids.getFirst(), mixKey, epoch, Duration.ZERO);
            var block = make(List.of(hop), "", HOUR);
            for (long away = -3; away <= 3; away++) {
                var packet = block.use(new byte[0], epoch + away);
                assertThat(packet.isPresent()).isEqualTo(Math.abs(away) <= 1);
                packet.ifPresent(it -> assertThat(it.keyEpoch()).isEqualTo((int) epoch & 0xff));
            }
        });
    }

    @Test
    void aBurstIsAnsweredInAnyOrder() throws PeerFault {
        var made = new ArrayList<ReplyBlock>();
        for (int i = 0; i < 500; i++) {
            made.add(make(1 + i % 5, "block " + i));
        }
        assertThat(blocks.size()).isEqualTo(500);
        var order = new ArrayList<Integer>();
        for (int i = 0; i < 500; i++) {
            order.add(i);
        }
        Collections.shuffle(order, new Random(1));
        for (int i : order) {
            var reply = arrived(use(made.get(i), new byte[] {(byte) i}));
            var answer = blocks.open(reply, Mixes.NOON);
            assertThat(answer.purpose()).isEqualTo("block " + i);
            assertThat(answer.body()[0]).isEqualTo((byte) i);
        }
        assertThat(blocks.size()).isZero();
    }

    @Test
    void aPayloadThatWasChangedOnTheWayIsRefusedAndItsBlockSpent() {
        Cases.forAll(300, random -> {
            int hops = random.nextInt(1, 6);
            var packet = use(make(hops, "changed"), random.bytes(50));
            int changedAt = random.nextInt(hops);
            for (int hop = 0; hop < hops; hop++) {
                if (hop == changedAt) {
                    packet.bytes()[random.nextInt(Header.BYTES, Sphinx.PACKET_BYTES)] ^=
                            (byte) (1 << random.nextInt(8));
                }
                if (hop < hops - 1) {
                    packet = ((Opened.Forward) mixes.open(packet)).packet();
                }
            }
            var reply = (Opened.Reply) mixes.open(packet);
            assertThat(refusal(blocks, reply, Mixes.NOON)).isEqualTo(Kind.FORGED);
            assertThat(blocks.size()).isZero();
        });
    }

    @Test
    void whatIsNotWaitedForAnyMoreIsForgotten() throws PeerFault {
        var kept = use(make(2, "kept"), new byte[1]);
        var gone = use(make(2, "gone"), new byte[1]);
        make(2, "gone");
        blocks.forget("gone");
        assertThat(blocks.size()).isEqualTo(1);
        assertThat(refusal(blocks, arrived(gone), Mixes.NOON)).isEqualTo(Kind.OUT_OF_TURN);
        assertThat(blocks.open(arrived(kept), Mixes.NOON).purpose()).isEqualTo("kept");
    }

    @Test
    void beyondTheBoundTheOldestGoes() throws PeerFault {
        var path = mixes.path(1);
        var first = use(make(path, "the first", HOUR), new byte[1]);
        var second = use(make(path, "the second", HOUR), new byte[1]);
        for (int i = 1; i < ReplyBlocks.MAX; i++) {
            make(path, "more", HOUR);
        }
        assertThat(blocks.size()).isEqualTo(ReplyBlocks.MAX);
        assertThat(refusal(blocks, arrived(first), Mixes.NOON)).isEqualTo(Kind.OUT_OF_TURN);
        assertThat(blocks.open(arrived(second), Mixes.NOON).purpose()).isEqualTo("the second");
        blocks.close();
        assertThat(blocks.size()).isZero();
    }

    @Test
    void everyWayABlockEndsWipesItsKeys() throws PeerFault {
        int before = OpenSecrets.count();
        var answered = arrived(use(make(5, "answered"), new byte[1]));
        var tampered = arrived(use(make(5, "tampered"), new byte[1]));
        tampered.payload()[9] ^= 1;
        var late = arrived(use(make(5, "late"), new byte[1]));
        make(5, "forgotten");
        assertThat(OpenSecrets.count()).isEqualTo(before + 4 * 5);
        blocks.open(answered, Mixes.NOON);
        refusal(blocks, tampered, Mixes.NOON);
        blocks.forget("forgotten");
        refusal(blocks, late, after(HOUR));
        assertThat(OpenSecrets.count()).isEqualTo(before);
        make(5, "expired");
        blocks.expire(after(HOUR));
        make(5, "closed");
        blocks.close();
        assertThat(OpenSecrets.count()).isEqualTo(before);
        var bad = mixes.path(4);
        bad.set(3, new Hop(NodeId.ZERO, new byte[32], Mixes.TODAY, Duration.ZERO));
        assertThatThrownBy(() -> blocks.make(bad, "", HOUR, Mixes.NOON)).isInstanceOf(PeerFault.class);
        assertThat(OpenSecrets.count()).isEqualTo(before);
        assertThat(blocks.size()).isZero();
    }

    /// A stranger's block is any 396 bytes.
    @Test
    void anyBytesCanBeUsedAsABlock() {
        Cases.forAll(300, random -> {
            var block = new ReplyBlock(random.bytes(ReplyBlock.BYTES));
            var body = random.bytesUpTo(Sphinx.BODY_BYTES);
            for (long day : new long[] {Mixes.TODAY, 0, 0xffff}) {
                block.use(body, day).ifPresent(it -> assertThat(it.bytes()).hasSize(Sphinx.PACKET_BYTES));
            }
        });
    }
}
