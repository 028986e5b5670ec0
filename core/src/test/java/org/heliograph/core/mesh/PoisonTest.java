package org.heliograph.core.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.heliograph.core.mesh.Subject.address;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.heliograph.core.MemoryStore;
import org.heliograph.core.NodeId;
import org.heliograph.core.Now;
import org.heliograph.core.PeerFault;
import org.heliograph.core.Store.Table;
import org.heliograph.core.mesh.Subject.Saying;
import org.heliograph.testkit.Case;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A neighbour that tells nothing but lies, in an open network: ten thousand of them change nothing.
class PoisonTest {
    private static final Now NOW = new Now(Duration.ofHours(1), Instant.ofEpochSecond(1_790_000_000));
    private static final long SECONDS = NOW.wallSeconds();
    private static final int LIES = 10_000;

    private enum Lie {
        NOISE,
        ALTERED,
        SIGNED_BY_ANOTHER,
        REPLAYED,
        OVER,
        FROM_THE_FUTURE,
        OF_ANOTHER_NETWORK,
        WITHOUT_A_PUZZLE,
        CONTRADICTION,
        OF_A_CROWD
    }

    private final Case random = new Case(11);
    private final Admission open = Subject.admission(6);
    private final MemoryStore store = new MemoryStore();
    private final NodeId self = NodeId.of(random.bytes(NodeId.BYTES));
    private final NodeId liar = NodeId.of(random.bytes(NodeId.BYTES));
    private final List<Subject> honest = new ArrayList<>();
    private final Map<NodeId, byte[]> truth = new TreeMap<>();
    private final Subject twoFaced = new Subject(open, random);

    @Test
    @Timeout(120)
    void tenThousandLiesLeaveNothingBehind() throws PeerFault {
        var view = View.load(store, open, self, NOW);
        for (int i = 0; i < 20; i++) {
            var subject = new Subject(open, random);
            var record = subject.record(100, SECONDS - 60, Saying.at(address(198, 51, i, 1)));
            honest.add(subject);
            truth.put(subject.id(), record);
            view.offer(subject.unverified(record), honest.getFirst().id(), NOW);
        }
        var faults = new EnumMap<Lie, Integer>(Lie.class);
        var lies = new ArrayList<NodeRecord>();
        for (int i = 0; i < LIES; i++) {
            var lie = random.pick(Lie.values());
            byte[] record = record(lie);
            try {
                lies.add(NodeRecord.restore(record));
                view.offer(NodeRecord.read(record, open.network()), liar, NOW);
            } catch (PeerFault fault) {
                faults.merge(lie, 1, Integer::sum);
            }
        }

        for (var subject : honest) {
            assertThat(view.find(subject.id()).orElseThrow().bytes()).isEqualTo(truth(subject));
            assertThat(view.held(subject.id())).hasSize(1);
        }
        assertThat(view.find(twoFaced.id())).isEmpty();
        assertThat(view.held(twoFaced.id())).hasSize(2);
        assertThat(view.usable()).as("ten more of one subnet").hasSize(honest.size() + 10);
        assertThat(lies.stream()
                        .map(NodeRecord::element)
                        .distinct()
                        .filter(view.records()::has)
                        .count())
                .as("real nodes of the liar's, and the two faces")
                .isLessThanOrEqualTo(10 + 2);
        assertThat(view.size()).isEqualTo(20 + 10 + 1);
        assertThat(store.count(Table.RECORD)).isEqualTo(view.size());
        assertThat(faults.keySet())
                .as("what only a liar would pass on")
                .containsExactly(
                        Lie.NOISE, Lie.ALTERED, Lie.SIGNED_BY_ANOTHER, Lie.OF_ANOTHER_NETWORK, Lie.WITHOUT_A_PUZZLE);
    }

    private byte[] record(Lie lie) {
        var victim = random.pick(honest);
        return switch (lie) {
            case NOISE -> random.bytes(NodeRecord.BYTES);
            case ALTERED -> {
                var altered = truth(victim).clone();
                altered[random.nextInt(altered.length)] ^= (byte) (1 << random.nextInt(8));
                yield altered;
            }
            case SIGNED_BY_ANOTHER -> {
                var record = victim.record(200, SECONDS, Saying.linkedTo(liar));
                var other = new Subject(open, random).record(200, SECONDS, Saying.linkedTo(liar));
                System.arraycopy(other, record.length - 64, record, record.length - 64, 64);
                yield record;
            }
            case REPLAYED -> victim.record(random.nextInt(100), SECONDS - random.nextInt(9_999));
            case OVER -> new Subject(open, random).record(1, SECONDS - 72 * 3_600 - random.nextInt(9_999));
            case FROM_THE_FUTURE -> new Subject(open, random).record(1, SECONDS + 86_401 + random.nextInt(9_999));
            case OF_ANOTHER_NETWORK ->
                new Subject(new Admission(NetworkTag.of(random.bytes(NetworkTag.BYTES)), 0), random).record(1, SECONDS);
            case WITHOUT_A_PUZZLE -> withoutPuzzle().record(1, SECONDS);
            case CONTRADICTION -> twoFaced.record(1, SECONDS + random.nextInt(9_999));
            case OF_A_CROWD ->
                new Subject(open, random).record(1, SECONDS, Saying.at(address(203, 0, 113, random.nextInt(256))));
        };
    }

    private byte[] truth(Subject subject) {
        return Objects.requireNonNull(truth.get(subject.id()));
    }

    private Subject withoutPuzzle() {
        var cheap = new Subject(Subject.admission(0), random);
        boolean isLucky = open.admits(cheap.keys.nodeKey().publicKey(), cheap.keys.puzzle());
        return isLucky ? withoutPuzzle() : cheap;
    }
}
