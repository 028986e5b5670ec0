package org.heliograph.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.heliograph.core.MessageState;
import org.heliograph.core.StoreFailure;
import org.heliograph.core.mesh.Network;
import org.heliograph.core.node.Command;
import org.heliograph.core.node.Event;
import org.heliograph.core.node.Reply;
import org.heliograph.crypto.Suite;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class NodeDriverTest {
    private static final Command STATUS = new Command.Status();

    @Test
    void aCommandIsAnsweredOnlyWhenItsEffectIsDurable() throws Exception {
        try (var person = Person.offline()) {
            var reached = new CountDownLatch(1);
            var release = new CountDownLatch(1);
            person.store.beforeCommit(() -> {
                reached.countDown();
                await(release);
            });
            var answer = person.driver.ask(new Command.Init("alice", Suite.X25519, Network.open("test")));
            await(reached);
            assertThat(answer).isNotDone();
            release.countDown();
            assertThat(answer.get(20, TimeUnit.SECONDS)).isInstanceOf(Reply.CardView.class);
        }
    }

    @Test
    void whatWaitsTogetherSharesACommit() throws Exception {
        try (var person = Person.offline()) {
            var reached = new CountDownLatch(1);
            var release = new CountDownLatch(1);
            person.store.beforeCommit(() -> {
                reached.countDown();
                await(release);
            });
            var answers = new ArrayList<CompletableFuture<Reply>>();
            answers.add(person.driver.ask(STATUS));
            await(reached);
            for (int i = 0; i < NodeDriver.GROUP; i++) {
                answers.add(person.driver.ask(STATUS));
            }
            long before = person.store.commits();
            release.countDown();
            for (var answer : answers) {
                answer.get(20, TimeUnit.SECONDS);
            }
            assertThat(person.store.commits() - before).isLessThanOrEqualTo(3);
        }
    }

    @Test
    void aFailingStoreStopsTheNodeAndSaysWhy() {
        try (var person = Person.offline()) {
            person.store.beforeCommit(() -> {
                throw new StoreFailure(
                        StoreFailure.Kind.FULL, "There is no room on the disk. Make some and start again.");
            });
            assertThatThrownBy(() -> person.driver.ask(STATUS).get(20, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(NodeStopped.class)
                    .hasMessageContaining("There is no room on the disk.");
            assertThatThrownBy(() -> person.driver.stopped().get(20, TimeUnit.SECONDS))
                    .hasMessageContaining("There is no room on the disk.");
            assertThatThrownBy(() -> person.driver.ask(STATUS).get(20, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(NodeStopped.class);
        }
    }

    @Test
    void aMistakeOfOursStopsTheNodeAndSaysSo() {
        try (var person = Person.offline()) {
            person.store.beforeCommit(() -> {
                throw new IllegalStateException("planted");
            });
            assertThatThrownBy(() -> person.driver.ask(STATUS).get(20, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .hasMessageContaining("a mistake in this program (IllegalStateException)");
            assertThat(person.driver.events().isOver()).isTrue();
        }
    }

    @Test
    void closingTakesWhatWaitsAndEndsEverything() throws Exception {
        var person = Person.offline();
        var feed = person.driver.events();
        var answers = new ArrayList<CompletableFuture<Reply>>();
        for (int i = 0; i < 500; i++) {
            answers.add(person.driver.ask(STATUS));
        }
        person.close();
        person.close();
        for (var answer : answers) {
            assertThat(answer.get(20, TimeUnit.SECONDS)).isNotNull();
        }
        assertThat(person.driver.stopped()).isCompleted();
        assertThat(feed.isOver()).isTrue();
        assertThatThrownBy(() -> person.driver.ask(STATUS).get(20, TimeUnit.SECONDS))
                .hasMessageContaining("The node has stopped.");
    }

    @Test
    void twoPeopleTalkOverTheirNodes() throws Exception {
        try (var alice = Person.online("alice", Suite.X25519_MLKEM768);
                var bob = Person.online("bob", Suite.X25519_MLKEM768)) {
            var address = bob.listen();
            assertThat(alice.ask(new Command.AddContact(bob.card(), "bob"))).isInstanceOf(Reply.ContactView.class);
            assertThat(bob.ask(new Command.AddContact(alice.card(), "alice"))).isInstanceOf(Reply.ContactView.class);
            try (var ofAlice = alice.driver.events();
                    var ofBob = bob.driver.events()) {
                assertThat(alice.ask(new Command.Join(address.toString()))).isInstanceOf(Reply.Done.class);
                assertThat(alice.ask(new Command.Send("bob", "hello", 0))).isInstanceOf(Reply.Queued.class);
                var arrived = Person.await(ofBob, Event.MessageArrived.class);
                assertThat(arrived.message().text()).isEqualTo("hello");
                var changed = Person.await(ofAlice, Event.MessageChanged.class);
                while (changed.state() != MessageState.DELIVERED) {
                    changed = Person.await(ofAlice, Event.MessageChanged.class);
                }
            }
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(20, TimeUnit.SECONDS)) {
                throw new AssertionError("it did not happen");
            }
        } catch (InterruptedException stopped) {
            throw new AssertionError(stopped);
        }
    }
}
