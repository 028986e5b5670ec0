package org.heliograph.core.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.heliograph.core.MessageState;
import org.heliograph.core.wire.LinkFrame;
import org.heliograph.core.wire.Status;
import org.heliograph.core.wire.StoreMessage;
import org.junit.jupiter.api.Test;

/// What a node at the other end of a link, who knows no key of ours, tries.
class NeighbourAttackTest {
    private final Village village = new Village();
    private final Village.House alice = village.settle("alice");
    private final Village.House bob = village.settle("bob");

    /// The numbers of requests follow each other, so they can be guessed.
    @Test
    void confirmingWhatOthersWereGivenIsNotBelieved() {
        village.introduce(alice, bob);
        village.link(alice, bob);
        alice.ask(new Command.Send("bob", "hello", 0));
        village.runFor(Duration.ofMinutes(1));
        village.cut(alice, bob);
        var honest = village.stranger(alice);
        var sent = ((Reply.Queued) alice.ask(new Command.Send("bob", "held by nobody", 0))).id();
        village.runFor(Duration.ofMinutes(1));
        assertThat(honest.heard).anyMatch(frame -> frame.type() == LinkFrame.STORE);
        var liar = village.stranger(alice);
        for (int request = 1; request < 200; request++) {
            liar.says(LinkFrame.STORE, new StoreMessage.Result(0, request, Status.STORED, 9, 0).encode());
        }
        assertThat(alice.states).doesNotContainEntry(sent, MessageState.STORED);
        for (int request = 1; request < 200; request++) {
            honest.says(LinkFrame.STORE, new StoreMessage.Result(0, request, Status.STORED, 1, 0).encode());
        }
        assertThat(alice.states).containsEntry(sent, MessageState.STORED);
    }
}
