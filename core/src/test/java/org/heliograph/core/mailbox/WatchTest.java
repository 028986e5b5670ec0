package org.heliograph.core.mailbox;

import static org.assertj.core.api.Assertions.assertThat;

import org.heliograph.core.wire.SlotId;
import org.heliograph.testkit.Case;
import org.junit.jupiter.api.Test;

class WatchTest {
    private final Case random = new Case(7);
    private final Watch<String> watch = new Watch<>(0);

    @Test
    void aChainIsWatchedFromItsBlockOnAndNoSlotIsMadeTwice() {
        try (var chain = Worlds.chain(random)) {
            assertThat(watch.reach("anna", chain, 0, 3)).hasSize(3);
            assertThat(watch.reach("anna", chain, 0, 3)).isEmpty();
            assertThat(watch.reach("anna", chain, 2, 3)).hasSize(2);
            assertThat(watch.size()).isEqualTo(3);
            assertThat(watch.owner(ChainSlot.id(chain, 1, 0))).isEmpty();
            assertThat(watch.owner(ChainSlot.id(chain, 2, 0))).contains("anna");
            assertThat(watch.owner(ChainSlot.id(chain, 4, 0))).contains("anna");
            assertThat(watch.owner(ChainSlot.id(chain, 5, 0))).isEmpty();
        }
    }

    @Test
    void noWatchReachesBeyondTheEndOfAChain() {
        try (var chain = Worlds.chain(random)) {
            assertThat(watch.reach("anna", chain, Watch.MAX_BLOCKS - 2, 64)).hasSize(2);
            assertThat(watch.reach("anna", chain, 100_000, 64)).isEmpty();
            assertThat(watch.size()).isZero();
        }
    }

    @Test
    void whoeverIsForgottenHasNoSlots() {
        var one = SlotId.of(random.bytes(SlotId.BYTES));
        var other = SlotId.of(random.bytes(SlotId.BYTES));
        assertThat(watch.add("own drop", one)).isTrue();
        assertThat(watch.add("own drop", one)).isFalse();
        assertThat(watch.add("bert", other)).isTrue();
        watch.forget("own drop");
        assertThat(watch.owner(one)).isEmpty();
        assertThat(watch.owner(other)).contains("bert");
        assertThat(watch.owners()).containsExactly("bert");
    }
}
