package org.heliograph.core.onion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.heliograph.core.NodeId;
import org.heliograph.core.PeerFault;
import org.heliograph.core.PeerFault.Kind;
import org.heliograph.core.onion.Sphinx.Hop;
import org.heliograph.core.onion.Sphinx.Opened;
import org.heliograph.core.onion.Sphinx.Packet;
import org.heliograph.core.wire.Writer;
import org.heliograph.crypto.OpenSecrets;
import org.heliograph.testkit.CanaryScan;
import org.heliograph.testkit.Case;
import org.heliograph.testkit.Cases;
import org.junit.jupiter.api.Test;

class SphinxTest {
    @Test
    void everyHopLearnsTheNextAndTheLastOneTheBody() {
        Cases.forAll(300, random -> {
            try (var mixes = new Mixes(random.nextInt(1, Sphinx.MAX_HOPS + 1), random)) {
                var path = mixes.path(mixes.ids.size());
                var body = random.bytesUpTo(Sphinx.BODY_BYTES);
                var packet = mixes.wrap(path, body);
                for (int hop = 0; hop < path.size() - 1; hop++) {
                    assertThat(packet.to()).isEqualTo(mixes.ids.get(hop));
                    assertThat(packet.keyEpoch()).isEqualTo((int) Mixes.TODAY & 0xff);
                    assertThat(packet.bytes()).hasSize(4_064);
                    var forward = (Opened.Forward) mixes.open(packet);
                    assertThat(forward.delay()).isEqualTo(path.get(hop).delay());
                    packet = forward.packet();
                }
                assertThat(packet.bytes()).hasSize(4_064);
                var last = (Opened.Final) mixes.open(packet);
                assertThat(last.body()).isEqualTo(Arrays.copyOf(body, Sphinx.BODY_BYTES));
            }
        });
    }

    /// Beside the next one, that is: and that is only in what opening gives, not in the packet that goes on.
    @Test
    void noHopSeesAnyOtherNodeOrTheBody() {
        Cases.forAll(100, random -> {
            try (var mixes = new Mixes(5, random)) {
                var scan = new CanaryScan();
                mixes.ids.forEach(id -> scan.bytes("a node", id.toBytes()));
                var body = random.bytes(64);
                scan.bytes("the body", body);
                var packet = mixes.wrap(mixes.path(5), body);
                for (int hop = 0; hop < 4; hop++) {
                    assertThat(scan.in("packet", packet.bytes())).isEmpty();
                    packet = ((Opened.Forward) mixes.open(packet)).packet();
                }
                assertThat(scan.in("packet", packet.bytes())).isEmpty();
            }
        });
    }

    @Test
    void onlyTheNodeItIsForOpensAPacket() {
        Cases.forAll(50, random -> {
            try (var mixes = new Mixes(5, random)) {
                var packet = mixes.wrap(mixes.path(5), random.bytes(100));
                for (int hop = 0; hop < 5; hop++) {
                    for (int other = 0; other < 5; other++) {
                        var wrong = new Packet(
                                mixes.ids.get(other),
                                packet.keyEpoch(),
                                packet.bytes().clone());
                        if (other != hop) {
                            assertThat(refusal(mixes, wrong)).isEqualTo(Kind.FORGED);
                        }
                    }
                    if (mixes.open(packet) instanceof Opened.Forward forward) {
                        packet = forward.packet();
                    }
                }
            }
        });
    }

    @Test
    void anyFlippedBitOfTheHeaderIsRefusedAtTheNextHop() throws PeerFault {
        try (var mixes = new Mixes(3, new Case(1))) {
            var packet = mixes.wrap(mixes.path(3), new byte[10]);
            for (int hop = 0; hop < 3; hop++) {
                for (int bit = 0; bit < Header.BYTES * 8; bit++) {
                    var changed = Mixes.copy(packet);
                    changed.bytes()[bit / 8] ^= (byte) (1 << (bit % 8));
                    var untouched = changed.bytes().clone();
                    assertThat(refusal(mixes, changed)).as("bit %d", bit).isIn(Kind.FORGED, Kind.MALFORMED);
                    assertThat(changed.bytes()).isEqualTo(untouched);
                }
                if (mixes.open(packet) instanceof Opened.Forward forward) {
                    packet = forward.packet();
                }
            }
        }
    }

    @Test
    void anyFlippedBitOfThePayloadIsFoundAtTheEnd() {
        Cases.forAll(1_000, random -> {
            int hops = random.nextInt(1, 6);
            try (var mixes = new Mixes(hops, random)) {
                var packet = mixes.wrap(mixes.path(hops), random.bytes(500));
                int changedAt = random.nextInt(hops);
                for (int hop = 0; hop < hops; hop++) {
                    if (hop == changedAt) {
                        int bit = random.nextInt(Header.BYTES * 8, Sphinx.PACKET_BYTES * 8);
                        packet.bytes()[bit / 8] ^= (byte) (1 << (bit % 8));
                    }
                    if (hop < hops - 1) {
                        packet = ((Opened.Forward) mixes.open(packet)).packet();
                    }
                }
                assertThat(refusal(mixes, packet)).isEqualTo(Kind.FORGED);
            }
        });
    }

    @Test
    void nothingThatArrivesDoesWorseThanBeingRefused() throws PeerFault {
        int before = OpenSecrets.count();
        try (var mixes = new Mixes(3, new Case(2))) {
            var whole = mixes.wrap(mixes.path(3), new byte[100]);
            Cases.forAll(12_000, random -> {
                var bytes = random.oneIn(3)
                        ? random.bytes(Sphinx.PACKET_BYTES)
                        : whole.bytes().clone();
                for (int changes = random.nextInt(1, 5); changes > 0; changes--) {
                    int within = random.nextBoolean() ? Header.BYTES : bytes.length;
                    bytes[random.nextInt(within)] ^= (byte) random.nextInt(1, 256);
                }
                if (random.oneIn(20)) {
                    bytes = Arrays.copyOf(bytes, random.nextInt(5_000));
                }
                int keyEpoch = random.oneIn(10) ? random.nextInt(256) : whole.keyEpoch();
                refusedOrForwarded(mixes.keys.get(random.nextInt(3)), bytes, keyEpoch);
            });
        }
        assertThat(OpenSecrets.count()).isEqualTo(before);
    }

    /// A change of the payload passes the first hop, once: after that it is a replay.
    private static void refusedOrForwarded(MixKeys keys, byte[] bytes, int keyEpoch) {
        try {
            assertThat(keys.open(bytes, keyEpoch)).isInstanceOf(Opened.Forward.class);
        } catch (PeerFault refused) {
            assertThat(refused.kind()).isNotNull();
        }
    }

    @Test
    void aPointOfLowOrderOrOutOfRangeIsRefused() throws PeerFault {
        try (var mixes = new Mixes(1, new Case(3))) {
            var packet = mixes.wrap(mixes.path(1), new byte[0]);
            var one = new byte[32];
            one[0] = 1;
            var prime = new byte[32];
            Arrays.fill(prime, (byte) 0xff);
            prime[0] = (byte) 0xed;
            prime[31] = 0x7f;
            var high = Arrays.copyOf(packet.bytes(), 32);
            high[31] |= (byte) 0x80;
            for (var alpha : List.of(new byte[32], one, prime, high)) {
                var bad = Mixes.copy(packet);
                System.arraycopy(alpha, 0, bad.bytes(), 0, 32);
                assertThat(refusal(mixes, bad)).isEqualTo(Kind.MALFORMED);
            }
            mixes.open(packet);
        }
    }

    @Test
    void blocksThatNoHonestMakerWritesAreRefused() {
        Cases.forAll(300, random -> {
            try (var mixes = new Mixes(1, random)) {
                int type = random.nextInt(256);
                int ticks = random.nextInt(1 << 16);
                var block = new Writer(Header.BLOCK_BYTES)
                        .u8(type)
                        .u16(ticks)
                        .bytes(random.bytes(53))
                        .toBytes();
                var packet = with(mixes, block, random.bytes(Sphinx.PAYLOAD_BYTES));
                if (type == Header.FORWARD && ticks <= 500) {
                    assertThat(mixes.open(packet)).isInstanceOf(Opened.Forward.class);
                } else if (type == Header.REPLY) {
                    assertThat(mixes.open(packet)).isInstanceOf(Opened.Reply.class);
                } else if (type == Header.FORWARD) {
                    assertThat(refusal(mixes, packet)).isEqualTo(Kind.OVER_LIMIT);
                } else {
                    assertThat(refusal(mixes, packet)).isEqualTo(type == Header.FINAL ? Kind.FORGED : Kind.MALFORMED);
                }
            }
        });
    }

    @Test
    void fiveSecondsIsTheLongestDelay() throws PeerFault {
        try (var mixes = new Mixes(1, new Case(4))) {
            var longest = new Writer(56).u8(1).u16(500).padTo(56).toBytes();
            var opened = (Opened.Forward) mixes.open(with(mixes, longest, new byte[Sphinx.PAYLOAD_BYTES]));
            assertThat(opened.delay()).isEqualTo(Duration.ofSeconds(5)).isEqualTo(Sphinx.MAX_DELAY);
            var longer = new Writer(56).u8(1).u16(501).padTo(56).toBytes();
            assertThat(refusal(mixes, with(mixes, longer, new byte[Sphinx.PAYLOAD_BYTES])))
                    .isEqualTo(Kind.OVER_LIMIT);
        }
    }

    private static Packet with(Mixes mixes, byte[] lastBlock, byte[] payload) throws PeerFault {
        try (var header = Header.make(mixes.path(1), lastBlock, mixes.entropy)) {
            var bytes = new Writer(Sphinx.PACKET_BYTES)
                    .bytes(header.bytes())
                    .bytes(payload)
                    .toBytes();
            return new Packet(mixes.ids.getFirst(), (int) Mixes.TODAY & 0xff, bytes);
        }
    }

    @Test
    void aHopWhoseMixKeyAgreesWithNothingIsItsRecordsFault() {
        int before = OpenSecrets.count();
        try (var mixes = new Mixes(3, new Case(5))) {
            for (int bad = 0; bad < 3; bad++) {
                var path = mixes.path(3);
                path.set(bad, new Hop(NodeId.ZERO, new byte[32], Mixes.TODAY, Duration.ZERO));
                assertThatThrownBy(() -> Sphinx.wrap(path, new byte[0], mixes.entropy))
                        .isInstanceOf(PeerFault.class)
                        .hasMessageContaining("MALFORMED");
            }
        }
        assertThat(OpenSecrets.count()).isEqualTo(before);
    }

    @Test
    void whatCannotBeWrappedIsOurOwnMistake() {
        try (var mixes = new Mixes(6, new Case(6))) {
            var longBody = new byte[Sphinx.BODY_BYTES + 1];
            for (var path : List.of(List.<Hop>of(), mixes.path(6))) {
                assertThatThrownBy(() -> Sphinx.wrap(path, new byte[0], mixes.entropy))
                        .isInstanceOf(IllegalArgumentException.class);
            }
            assertThatThrownBy(() -> Sphinx.wrap(mixes.path(5), longBody, mixes.entropy))
                    .isInstanceOf(IllegalArgumentException.class);
            var id = mixes.ids.getFirst();
            assertThatThrownBy(() -> new Hop(id, new byte[31], 1, Duration.ZERO))
                    .isInstanceOf(IllegalArgumentException.class);
            for (var delay : List.of(Duration.ofMillis(5_001), Duration.ofMillis(-1))) {
                assertThatThrownBy(() -> new Hop(id, new byte[32], 1, delay))
                        .isInstanceOf(IllegalArgumentException.class);
            }
        }
    }

    @Test
    void makingAndOpeningLeavesNoSecretOpen() {
        Cases.forAll(20, random -> {
            try (var mixes = new Mixes(5, random)) {
                int before = OpenSecrets.count();
                mixes.travel(mixes.wrap(mixes.path(5), new byte[5]));
                assertThat(OpenSecrets.count()).isEqualTo(before);
            }
        });
    }

    /// What the exit sees behind its own block: random bytes of the maker, and what the hops before left. Zeros there
    /// would count the hops. Four paths are told apart by no byte that is more frequent than it should be.
    @Test
    void theExitSeesNoiseBehindItsBlockWhateverTheLengthOfThePath() throws Exception {
        int packets = 200;
        for (int hops = 1; hops <= Sphinx.MAX_HOPS; hops++) {
            var frequency = new int[256];
            var earlier = new byte[Header.BETA_BYTES - Header.BLOCK_BYTES];
            for (int i = 0; i < packets; i++) {
                try (var mixes = new Mixes(hops, new Case(1_000L * hops + i))) {
                    var seen = behindItsBlock(mixes, hops);
                    assertThat(seen).isNotEqualTo(earlier);
                    earlier = seen;
                    for (byte value : seen) {
                        frequency[value & 0xff]++;
                    }
                }
            }
            double expected = packets * (Header.BETA_BYTES - Header.BLOCK_BYTES) / 256.0;
            double chiSquare = Arrays.stream(frequency)
                    .mapToDouble(count -> (count - expected) * (count - expected) / expected)
                    .sum();
            assertThat(chiSquare).as("%d hops", hops).isBetween(140.0, 390.0); // 255, and six times its deviation
        }
    }

    private static byte[] behindItsBlock(Mixes mixes, int hops) throws Exception {
        var packet = mixes.wrap(mixes.path(hops), new byte[0]);
        for (int hop = 0; hop < hops - 1; hop++) {
            packet = ((Opened.Forward) mixes.open(packet)).packet();
        }
        var plain = PlainSphinx.open(privateKey(mixes.keys.get(hops - 1), Mixes.TODAY), packet.bytes());
        assertThat(plain.whole()).isTrue();
        return Arrays.copyOfRange(plain.out(), Header.BETA_AT, Header.BETA_AT + 224);
    }

    static byte[] privateKey(MixKeys keys, long epoch) {
        int at = 9 + (int) (epoch - keys.firstEpoch()) * MixKey.BYTES;
        return Arrays.copyOfRange(keys.encode(), at, at + MixKey.BYTES);
    }

    @Test
    void everyHopDoesWhatThePlainOneDoes() {
        Cases.forAll(40, random -> {
            int hops = random.nextInt(1, 6);
            try (var mixes = new Mixes(hops, random)) {
                var packet = mixes.wrap(mixes.path(hops), random.bytesUpTo(100));
                for (int hop = 0; hop < hops; hop++) {
                    var plain = PlainSphinx.open(privateKey(mixes.keys.get(hop), Mixes.TODAY), packet.bytes());
                    assertThat(plain.whole()).isTrue();
                    switch (mixes.open(packet)) {
                        case Opened.Forward forward -> {
                            assertThat(forward.packet().bytes()).isEqualTo(plain.out());
                            packet = forward.packet();
                        }
                        case Opened.Final last ->
                            assertThat(plain.out()).endsWith(last.body()).hasSize(4_064);
                        case Opened.Reply reply -> throw new AssertionError(reply);
                    }
                }
            }
        });
    }

    @Test
    void delaysAreExponentialWithAMeanOfFiftyMilliseconds() {
        var random = new Case(7);
        var delays = new ArrayList<Long>();
        for (int i = 0; i < 100_000; i++) {
            var delay = Sphinx.drawDelay(random::nextBytes);
            assertThat(delay).isBetween(Duration.ZERO, Sphinx.MAX_DELAY);
            assertThat(delay.toMillis() % 10).isZero();
            delays.add(delay.toMillis());
        }
        double mean = delays.stream().mapToLong(it -> it).average().orElseThrow();
        assertThat(mean).isBetween(49.0, 51.0);
        Collections.sort(delays);
        assertThat(delays.get(50_000)).isBetween(30L, 40L); // 50 ln 2 = 34.7
        assertThat(delays.get(99_000)).isBetween(220L, 240L); // 50 ln 100 = 230
    }

    @Test
    void theRarestDrawsAreDelaysToo() {
        assertThat(Sphinx.drawDelay(out -> Arrays.fill(out, (byte) 0xff))).isEqualTo(Duration.ZERO);
        assertThat(Sphinx.drawDelay(out -> {})).isBetween(Duration.ofSeconds(1), Sphinx.MAX_DELAY);
    }

    private static Kind refusal(Mixes mixes, Packet packet) {
        try {
            throw new AssertionError(mixes.open(packet));
        } catch (PeerFault fault) {
            return fault.kind();
        }
    }
}
