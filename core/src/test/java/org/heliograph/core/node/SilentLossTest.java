package org.heliograph.core.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Predicate;
import org.heliograph.core.MessageId;
import org.heliograph.core.MessageState;
import org.heliograph.core.PeerFault;
import org.heliograph.core.wire.Direct;
import org.heliograph.core.wire.LinkFrame;
import org.heliograph.core.wire.StoreMessage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Tries to make a message count as delivered that its reader never saw: the reader has forgotten the key of a box that
/// was lost on its way, and then the box comes again.
class SilentLossTest {
    private final Village village = new Village();
    private final Village.House alice = village.settle("alice");
    private final Village.House bob = village.settle("bob");
    private final LosingOneBox losing = new LosingOneBox();
    private MessageId lost = MessageId.NONE;

    /// Loses the first box that it sees, however often and on whatever way it comes.
    private static final class LosingOneBox implements Predicate<byte[]> {
        private Optional<byte[]> box = Optional.empty();

        @Override
        public boolean test(byte[] frame) {
            var carried = carried(frame);
            box = box.or(() -> carried);
            return carried.isPresent() && Arrays.equals(carried.get(), box.orElseThrow());
        }

        private static Optional<byte[]> carried(byte[] bytes) {
            try {
                var frame = LinkFrame.decode(bytes);
                if (frame.type() == LinkFrame.DIRECT) {
                    return Optional.of(Direct.decode(frame.packet()).box());
                }
                return frame.type() == LinkFrame.STORE
                                && StoreMessage.decode(frame.packet()) instanceof StoreMessage.Put put
                        ? Optional.of(put.item().box())
                        : Optional.empty();
            } catch (PeerFault other) {
                return Optional.empty();
            }
        }
    }

    @BeforeEach
    void oneBoxIsLost() {
        village.introduce(alice, bob);
        village.link(alice, bob);
        send("hello", 0);
        village.runFor(Duration.ofMinutes(1));
        village.losing = losing;
        lost = send("lost at first", 0);
    }

    @Test
    void whoseReaderWasAwayForLongerThanItKeepsKeys() {
        send("not lost", 0);
        village.runFor(Duration.ofSeconds(1));
        assertThat(bob.arrived).extracting(MessageView::text).containsExactly("hello", "not lost");
        village.cut(alice, bob);
        village.crash(bob);
        village.runFor(Duration.ofDays(36));
        village.losing = _ -> false;
        village.wake(bob);
        village.link(alice, bob);
        arrives();
    }

    @Test
    void whoseReaderPassedOverMoreNumbersThanItKeepsKeysFor() {
        village.cut(alice, bob);
        for (int number = 0; number < 3_000; number++) {
            send("soon over", 60);
            if (number % 1_000 == 999) {
                village.runFor(Duration.ofMinutes(2));
            }
        }
        send("not lost", 0);
        village.link(alice, bob);
        village.runFor(Duration.ofSeconds(1));
        village.losing = _ -> false;
        village.cut(alice, bob);
        village.link(alice, bob);
        arrives();
    }

    private void arrives() {
        village.runFor(Duration.ofDays(2));
        assertThat(bob.arrived)
                .extracting(MessageView::text)
                .containsExactlyInAnyOrder("hello", "not lost", "lost at first");
        assertThat(alice.states).containsEntry(lost, MessageState.DELIVERED);
    }

    private MessageId send(String text, long ttlSeconds) {
        return ((Reply.Queued) alice.ask(new Command.Send("bob", text, ttlSeconds))).id();
    }
}
