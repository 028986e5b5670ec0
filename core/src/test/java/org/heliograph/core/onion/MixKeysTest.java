package org.heliograph.core.onion;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.heliograph.core.NodeId;
import org.heliograph.core.Now;
import org.heliograph.core.PeerFault;
import org.heliograph.core.PeerFault.Kind;
import org.heliograph.core.onion.Sphinx.Hop;
import org.heliograph.core.onion.Sphinx.Opened;
import org.heliograph.core.wire.Writer;
import org.heliograph.crypto.Entropy;
import org.heliograph.crypto.OpenSecrets;
import org.heliograph.testkit.CanaryScan;
import org.heliograph.testkit.Case;
import org.heliograph.testkit.Cases;
import org.junit.jupiter.api.Test;

class MixKeysTest {
    private static final long DAY = 20_784;

    private final Entropy entropy = new Case(1)::nextBytes;
    private final MixKeys keys = MixKeys.generate(DAY, entropy);

    /// A packet for this node alone, by what its record shows of this epoch.
    private byte[] packet(long epoch) {
        return packet(keys.publicKeys().get((int) (epoch - keys.firstEpoch())), epoch);
    }

    private byte[] packet(byte[] mixKey, long epoch) {
        try {
            var hop = new Hop(NodeId.ZERO, mixKey, epoch, Duration.ZERO);
            return Sphinx.wrap(List.of(hop), new byte[9], entropy).bytes();
        } catch (PeerFault fault) {
            throw new AssertionError(fault);
        }
    }

    private static List<String> shown(MixKeys keys) {
        return keys.publicKeys().stream().map(HexFormat.of()::formatHex).toList();
    }

    private static Kind refusal(MixKeys keys, byte[] packet, long epoch) {
        try {
            throw new AssertionError(keys.open(packet.clone(), (int) epoch & 0xff));
        } catch (PeerFault fault) {
            return fault.kind();
        }
    }

    private static void opens(MixKeys keys, byte[] packet, long epoch) {
        try {
            assertThat(keys.open(packet.clone(), (int) epoch & 0xff)).isInstanceOf(Opened.Final.class);
        } catch (PeerFault fault) {
            throw new AssertionError("epoch " + epoch, fault);
        }
    }

    @Test
    void theEpochIsTheDaySince1970() {
        assertThat(MixKeys.epochOf(at("1970-01-01T23:59:59Z"))).isOne(); // a clock that was never set stops nothing
        assertThat(MixKeys.epochOf(at("2026-11-25T00:00:00Z"))).isEqualTo(20_782);
        assertThat(MixKeys.epochOf(at("2026-11-25T23:59:59.999Z"))).isEqualTo(20_782);
        assertThat(MixKeys.epochOf(at("2026-11-26T00:00:00Z"))).isEqualTo(20_783);
    }

    private static Now at(String wall) {
        return new Now(Duration.ZERO, Instant.parse(wall));
    }

    @Test
    void yesterdayTodayAndTomorrowAreOpenedAndNoOtherDay() {
        assertThat(keys.firstEpoch()).isEqualTo(DAY - 1);
        assertThat(shown(keys)).hasSize(8).doesNotHaveDuplicates();
        for (long epoch = DAY - 1; epoch <= DAY + 6; epoch++) {
            if (epoch <= DAY + 1) {
                opens(keys, packet(epoch), epoch);
            } else {
                assertThat(refusal(keys, packet(epoch), epoch)).isEqualTo(Kind.OUT_OF_TURN);
            }
        }
    }

    @Test
    void aPacketUnderTheEpochOfAnotherKeyIsRefused() {
        assertThat(refusal(keys, packet(DAY), DAY + 1)).isEqualTo(Kind.FORGED);
        opens(keys, packet(DAY), DAY + 256); // a byte is all that a frame has room for
    }

    /// A node that is up all month, one that starts every few days: each day's key opens on three days and then never.
    @Test
    void throughAMonthEachKeyOpensOnItsThreeDaysOnly() {
        Cases.forAll(10, random -> {
            try (var node = MixKeys.generate(DAY, random::nextBytes)) {
                var shown = new TreeMap<Long, byte[]>();
                for (long day = DAY; day < DAY + 30; day += random.pick(1, 1, 1, 2, 3, 9)) {
                    assertThat(node.advance(day)).isEqualTo(day != DAY);
                    assertThat(node.firstEpoch()).isEqualTo(day - 1);
                    assertThat(node.publicKeys()).hasSize(8);
                    for (int i = 0; i < 8; i++) {
                        var key = node.publicKeys().get(i);
                        var earlier = shown.putIfAbsent(day - 1 + i, key);
                        assertThat(key).isEqualTo(earlier == null ? key : earlier);
                    }
                    for (var epoch : shown.keySet()) {
                        var packet = packet(shown.get(epoch), epoch);
                        if (Math.abs(epoch - day) <= 1) {
                            opens(node, packet, epoch);
                        } else {
                            assertThat(refusal(node, packet, epoch)).isEqualTo(Kind.OUT_OF_TURN);
                        }
                    }
                }
            }
        });
    }

    /// Who takes the device on the third day has no key of the first: neither the node nor its row.
    @Test
    void aKeyIsGoneAfterItsTime() {
        var old = SphinxTest.privateKey(keys, DAY);
        var scan = new CanaryScan().bytes("a key of the past", old);
        assertThat(scan.in("row", keys.encode())).isNotEmpty();
        int before = OpenSecrets.count();
        keys.advance(DAY + 1);
        assertThat(scan.in("row", keys.encode())).isNotEmpty();
        keys.advance(DAY + 2);
        assertThat(scan.in("row", keys.encode())).isEmpty();
        assertThat(OpenSecrets.count()).isEqualTo(before);
    }

    @Test
    void nothingIsOpenedTwice() {
        var packet = packet(DAY);
        opens(keys, packet, DAY);
        assertThat(refusal(keys, packet, DAY)).isEqualTo(Kind.REPLAYED);
        var changed = packet.clone();
        changed[2_000] ^= 1; // another payload under the same header is the same packet
        assertThat(refusal(keys, changed, DAY)).isEqualTo(Kind.REPLAYED);
        keys.advance(DAY + 1);
        assertThat(refusal(keys, packet, DAY)).isEqualTo(Kind.REPLAYED);
        keys.advance(DAY + 2);
        assertThat(refusal(keys, packet, DAY)).isEqualTo(Kind.OUT_OF_TURN);
    }

    @Test
    void whatIsRefusedAsForgedIsNotRemembered() {
        var packet = packet(DAY);
        var forged = packet.clone();
        forged[100] ^= 1;
        assertThat(refusal(keys, forged, DAY)).isEqualTo(Kind.FORGED);
        assertThat(keys.tagRows()).allMatch(row -> row.length == 37);
        opens(keys, packet, DAY);
    }

    @Test
    void aReplacedChainOpensNothingOfBefore() {
        var packet = packet(DAY);
        var before = shown(keys);
        int secrets = OpenSecrets.count();
        keys.replace(DAY);
        assertThat(OpenSecrets.count()).isEqualTo(secrets);
        assertThat(refusal(keys, packet, DAY)).isEqualTo(Kind.FORGED);
        assertThat(shown(keys)).hasSize(8).doesNotContainAnyElementsOf(before);
        assertThat(keys.firstEpoch()).isEqualTo(DAY - 1);
        opens(keys, packet(DAY), DAY);
    }

    @Test
    void aClockThatGoesBackADayChangesNothingAndOneThatGoesFurtherReplacesTheChain() {
        var before = shown(keys);
        assertThat(keys.advance(DAY - 1)).isFalse();
        assertThat(shown(keys)).isEqualTo(before);
        opens(keys, packet(DAY), DAY);
        assertThat(keys.advance(DAY)).isFalse();
        assertThat(shown(keys)).isEqualTo(before);
        opens(keys, packet(DAY + 1), DAY + 1);
        assertThat(keys.advance(DAY - 2)).isTrue();
        assertThat(keys.firstEpoch()).isEqualTo(DAY - 3);
        assertThat(shown(keys)).doesNotContainAnyElementsOf(before);
        opens(keys, packet(DAY - 2), DAY - 2);
    }

    @Test
    void aNodeThatSleptForLongHasAWholeNewChain() {
        var before = shown(keys);
        assertThat(keys.advance(DAY + 100)).isTrue();
        assertThat(keys.firstEpoch()).isEqualTo(DAY + 99);
        assertThat(shown(keys)).hasSize(8).doesNotContainAnyElementsOf(before);
    }

    @Test
    void theRowIsReadBackAndWiped() throws PeerFault {
        var packets = List.of(packet(DAY - 1), packet(DAY), packet(DAY + 1));
        var row = keys.encode();
        try (var read = MixKeys.decode(row, entropy)) {
            assertThat(row).containsOnly(0);
            assertThat(read.encode()).isEqualTo(keys.encode());
            assertThat(shown(read)).isEqualTo(shown(keys));
            for (int i = 0; i < 3; i++) {
                opens(read, packets.get(i), DAY - 1 + i);
            }
        }
    }

    @Test
    void anyOtherRowIsRefusedAndWiped() {
        Cases.forAll(300, random -> {
            var row = keys.encode();
            if (random.nextBoolean()) {
                row[0] = (byte) random.nextInt(2, 256);
            } else {
                row = Arrays.copyOf(row, random.nextInt(2) * row.length + random.nextInt(row.length));
            }
            try {
                throw new AssertionError(MixKeys.decode(row, entropy));
            } catch (PeerFault refused) {
                assertThat(refused.kind()).isEqualTo(Kind.MALFORMED);
            }
            for (byte value : row) {
                assertThat(value).isZero();
            }
        });
    }

    @Test
    void aCleanStopKeepsWhatWasOpened() throws PeerFault {
        var seen = new ArrayList<byte[]>();
        for (int i = 0; i < 300; i++) {
            long epoch = DAY - 1 + i % 3;
            seen.add(packet(epoch));
            opens(keys, seen.getLast(), epoch);
        }
        var rows = new ArrayList<>(keys.tagRows());
        Collections.shuffle(rows, new Random(1));
        try (var restarted = MixKeys.decode(keys.encode(), entropy)) {
            assertThat(restarted.restoreTags(rows)).isTrue();
            for (int i = 0; i < 300; i++) {
                assertThat(refusal(restarted, seen.get(i), DAY - 1 + i % 3)).isEqualTo(Kind.REPLAYED);
            }
            opens(restarted, packet(DAY), DAY);
        }
    }

    /// Rows that are missing, of another chain, cut or of nothing: the chain must be replaced.
    @Test
    void aStopThatWasNotCleanIsNoticed() throws PeerFault {
        for (int i = 0; i < 5; i++) {
            opens(keys, packet(DAY), DAY);
        }
        var rows = keys.tagRows();
        assertThat(rows).hasSize(8);
        assertThat(restarted().restoreTags(rows)).isTrue();
        assertThat(restarted().restoreTags(List.of())).isFalse();
        for (int missing = 0; missing < 8; missing++) {
            var rest = new ArrayList<>(rows);
            rest.remove(missing);
            assertThat(restarted().restoreTags(rest)).isFalse();
        }
        var cut = new ArrayList<>(rows);
        cut.set(1, Arrays.copyOf(rows.get(1), rows.get(1).length - 16));
        assertThat(restarted().restoreTags(cut)).isFalse();
        cut.set(1, Arrays.copyOf(rows.get(1), rows.get(1).length - 3));
        assertThat(restarted().restoreTags(cut)).isFalse();
        cut.set(1, new byte[0]);
        assertThat(restarted().restoreTags(cut)).isFalse();
        try (var other = MixKeys.generate(DAY, entropy)) {
            assertThat(restarted().restoreTags(other.tagRows())).isFalse();
        }
    }

    private MixKeys restarted() throws PeerFault {
        return MixKeys.decode(keys.encode(), entropy);
    }

    /// Filled by the rows of a clean stop: as many packets would take a minute.
    @Test
    void aKeyThatOpenedAllItMayTakesNoMoreUntilTheChainIsReplaced() throws PeerFault {
        var node = restarted();
        assertThat(node.restoreTags(fullRows(ReplayTags.MAX - 1))).isTrue();
        assertThat(node.isFull()).isFalse();
        opens(node, packet(DAY), DAY);
        assertThat(node.isFull()).isTrue();
        assertThat(refusal(node, packet(DAY), DAY)).isEqualTo(Kind.OVER_LIMIT);
        opens(node, packet(DAY + 1), DAY + 1);
        assertThat(node.tagRows()).allMatch(row -> row.length < 1 << 20);
        assertThat(restarted().restoreTags(node.tagRows())).isTrue();
        assertThat(restarted().restoreTags(fullRows(ReplayTags.MAX + 1))).isFalse();
        node.replace(DAY);
        assertThat(node.isFull()).isFalse();
        opens(node, packet(node.publicKeys().get(1), DAY), DAY);
    }

    private List<byte[]> fullRows(int count) {
        var rows = new ArrayList<>(keys.tagRows());
        rows.remove(1);
        int at = 0;
        while (at < count) {
            int end = Math.min(at + MixKey.TAGS_IN_ROW, count);
            var row = new Writer(37 + 16 * (end - at))
                    .u8(1)
                    .bytes(keys.publicKeys().get(1))
                    .u32(count);
            for (; at < end; at++) {
                row.u64(at).u64(at * 0x9e3779b97f4a7c15L);
            }
            rows.add(row.toBytes());
        }
        return rows;
    }
}
