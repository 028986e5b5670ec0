package org.heliograph.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.heliograph.core.node.Command;
import org.heliograph.crypto.Suite;
import org.junit.jupiter.api.Test;

/// Cuts the power at every single write of a message's way, at either end, and demands that it arrives all the same.
class CrashPointsTest {
    private static final long SEED = 11;
    private static final Duration LONG = Duration.ofDays(2);

    @Test
    void powerLossAtAnyWriteOfTheSenderLosesNothing() {
        assertThat(cutAtEveryWrite("alice")).isGreaterThan(8);
    }

    @Test
    void powerLossAtAnyWriteOfTheReaderLosesNothing() {
        assertThat(cutAtEveryWrite("bob")).isGreaterThan(8);
    }

    /// Returns how many writes the flow has.
    private static int cutAtEveryWrite(String victim) {
        int write = 1;
        while (survives(victim, write)) {
            write++;
        }
        return write - 1;
    }

    /// False when the flow was over before that write.
    private static boolean survives(String victim, int write) {
        var world = World.seeded(SEED);
        var alice = world.host("alice", Suite.X25519);
        var bob = world.host("bob", Suite.X25519);
        world.introduce(alice, bob);
        world.link(alice, bob);
        world.ask(alice, new Command.Send("bob", Invariants.CANARY + " first", 0));
        assertThat(world.runUntil(() -> isOver(world, 1), LONG)).isTrue();
        world.runFor(Duration.ofMinutes(2));

        var host = victim.equals("alice") ? alice : bob;
        host.disk().losePowerAt(host.disk().writes() + write);
        world.ask(alice, new Command.Send("bob", Invariants.CANARY + " second", 0));
        world.ask(bob, new Command.Send("alice", Invariants.CANARY + " answer", 0));
        world.runFor(Duration.ofSeconds(30));
        boolean wasCut = !host.isUp();
        world.restart(host);
        host.disk().losePowerAt(Long.MAX_VALUE);
        world.link(alice, bob);
        assertThat(world.runUntil(() -> world.invariants().unfinished().isEmpty(), LONG))
                .as("power of %s lost at write %d", victim, write)
                .isTrue();
        assertThat(world.invariants().shown()).isEqualTo(world.invariants().accepted());
        return wasCut;
    }

    private static boolean isOver(World world, int messages) {
        return world.invariants().accepted() == messages
                && world.invariants().unfinished().isEmpty();
    }
}
