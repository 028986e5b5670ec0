package org.heliograph.core.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.stream.IntStream;
import org.heliograph.core.MessageId;
import org.heliograph.core.MessageState;
import org.heliograph.core.mesh.route.Cover;
import org.heliograph.crypto.Suite;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NodeTest {
    private final Village village = new Village();

    @ParameterizedTest
    @EnumSource(Suite.class)
    void twoPeopleTalkOverTheirLink(Suite suite) {
        var alice = village.settle("alice", suite);
        var bob = village.settle("bob", suite);
        village.introduce(alice, bob);
        village.link(alice, bob);
        var first = send(alice, "bob", "are you there?");
        village.runFor(Duration.ofSeconds(30));
        assertThat(bob.arrived).extracting(MessageView::text).containsExactly("are you there?");
        assertThat(alice.states).containsEntry(first, MessageState.DELIVERED);
        var answer = send(bob, "alice", "yes");
        village.runFor(Duration.ofSeconds(1));
        assertThat(alice.arrived).extracting(MessageView::text).containsExactly("yes");
        assertThat(alice.arrived.getFirst().path()).isEqualTo("direct");
        assertThat(bob.states).containsEntry(answer, MessageState.DELIVERED);
    }

    @Test
    void aStrangerCarriesWhatIsSentWhileTheOtherIsAway() {
        var alice = village.settle("alice");
        var bob = village.settle("bob");
        var carol = village.settle("carol");
        village.introduce(alice, bob);
        village.link(bob, carol);
        village.runFor(Duration.ofMinutes(1));
        village.cut(bob, carol);
        village.crash(bob);
        village.link(alice, carol);
        var first = send(alice, "bob", "the very first");
        var second = send(alice, "bob", "and another");
        village.runFor(Duration.ofMinutes(1));
        assertThat(alice.states).containsEntry(first, MessageState.STORED);
        village.crash(alice);
        village.wake(bob);
        village.link(bob, carol);
        village.runFor(Duration.ofMinutes(1));
        assertThat(bob.arrived).extracting(MessageView::text).containsExactly("the very first", "and another");
        village.crash(bob);
        village.wake(alice);
        village.link(alice, carol);
        village.runFor(Duration.ofMinutes(1));
        assertThat(alice.states)
                .containsEntry(first, MessageState.DELIVERED)
                .containsEntry(second, MessageState.DELIVERED);
    }

    @Test
    void whatIsForUsIsReadEvenWhenThereIsNoRoomToHoldIt() {
        var alice = village.settle("alice");
        var bob = village.settle("bob");
        var carol = village.settle("carol");
        village.introduce(alice, bob);
        village.link(alice, bob);
        send(alice, "bob", "hello");
        village.runFor(Duration.ofMinutes(1));
        village.crash(bob);
        bob.settings = new Settings(0, 0, 256L << 20, Optional.empty(), new Cover.Traffic.Off());
        village.wake(bob);
        village.link(alice, carol);
        village.link(carol, bob);
        send(alice, "bob", "by way of carol");
        village.runFor(Duration.ofMinutes(1));
        assertThat(bob.arrived).extracting(MessageView::text).containsExactly("hello", "by way of carol");
    }

    @Test
    void aStreamArrivesOnceAndInOrder() {
        var alice = village.settle("alice");
        var bob = village.settle("bob");
        village.introduce(alice, bob);
        village.link(alice, bob);
        IntStream.range(0, 3_000).forEach(i -> send(alice, "bob", "line " + i));
        village.runFor(Duration.ofMinutes(2));
        assertThat(bob.arrived)
                .extracting(MessageView::text)
                .containsExactlyElementsOf(
                        IntStream.range(0, 3_000).mapToObj(i -> "line " + i).toList());
        assertThat(alice.states)
                .hasSize(3_000)
                .containsValue(MessageState.DELIVERED)
                .doesNotContainValue(MessageState.QUEUED);
    }

    private static MessageId send(Village.House from, String to, String text) {
        return ((Reply.Queued) from.ask(new Command.Send(to, text, 0))).id();
    }
}
