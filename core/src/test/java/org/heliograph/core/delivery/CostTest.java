package org.heliograph.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.heliograph.core.MemoryStore;
import org.junit.jupiter.api.Test;

/// What a message costs in rows, which is what bounds a stream of them, and in memory.
class CostTest {
    private static final int MESSAGES = 500;

    /// Counts what is done to which table.
    private static final class CountingStore extends StoreInFront {
        final Map<String, Integer> counts = new TreeMap<>();

        CountingStore() {
            super(new MemoryStore());
        }

        @Override
        public Optional<byte[]> value(Table table, byte[] key) {
            counts.merge("read " + table, 1, Integer::sum);
            return super.value(table, key);
        }

        @Override
        public void put(Table table, byte[] key, byte[] group, byte[] value) {
            counts.merge("put " + table, 1, Integer::sum);
            super.put(table, key, group, value);
        }

        @Override
        public void delete(Table table, byte[] key) {
            counts.merge("delete " + table, 1, Integer::sum);
            super.delete(table, key);
        }
    }

    /// Forgets texts, so that what is left in memory is the conversation's own.
    private static final class BottomlessStore extends StoreInFront {
        BottomlessStore() {
            super(new MemoryStore());
        }

        @Override
        public void put(Table table, byte[] key, byte[] group, byte[] value) {}
    }

    @Test
    void aMessageCostsTwoRowsWhenSentOneWhenItComesAndTwoWhenAcknowledged() {
        var aliceStore = new CountingStore();
        var bobStore = new CountingStore();
        var alice = new Desk(1, aliceStore);
        var bob = new Desk(2, bobStore);
        alice.conversation.linkProven(alice.now());
        bob.conversation.linkProven(bob.now());
        aliceStore.counts.clear();
        bobStore.counts.clear();

        for (int i = 0; i < MESSAGES; i++) {
            alice.submit("one of many");
        }
        var sent = alice.seal();
        alice.settle();
        assertThat(aliceStore.counts).isEqualTo(Map.of("put MESSAGE", MESSAGES, "put OUTBOX", MESSAGES + 1));

        bob.handleAll(sent);
        var answer = bob.seal();
        bob.settle();
        assertThat(bobStore.counts)
                .isEqualTo(Map.of("read MESSAGE", MESSAGES, "put MESSAGE", MESSAGES, "put OUTBOX", 2));

        aliceStore.counts.clear();
        assertThat(alice.handleAll(answer)).hasSize(MESSAGES);
        alice.settle();
        assertThat(aliceStore.counts)
                .isEqualTo(Map.of("put MESSAGE", MESSAGES, "delete OUTBOX", MESSAGES, "put OUTBOX", 1));
    }

    @Test
    void aGroupThatChangesNothingWritesNothing() {
        var store = new CountingStore();
        var desk = new Desk(1, store);
        desk.submit("waits");
        desk.settle();
        store.counts.clear();
        desk.conversation.expire(desk.now());
        desk.settle();
        assertThat(store.counts).isEmpty();
    }

    @Test
    void aHundredThousandWaitingMessagesAreNotHeldInMemory() {
        var desk = new Desk(1, new BottomlessStore());
        long before = used();
        for (int i = 0; i < 100_000; i++) {
            desk.submit("x".repeat(1_000));
            if (i % 1_000 == 999) {
                desk.settle();
            }
        }
        assertThat(desk.conversation.queued()).isEqualTo(100_000);
        assertThat(used() - before).isLessThan(50L << 20);
    }

    private static long used() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
