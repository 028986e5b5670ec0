package org.heliograph.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.heliograph.core.node.Command;
import org.heliograph.crypto.Suite;
import org.junit.jupiter.api.Test;

/// The engine itself: what it promises to every scenario.
class WorldTest {
    private static final int HOSTS = 14;

    @Test
    void howManyThreadsRunAWorldChangesNothing() {
        var alone = crowd(3, 1);
        assertThat(crowd(3, 4)).isEqualTo(alone);
        assertThat(crowd(4, 4)).isNotEqualTo(alone);
    }

    /// What came of a crowd on one ring of links, each of whom writes to the one across.
    private static List<Object> crowd(long seed, int threads) {
        var standard = World.Options.standard();
        try (var world = World.seeded(seed, new World.Options(standard.settings(), false, threads, 1))) {
            world.weather(new Weather(0.05, 0.05, Duration.ofMillis(10), Duration.ofMillis(40)));
            var hosts = new ArrayList<Host>();
            for (int i = 0; i < HOSTS; i++) {
                hosts.add(world.host("host" + i, Suite.X25519));
            }
            for (int i = 0; i < HOSTS; i++) {
                var across = hosts.get((i + HOSTS / 2) % HOSTS);
                world.introduce(hosts.get(i), across);
                world.link(hosts.get(i), hosts.get((i + 1) % HOSTS));
                world.ask(hosts.get(i), new Command.Send(across.name(), Invariants.CANARY + i, 0));
            }
            assertThat(world.runUntil(
                            () -> world.invariants().accepted() == HOSTS
                                    && world.invariants().allEnded(),
                            Duration.ofDays(1)))
                    .isTrue();
            return List.of(world.traceHash(), world.events(), world.uptime());
        }
    }

    @Test
    void aSlowLinkTakesItsTime() {
        try (var world = World.seeded(1)) {
            var alice = world.host("alice", Suite.X25519);
            var bob = world.host("bob", Suite.X25519);
            world.introduce(alice, bob);
            world.link(alice, bob, 32_768); // a frame a second
            world.ask(alice, new Command.Send("bob", Invariants.CANARY, 0));
            world.runUntil(() -> world.invariants().shown() == 1, Duration.ofHours(1));
            assertThat(world.invariants().fates().getFirst().shownAt().orElseThrow())
                    .isBetween(Duration.ofSeconds(3), Duration.ofSeconds(40));
        }
    }
}
