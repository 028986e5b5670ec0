package org.heliograph.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.heliograph.core.node.Command;
import org.heliograph.core.node.MessageView;
import org.heliograph.core.node.Reply;
import org.heliograph.crypto.Suite;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// One end's disk is replaced by an old copy in the middle of a talk in bad weather (AT-13): the history comes back,
/// and what is written afterwards arrives once.
class RestoreTest {
    private static final Duration TALK = Duration.ofHours(8);
    private static final int MESSAGES = 40;

    private final String canary = Invariants.CANARY;
    private VirtualDisk copy = new VirtualDisk(new SharedBytes());

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void theHistoryComesBackFromTheContact(long seed) {
        try (var world = World.seeded(seed)) {
            var dice = world.dice().split();
            var alice = world.host("alice", Suite.X25519_MLKEM768);
            var bob = world.host("bob", Suite.X25519_MLKEM768);
            var carrier = world.host("carrier", Suite.X25519);
            world.introduce(alice, bob);
            world.weather(new Weather(0.05, 0.05, Duration.ofMillis(10), Duration.ofMillis(400)));
            world.link(alice, carrier);
            world.link(carrier, bob);
            talk(world, alice, bob, dice);
            world.after(
                    dice.between(Duration.ofHours(1), TALK.dividedBy(2)),
                    () -> copy = alice.disk().copy());
            world.runFor(TALK);

            world.putBack(alice, copy);
            world.question(alice, new Command.Restored());
            assertThat(history(world, alice)).as("before").hasSizeLessThan(MESSAGES);
            world.link(alice, carrier);
            if (dice.chance(0.5)) {
                world.link(alice, bob);
            }
            talk(world, alice, bob, dice);
            world.runFor(TALK.plusDays(3));

            assertThat(world.invariants().allEnded()).as("seed %d", seed).isTrue();
            assertThat(history(world, alice))
                    .as("seed %d", seed)
                    .isEqualTo(history(world, bob))
                    .hasSize(2 * MESSAGES);
        }
    }

    private void talk(World world, Host alice, Host bob, Dice dice) {
        for (int number = 0; number < MESSAGES; number++) {
            boolean first = dice.chance(0.5);
            var command = new Command.Send(first ? "bob" : "alice", canary + number, 0);
            world.after(dice.between(Duration.ZERO, TALK), () -> world.ask(first ? alice : bob, command));
        }
    }

    private static List<String> history(World world, Host host) {
        var contact = host.name().equals("alice") ? "bob" : "alice";
        var all = new Command.Messages(Optional.of(contact), Optional.empty(), 1_000);
        return ((Reply.History) world.question(host, all))
                .messages().stream().map(RestoreTest::words).toList();
    }

    private static String words(MessageView message) {
        return message.id().toHex() + " " + message.text() + " " + message.sentAtMillis();
    }
}
