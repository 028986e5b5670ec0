package org.heliograph.core.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.heliograph.core.MessageState;
import org.heliograph.core.PeerFault;
import org.heliograph.core.wire.LinkFrame;
import org.heliograph.core.wire.StoreMessage;
import org.junit.jupiter.api.Test;

/// A chain of acquaintances with two ends that never have a link: what they say to each other goes in packets.
class OnionTest {
    private final Village village = new Village();
    private final Village.House alice = village.settle("alice");
    private final Village.House bob = village.settle("bob");
    private final List<Village.House> middle = new ArrayList<>();

    OnionTest() {
        village.introduce(alice, bob);
        for (int i = 0; i < 7; i++) {
            middle.add(village.settle("middle " + i));
        }
        var chain = new ArrayList<>(middle);
        chain.addFirst(alice);
        chain.addLast(bob);
        for (int i = 1; i < chain.size(); i++) {
            village.link(chain.get(i - 1), chain.get(i));
        }
        for (int i = 2; i < chain.size(); i++) {
            if (i % 2 == 0) {
                village.link(chain.get(i - 2), chain.get(i));
            }
        }
        village.runFor(Duration.ofMinutes(2));
    }

    @Test
    void aMessageGoesInPacketsWhenFourOthersCanBeReached() {
        assertThat(status(alice).mesh().known()).isEqualTo(9);
        var sent = ((Reply.Queued) alice.ask(new Command.Send("bob", "by onion", 0))).id();
        village.runFor(Duration.ofMinutes(10));
        assertThat(bob.arrived).extracting(MessageView::text).containsExactly("by onion");
        assertThat(alice.states).containsEntry(sent, MessageState.DELIVERED);
        assertThat(path(alice)).isEqualTo("onion");
        assertThat(status(alice).privacy()).startsWith("onion");
    }

    /// The neighbour of a sender sees packets of one size and nothing of its own.
    @Test
    void noNeighbourIsGivenAnItemByItsSender() {
        var watched = alice.watch();
        alice.ask(new Command.Send("bob", "by onion", 0));
        village.runFor(Duration.ofSeconds(20));
        assertThat(watched).anyMatch(frame -> frame.type() == LinkFrame.SPHINX || frame.type() == LinkFrame.RELAY);
        assertThat(watched).noneMatch(OnionTest::isPut);
    }

    @Test
    void fewerThanFourOthersAreToldHonestly() {
        var small = new Village();
        var one = small.settle("one");
        var two = small.settle("two");
        var three = small.settle("three");
        small.introduce(one, two);
        small.link(one, three);
        small.link(three, two);
        one.ask(new Command.Send("two", "no onion here", 0));
        small.runFor(Duration.ofMinutes(10));
        assertThat(two.arrived).extracting(MessageView::text).containsExactly("no onion here");
        assertThat(path(one)).isEqualTo("mailbox");
        assertThat(status(one).privacy()).startsWith("direct and mailbox only");
    }

    private static boolean isPut(LinkFrame frame) {
        try {
            return frame.type() == LinkFrame.STORE && StoreMessage.decode(frame.packet()) instanceof StoreMessage.Put;
        } catch (PeerFault ours) {
            throw new AssertionError(ours);
        }
    }

    private static Reply.StatusView status(Village.House house) {
        return (Reply.StatusView) house.ask(new Command.Status());
    }

    private static String path(Village.House house) {
        var history = (Reply.History) house.ask(new Command.Messages(Optional.empty(), Optional.empty(), 10));
        return history.messages().getFirst().path();
    }
}
