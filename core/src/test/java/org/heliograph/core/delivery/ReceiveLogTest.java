package org.heliograph.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.heliograph.core.wire.Ack;
import org.heliograph.testkit.Cases;
import org.junit.jupiter.api.Test;

class ReceiveLogTest {
    private final ReceiveLog log = new ReceiveLog();

    /// The numbers below 4,096 that an entry says are committed.
    private static TreeSet<Integer> named(long next, byte[] bitmap) {
        var named = new TreeSet<Integer>();
        for (int n = 0; n < next; n++) {
            named.add(n);
        }
        BitSet.valueOf(bitmap).stream().forEach(bit -> named.add((int) next + 1 + bit));
        return named;
    }

    @Test
    void itNamesExactlyWhatWasCommitted() {
        Cases.forAll(500, random -> {
            var chains = new ReceiveLog();
            var committed = new TreeMap<Long, TreeSet<Integer>>();
            int span = random.pick(10, 100, 900);
            for (int i = 0; i < 200; i++) {
                long tag = random.nextInt(1, 5);
                int n = random.nextInt(span);
                chains.commit(tag, n, true);
                committed.computeIfAbsent(tag, _ -> new TreeSet<>()).add(n);
            }
            for (var entry : chains.full(2_900).body().chains()) {
                assertThat(named(entry.next(), entry.bitmap())).isEqualTo(committed.remove(entry.chainTag()));
            }
            assertThat(committed).isEmpty();
        });
    }

    @Test
    void theHeadNamesTheNewestArrivalAndThenChainsWithGapsInTurns() {
        log.commit(1, 5, true);
        log.commit(2, 7, true);
        log.commit(3, 0, true);
        assertThat(nextHead()).isEqualTo(new Ack.Head(3, 1, 0));
        assertThat(nextHead()).isEqualTo(new Ack.Head(2, 0, 1 << 6));
        assertThat(nextHead()).isEqualTo(new Ack.Head(1, 0, 1 << 4));
        assertThat(nextHead().chainTag()).isEqualTo(2);
        assertThat(nextHead().chainTag()).isEqualTo(1);
        assertThat(nextHead().chainTag()).isEqualTo(2);
        assertThat(log.anyWanted()).isFalse();
    }

    private Ack.Head nextHead() {
        var report = log.head();
        log.reported(report, ReceivingChain.NOBODY);
        return report.head();
    }

    @Test
    void whatAHeadCannotHoldIsStillWanted() {
        log.commit(1, 50, true);
        log.reported(log.head(), ReceivingChain.NOBODY);
        assertThat(log.anyWanted()).isTrue();
        log.reported(log.full(2_900), 7);
        assertThat(log.anyWanted()).isFalse();
    }

    @Test
    void aRefusedNumberIsNeverNamedEvenWhenItComesAgain() {
        log.commit(1, 0, true);
        log.refuse(1, 1);
        log.commit(1, 2, true);
        assertThat(log.repeated(1, 1)).isEmpty();
        assertThat(log.full(2_900).head()).isEqualTo(new Ack.Head(1, 1, 1));
    }

    @Test
    void aForgottenChainIsNamedAgainByWhatIsRepeated() {
        for (long tag = 1; tag <= 20; tag++) {
            log.commit(tag, 0, true);
            log.commit(tag, 1, true);
            log.reported(log.full(2_900), tag);
        }
        assertThat(log.chains()).hasSizeLessThanOrEqualTo(ReceiveLog.KEPT_CHAINS + 1);
        assertThat(log.repeated(1, 0)).isPresent();
        assertThat(log.repeated(1, 1)).isPresent();
        assertThat(log.full(2_900).head()).isEqualTo(new Ack.Head(1, 2, 0));
    }

    @Test
    void chainsWithGapsAreBoundedWhateverComes() {
        Cases.forAll(50, random -> {
            var chains = new ReceiveLog();
            for (int i = 0; i < 500; i++) {
                switch (random.nextInt(4)) {
                    case 0 -> chains.skip(random.nextLong(), random.nextInt(1, 4_097));
                    case 1 -> chains.repeated(random.nextLong(), random.nextInt(4_096));
                    case 2 -> chains.refuse(random.nextLong(), random.nextInt(4_096));
                    default -> chains.commit(random.nextLong(), random.nextInt(4_096), true);
                }
                assertThat(chains.chains()).hasSizeLessThanOrEqualTo(ReceiveLog.MAX_CHAINS);
            }
            var named = new HashSet<Long>();
            while (chains.anyWanted()) {
                var report = chains.full(207);
                report.body().chains().forEach(entry -> named.add(entry.chainTag()));
                chains.reported(report, 1);
            }
            assertThat(named).isNotEmpty();
        });
    }

    @Test
    void itSurvivesInTheStateRow() {
        log.commit(-1, 0, true);
        log.commit(7, 9, false);
        log.refuse(7, 3);
        log.skip(8, 4_096);
        log.reported(log.full(2_900), 12);
        var state = StateRow.decode(new StateRow(1, 2, 3, List.of(), log.chains()).encode());
        var restored = new ReceiveLog();
        state.receiving().forEach(restored::restore);
        assertThat(new StateRow(1, 2, 3, List.of(), restored.chains()).encode()).isEqualTo(state.encode());
        assertThat(restored.repeated(7, 3)).isEmpty();
        assertThat(restored.repeated(7, 9).orElseThrow().namedBy).isEqualTo(12);
    }
}
