package org.heliograph.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.heliograph.core.MessageId;
import org.heliograph.core.MessageState;
import org.heliograph.core.wire.Frame;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A box came, and its reader has no key for it any more.
class UnreadableTest {
    private final Desk alice = new Desk(11);
    private final Desk bob = new Desk(22);
    private MessageId first = MessageId.NONE;
    private List<Desk.Sent> sent = List.of();

    @BeforeEach
    void theSecondOfThreeArrives() {
        alice.submit("opens the session");
        bob.handleAll(alice.seal());
        first = alice.submit("unreadable");
        alice.submit("arrives");
        sent = alice.seal();
        bob.handle(sent.getLast());
    }

    @Test
    void isNotAcknowledgedButMissed() {
        bob.pass(Duration.ofMinutes(2));
        bob.seal();
        unreadable(sent.getFirst());
        bob.pass(Duration.ofMinutes(2));
        var answer = bob.seal();
        assertThat(answer).extracting(it -> it.frame().type()).containsExactly(Frame.ACK);
        assertThat(answer.getFirst().frame().ack().next())
                .isEqualTo(sent.getFirst().ref().n());
    }

    @Test
    void isAcknowledgedAgainIfItHadBeenCommitted() {
        bob.pass(Duration.ofMinutes(2));
        assertThat(bob.seal()).as("an acknowledgement that is lost").hasSize(1);
        bob.settle();
        bob.pass(Duration.ofMinutes(2));
        unreadable(sent.getLast());
        bob.pass(Duration.ofMinutes(2));
        assertThat(bob.settle()).as("the same one again").hasSize(1);
    }

    @Test
    void isSealedAnewUnderItsIdOnceItsReaderHasMissedItOften() {
        for (int round = 0; round < 4; round++) {
            assertThat(alice.seal()).isEmpty();
            missAgain();
        }
        assertThat(alice.seal()).extracting(it -> it.frame().id()).contains(first);
    }

    @Test
    void arrivesAfterAll() {
        for (int round = 0; round < 6; round++) {
            missAgain();
            bob.handleAll(alice.seal());
        }
        assertThat(bob.conversation.message(first)).isPresent();
        assertThat(alice.conversation.message(first).orElseThrow().state()).isEqualTo(MessageState.DELIVERED);
        assertThat(alice.conversation.queued()).isZero();
    }

    /// The box is sent once more, is unreadable once more, and its writer hears of it.
    private void missAgain() {
        alice.settle();
        alice.pass(Duration.ofMinutes(2));
        unreadable(sent.getFirst());
        bob.pass(Duration.ofMinutes(2));
        alice.handleAll(bob.seal());
    }

    private void unreadable(Desk.Sent box) {
        var place = box.ref();
        bob.conversation.unreadable(new Arrival(place.chainTag(), place.n(), Via.DIRECT), bob.now());
    }
}
