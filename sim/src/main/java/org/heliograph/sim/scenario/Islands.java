package org.heliograph.sim.scenario;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.heliograph.sim.Host;
import org.heliograph.sim.Invariants;

/// Six islands, between which nothing goes but people: each hour some of them move, and carry what others wrote.
///
/// Whoever arrives is found by a few of those who are there, as on a local network; all further links are up to the
/// nodes.
final class Islands {
    private static final int ISLANDS = 6;
    private static final double MOVING = 0.3;
    private static final int FOUND_BY = 3;
    private static final Duration BETWEEN_MOVES = Duration.ofHours(1);
    private static final Duration DAY = Duration.ofHours(24);
    private static final int MESSAGES_EACH = 2;

    /// Three rounds of gossip (`docs/protocol/delivery.md`, I9).
    static final Duration GRACE = Duration.ofSeconds(90);

    /// Nothing is said so late that there would be no time to be late.
    private static final Duration LAST_WORDS = Duration.ofMinutes(2);

    private final Town town;
    private final Journeys journeys = new Journeys(GRACE);
    private final Duration day;
    private int[] islands = {};

    private Islands(Town town) {
        this.town = town;
        this.day = town.time(DAY);
    }

    static void live(Town town) {
        new Islands(town).live();
    }

    private void live() {
        var world = town.world();
        town.expectEnd(Town.SETTLING.plus(day));
        town.found();
        town.live(Town.SETTLING);
        town.demand("all know each other before they part", "", town.greet());
        var start = world.uptime();
        islands =
                town.people().stream().mapToInt(_ -> town.dice().below(ISLANDS)).toArray();
        settle(town.people());
        town.converse(town.messages(MESSAGES_EACH), day.minus(LAST_WORDS), Duration.ZERO);
        town.live(BETWEEN_MOVES);
        for (long move = 1; move < day.dividedBy(BETWEEN_MOVES); move++) {
            move();
            town.live(BETWEEN_MOVES);
        }
        judge(start);
        world.part((_, _) -> true);
        boolean quiet = town.liveUntil(Town::isQuiet, Duration.ofDays(2));
        town.demand("everything arrives once there are no islands", town.tally().lost() + " lost", quiet);
    }

    private void move() {
        var moved = new ArrayList<Host>();
        for (int person = 0; person < islands.length; person++) {
            if (town.dice().chance(MOVING)) {
                islands[person] = town.dice().below(ISLANDS);
                moved.add(town.people().get(person));
            }
        }
        settle(moved);
    }

    /// Cuts what links islands, and lets those who came be found.
    private void settle(List<Host> arrived) {
        int[] now = islands.clone();
        var people = town.people();
        journeys.note(town.world().uptime(), now);
        town.world().part((one, two) -> now[people.indexOf(one)] == now[people.indexOf(two)]);
        for (var host : arrived) {
            var there = new ArrayList<>(people.stream()
                    .filter(other -> other != host && now[people.indexOf(other)] == now[people.indexOf(host)])
                    .toList());
            for (int i = 0; i < FOUND_BY && !there.isEmpty(); i++) {
                town.world().link(host, there.remove(town.dice().below(there.size())));
            }
        }
    }

    private void judge(Duration start) {
        var due = town.world().invariants().fates().stream()
                .filter(fate -> fate.acceptedAt().compareTo(start) > 0)
                .toList();
        demand("at most 90 s after the first moment there is a way", late(due, Invariants.Fate::acceptedAt), due);
        demand(
                "as soon, once it has left the node that wrote it",
                late(due, fate -> fate.heldAt().orElseGet(town.world()::uptime)),
                due);
    }

    private void demand(String what, List<Duration> late, List<Invariants.Fate> due) {
        var worst = late.stream().max(Duration::compareTo).map(it -> ", the worst by " + it.toSeconds() + " s");
        town.demand(what, late.size() + " of " + due.size() + " late" + worst.orElse(""), late.isEmpty());
    }

    /// By how much those are late that are shown too late, or not yet, if they could set out at `since`.
    private List<Duration> late(List<Invariants.Fate> due, Function<Invariants.Fate, Duration> since) {
        var people = town.people();
        var names = people.stream().map(Host::name).toList();
        var now = town.world().uptime();
        var late = new ArrayList<Duration>();
        for (var fate : due) {
            journeys.foremost(people.indexOf(fate.sender()), names.indexOf(fate.reader()), since.apply(fate))
                    .map(possible -> fate.shownAt().orElse(now).minus(possible))
                    .filter(lateness -> lateness.compareTo(GRACE) > 0)
                    .ifPresent(late::add);
        }
        return late;
    }
}
