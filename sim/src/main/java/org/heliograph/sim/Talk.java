package org.heliograph.sim;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import org.heliograph.core.node.Command;
import org.heliograph.crypto.Suite;

/// Two people and a few strangers in a bad network: every seed draws its own mix of faults, then the network heals and
/// everything must arrive.
public final class Talk {
    private static final Duration STORM = Duration.ofHours(6);
    private static final Duration AFTERWARDS = Duration.ofDays(4);
    private static final int MESSAGES = 24;

    /// Which faults a seed draws, and how strong.
    public record Plan(int strangers, Weather weather, double crashes, double cuts, double fullDisks, boolean ttl) {
        static Plan drawn(Dice dice) {
            var weather = new Weather(
                    dice.chance(0.5) ? dice.between(0, 0.3) : 0,
                    dice.chance(0.5) ? dice.between(0, 0.2) : 0,
                    Duration.ofMillis(1),
                    Duration.ofMillis(1 + dice.below(2_000)));
            return new Plan(
                    dice.below(4),
                    weather,
                    dice.chance(0.6) ? dice.between(0, 0.5) : 0,
                    dice.chance(0.7) ? dice.between(0, 0.7) : 0,
                    dice.chance(0.2) ? 0.1 : 0,
                    dice.chance(0.3));
        }
    }

    /// What came of a run.
    public record Outcome(
            long seed,
            Plan plan,
            int accepted,
            int shown,
            int unfinished,
            Set<String> fired,
            long events,
            String traceHash) {}

    private final World world;
    private final Plan plan;
    private final Dice dice;
    private final List<Host> people = new ArrayList<>();

    private Talk(World world) {
        this.world = world;
        this.dice = world.dice().split();
        this.plan = Plan.drawn(dice);
    }

    /// Runs one seed to its end. Throws [Invariants.Broken] at the first breach.
    public static Outcome run(long seed) {
        try (var world = World.seeded(seed)) {
            return new Talk(world).run();
        }
    }

    private Outcome run() {
        var suite = dice.chance(0.8) ? Suite.X25519_MLKEM768 : dice.oneOf(List.of(Suite.values()));
        var alice = world.host("alice", suite);
        var bob = world.host("bob", suite);
        people.addAll(List.of(alice, bob));
        for (int i = 0; i < plan.strangers; i++) {
            world.host("stranger" + i, Suite.X25519);
        }
        world.introduce(alice, bob);
        world.weather(plan.weather);
        for (int i = 0; i < MESSAGES; i++) {
            int number = i;
            world.after(dice.between(Duration.ZERO, STORM), () -> speak(number));
        }
        for (var time = Duration.ZERO; time.compareTo(STORM) < 0; time = time.plusMinutes(10)) {
            world.after(time, this::meddle);
        }
        world.runFor(STORM);
        return heal();
    }

    private void speak(int number) {
        var from = dice.oneOf(people);
        var to = people.get(from == people.getFirst() ? 1 : 0);
        long ttl = plan.ttl && dice.chance(0.5) ? 60L + dice.below(7_200) : 0;
        world.ask(from, new Command.Send(to.name(), Invariants.CANARY + " message " + number, ttl));
    }

    private void meddle() {
        for (var host : world.hosts()) {
            host.disk().setFull(dice.chance(plan.fullDisks));
            if (host.isUp() && dice.chance(plan.crashes)) {
                world.crash(host);
            } else if (!host.isUp() && dice.chance(0.7)) {
                world.restart(host);
            }
        }
        forEachPair((one, two) -> {
            if (world.areLinked(one, two) && dice.chance(plan.cuts)) {
                world.cut(one, two);
            } else if (dice.chance(0.5)) {
                world.link(one, two);
            }
        });
    }

    private Outcome heal() {
        world.weather(Weather.CALM);
        for (var host : world.hosts()) {
            host.disk().setFull(false);
            world.restart(host);
        }
        forEachPair(world::link);
        world.runUntil(() -> world.invariants().allEnded(), AFTERWARDS);
        for (var host : world.hosts()) {
            if (!people.contains(host)) {
                world.invariants().checkCarrier(host);
            }
            world.invariants().checkQuota(host);
        }
        return new Outcome(
                world.seed(),
                plan,
                world.invariants().accepted(),
                world.invariants().shown(),
                world.invariants().unfinished().size(),
                world.invariants().fired(),
                world.events(),
                world.traceHash());
    }

    private void forEachPair(BiConsumer<Host, Host> action) {
        var hosts = world.hosts();
        for (int i = 0; i < hosts.size(); i++) {
            for (int j = i + 1; j < hosts.size(); j++) {
                action.accept(hosts.get(i), hosts.get(j));
            }
        }
    }
}
