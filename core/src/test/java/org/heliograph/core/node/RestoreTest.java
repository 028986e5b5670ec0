package org.heliograph.core.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.heliograph.core.MemoryStore;
import org.heliograph.core.MessageId;
import org.heliograph.core.MessageState;
import org.heliograph.core.Store.Table;
import org.heliograph.core.wire.LinkFrame;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A device that is put back to an earlier state (AT-13): what it lost comes back, nothing that is written later is
/// lost, and its owner sees what happened.
class RestoreTest {
    private static final Duration SOON = Duration.ofMinutes(2);

    private final Village village = new Village();
    private final Village.House alice = village.settle("alice");
    private final Village.House bob = village.settle("bob");
    private MemoryStore copy = new MemoryStore();

    @BeforeEach
    void theyTalkAndAliceIsCopied() {
        village.introduce(alice, bob);
        village.link(alice, bob);
        talk("before");
        village.runFor(Duration.ofMinutes(10)); // or the next session would begin too soon
        copy = alice.store.copy();
    }

    @Test
    void allThatWasLostComesBackInItsPlace() {
        talk("lost one");
        talk("lost two");
        putBackAlice();
        alice.ask(new Command.Restored());
        village.runFor(SOON);
        talk("after");
        assertThat(texts(alice)).isEqualTo(texts(bob)).hasSize(8);
        assertThat(history(alice))
                .filteredOn(message -> message.text().startsWith("lost"))
                .hasSize(4)
                .allMatch(message -> message.path().equals("returned"))
                .allMatch(message -> message.state() == MessageState.DELIVERED);
    }

    @Test
    void nothingMoreIsSealedInASessionOfBefore() {
        talk("lost");
        putBackAlice();
        int before = alice.store.count(Table.SESSION);
        alice.ask(new Command.Restored());
        send(alice, "after");
        village.runFor(SOON);
        assertThat(alice.store.count(Table.SESSION)).isEqualTo(before + 1);
        assertThat(bob.arrived).extracting(MessageView::text).endsWith("after from alice");
    }

    /// Numbers of the chain that the copy goes on with were used already: their reader has no keys for them any more.
    @Test
    void whatIsWrittenInUsedNumbersArrives() {
        send(alice, "lost");
        send(alice, "lost too");
        village.runFor(SOON);
        putBackAlice();
        var id = send(alice, "after");
        village.runFor(SOON);
        assertThat(bob.arrived).extracting(MessageView::text).contains("after from alice");
        assertThat(alice.states).containsEntry(id, MessageState.DELIVERED);
    }

    /// Then the reader's acknowledgements tell nothing, and what it takes for a repetition counts as delivered: the
    /// next comparison finds it.
    @Test
    void whatIsWrittenInAllUsedNumbersArrivesWithTheNextComparison() {
        send(alice, "lost");
        village.runFor(SOON);
        village.cut(alice, bob);
        putBack();
        for (int number = 0; number < 5; number++) {
            send(alice, "after " + number);
        }
        village.link(alice, bob);
        village.runFor(Duration.ofDays(2));
        for (int number = 0; number < 5; number++) {
            assertThat(bob.arrived).extracting(MessageView::text).containsOnlyOnce("after " + number + " from alice");
        }
    }

    @Test
    void withoutItsOwnersWordADeviceTakesTheContactsWordsAloneAndSaysSo() {
        talk("lost one");
        talk("lost two");
        putBackAlice();
        send(bob, "after");
        village.runFor(Duration.ofHours(3));
        assertThat(texts(alice))
                .contains("lost one from bob", "lost two from bob", "after from bob")
                .doesNotContain("lost one from alice");
        assertThat(warnings()).anyMatch(warning -> warning.contains("helio restored"));
        alice.ask(new Command.Restored());
        village.runFor(SOON);
        assertThat(texts(alice)).isEqualTo(texts(bob));
        assertThat(warnings()).isEmpty();
    }

    /// Words that were written since, and a start, change nothing about what was lost.
    @Test
    void itsOwnersWordMayComeLate() {
        talk("lost one");
        putBackAlice();
        send(alice, "written since");
        village.runFor(Duration.ofHours(3));
        assertThat(warnings()).anyMatch(warning -> warning.contains("helio restored"));
        village.cut(alice, bob);
        village.crash(alice);
        village.wake(alice);
        village.link(alice, bob);
        send(bob, "and on");
        village.runFor(Duration.ofHours(30));
        alice.ask(new Command.Restored());
        village.runFor(SOON);
        assertThat(texts(alice))
                .contains("lost one from alice", "written since from alice")
                .isEqualTo(texts(bob));
    }

    /// By mail alone a contact may be unable to show that the device was put back. Here it forgot the session.
    @Test
    void whenTheContactIsThereAndSilentASessionBeginsAnewOnce() {
        village.cut(alice, bob);
        var carrier = village.settle("carrier");
        village.link(alice, carrier);
        village.link(bob, carrier);
        village.runFor(Duration.ofDays(5));
        bob.ask(new Command.RemoveContact("alice"));
        int before = alice.store.count(Table.SESSION);
        send(alice, "after");
        village.runFor(Duration.ofDays(1));
        assertThat(alice.store.count(Table.SESSION)).isEqualTo(before);
        village.runFor(Duration.ofDays(5));
        assertThat(alice.store.count(Table.SESSION)).isEqualTo(before + 1);
        assertThat(warnings()).anyMatch(warning -> warning.contains("confirmed nothing"));
        bob.ask(new Command.AddContact(Village.card(alice), "alice"));
        send(bob, "here I am");
        village.runFor(Duration.ofHours(3));
        assertThat(alice.arrived).extracting(MessageView::text).contains("here I am from bob");
        assertThat(warnings()).isEmpty();
    }

    @Test
    void aDeletedConversationDoesNotComeBackWithTheContact() {
        alice.ask(new Command.RemoveContact("bob"));
        village.runFor(Duration.ofMinutes(10));
        alice.ask(new Command.AddContact(Village.card(bob), "bob"));
        village.runFor(SOON);
        talk("again");
        village.runFor(Duration.ofDays(3));
        assertThat(texts(alice)).containsExactlyInAnyOrder("again from alice", "again from bob");
        assertThat(texts(bob)).hasSize(4);
        assertThat(warnings()).isEmpty();
        var seen = bob.watch();
        village.runFor(Duration.ofDays(3));
        assertThat(seen.stream().filter(frame -> frame.type() == LinkFrame.DIRECT))
                .as("no page is returned again")
                .hasSizeLessThan(12);
    }

    @Test
    void twoWhoLostNothingSpendOneBoxADayToSeeThat() {
        village.runFor(Duration.ofHours(3));
        var seen = alice.watch();
        village.runFor(Duration.ofDays(3));
        assertThat(warnings()).isEmpty();
        assertThat(seen.stream().filter(frame -> frame.type() == LinkFrame.DIRECT))
                .hasSizeBetween(1, 12);
    }

    private void putBackAlice() {
        putBack();
        village.link(alice, bob);
    }

    private void putBack() {
        village.putBack(alice, copy);
    }

    private void talk(String text) {
        send(alice, text);
        village.runFor(SOON);
        send(bob, text);
        village.runFor(SOON);
    }

    private MessageId send(Village.House from, String text) {
        var to = from == alice ? bob : alice;
        var command = new Command.Send(to.name, text + " from " + from.name, 0);
        return ((Reply.Queued) from.ask(command)).id();
    }

    private List<String> warnings() {
        return ((Reply.StatusView) alice.ask(new Command.Status())).warnings();
    }

    private static List<MessageView> history(Village.House house) {
        var all = new Command.Messages(Optional.of(house.name.equals("alice") ? "bob" : "alice"), Optional.empty(), 99);
        return ((Reply.History) house.ask(all)).messages();
    }

    private static List<String> texts(Village.House house) {
        return history(house).stream().map(MessageView::text).toList();
    }
}
