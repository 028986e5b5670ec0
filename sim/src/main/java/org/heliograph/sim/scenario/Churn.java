package org.heliograph.sim.scenario;

import java.time.Duration;
import org.heliograph.sim.Host;
import org.heliograph.sim.Weather;

/// A day on which three nodes in ten lose power in each hour, for minutes, and one frame in twenty is lost.
final class Churn {
    private static final Duration DAY = Duration.ofHours(24);
    private static final double SPEAKING = 22 / 24.0;
    private static final double TROUBLE = 23 / 24.0;
    private static final Duration LIFE = Duration.ofHours(24);
    private static final double LOSS = 0.05;
    private static final double PER_HOUR = 0.3;
    private static final Duration SHORTEST_OUTAGE = Duration.ofMinutes(1);
    private static final Duration LONGEST_OUTAGE = Duration.ofMinutes(30);
    private static final int MESSAGES_EACH = 10;

    private final Town town;
    private final Duration day;

    private Churn(Town town) {
        this.town = town;
        this.day = town.time(DAY);
    }

    static void live(Town town) {
        new Churn(town).live();
    }

    private void live() {
        var world = town.world();
        town.expectEnd(day);
        world.weather(new Weather(LOSS, 0, Town.USUAL.leastDelay(), Town.USUAL.mostDelay()));
        town.found();
        town.live(Town.SETTLING);
        town.converse(town.messages(MESSAGES_EACH), part(SPEAKING).minus(world.uptime()), LIFE);
        town.people().forEach(this::planOutage);
        town.live(day.minus(world.uptime()));
        boolean quiet = town.liveUntil(Town::isQuiet, LIFE);
        town.demand("nothing lost", town.tally().lost() + " lost", quiet);
    }

    private Duration part(double part) {
        return Duration.ofSeconds((long) (part * day.toSeconds()));
    }

    private void planOutage(Host host) {
        var world = town.world();
        var meanHours = 1 / PER_HOUR;
        var wait = Duration.ofSeconds((long) (-Math.log(1 - town.dice().between(0, 1)) * meanHours * 3_600));
        world.after(wait, () -> {
            if (world.uptime().compareTo(part(TROUBLE)) < 0) {
                world.crash(host);
                world.after(town.dice().between(SHORTEST_OUTAGE, LONGEST_OUTAGE), () -> {
                    world.restart(host);
                    planOutage(host);
                });
            }
        });
    }
}
