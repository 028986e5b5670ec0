package org.heliograph.core.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.heliograph.core.MessageId;
import org.heliograph.core.MessageState;
import org.heliograph.core.Store;
import org.heliograph.crypto.Suite;
import org.junit.jupiter.api.Test;

/// How two nodes come to have sessions with each other, when it does not go one after the other.
class MeetingTest {
    private final Village village = new Village();

    @Test
    void nothingIsLostWhenBothWriteFirst() {
        for (int round = 0; round < 4; round++) { // whose session wins is up to chance
            var here = new Village();
            var alice = here.settle("alice");
            var bob = here.settle("bob");
            here.introduce(alice, bob);
            here.link(alice, bob);
            here.runFor(Duration.ofMinutes(1 + round));
            here.cut(alice, bob);
            for (int i = 0; i < 3; i++) {
                send(alice, "bob", "from alice " + i);
                send(bob, "alice", "from bob " + i);
            }
            here.runFor(Duration.ofMinutes(1));
            here.link(alice, bob);
            here.runFor(Duration.ofMinutes(1));
            assertThat(bob.arrived)
                    .extracting(MessageView::text)
                    .containsExactlyInAnyOrder("from alice 0", "from alice 1", "from alice 2");
            assertThat(alice.arrived)
                    .extracting(MessageView::text)
                    .containsExactlyInAnyOrder("from bob 0", "from bob 1", "from bob 2");
            assertThat(alice.states).hasSize(3).containsValue(MessageState.DELIVERED);
        }
    }

    @Test
    void aCardOfAnotherFamilyIsRefused() {
        var alice = village.settle("alice", Suite.X25519_MLKEM768);
        var bob = village.settle("bob", Suite.P256_MLKEM768);
        assertThat(alice.ask(new Command.AddContact(Village.card(bob), "bob")))
                .isInstanceOfSatisfying(
                        Reply.Refused.class,
                        refused -> assertThat(refused.why()).contains("p256", "x25519"));
    }

    @Test
    void keysOfWhatWillNotComeAreDestroyed() {
        var alice = village.settle("alice");
        var bob = village.settle("bob");
        village.introduce(alice, bob);
        village.link(alice, bob);
        send(alice, "bob", "hello");
        village.runFor(Duration.ofMinutes(1));
        village.cut(alice, bob);
        alice.ask(new Command.Send("bob", "soon stale", 60));
        village.runFor(Duration.ofMinutes(2));
        send(alice, "bob", "fresh");
        village.link(alice, bob);
        village.runFor(Duration.ofMinutes(1));
        assertThat(bob.arrived).extracting(MessageView::text).containsExactly("hello", "fresh");
        assertThat(skippedKeys(bob)).isZero();
    }

    private static int skippedKeys(Village.House house) {
        int[] count = {0};
        house.store.scanAll(Store.Table.SKIPPED_KEY, (_, _) -> {
            count[0]++;
            return true;
        });
        return count[0];
    }

    private static MessageId send(Village.House from, String to, String text) {
        return ((Reply.Queued) from.ask(new Command.Send(to, text, 0))).id();
    }
}
