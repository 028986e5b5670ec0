package org.heliograph.sim.scenario;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import org.heliograph.core.node.Command;
import org.heliograph.core.node.Settings;
import org.heliograph.core.wire.NetAddress;
import org.heliograph.crypto.Suite;
import org.heliograph.sim.Dice;
import org.heliograph.sim.Host;
import org.heliograph.sim.Invariants;
import org.heliograph.sim.Weather;
import org.heliograph.sim.World;
import org.heliograph.sim.scenario.Result.Arrival;
import org.heliograph.sim.scenario.Result.Bar;
import org.heliograph.sim.scenario.Result.Cost;
import org.heliograph.sim.scenario.Result.Sample;
import org.heliograph.sim.scenario.Result.Tally;

/// People with nodes that listen, each at an address in a neighbourhood of its own; who know a few of the others, and
/// write to them.
final class Town implements AutoCloseable {
    /// A day at sea, give or take: frames take 20 to 120 ms.
    static final Weather USUAL = new Weather(0, 0, Duration.ofMillis(20), Duration.ofMillis(120));

    /// How long nodes are left alone to find each other before anything is asked of them.
    static final Duration SETTLING = Duration.ofMinutes(30);

    private static final int CONTACTS = 4;
    private static final int SEARCHED_FRAMES = 256;
    private static final int PORT = 7_411;
    private static final Duration SAMPLED_EVERY = Duration.ofMinutes(5);

    private final Run run;
    private final Watcher watcher;
    private final World world;
    private final Dice dice;
    private final long startedNanos = System.nanoTime();
    private final List<Host> people = new ArrayList<>();
    private final Map<Host, NetAddress> addresses = new LinkedHashMap<>();
    private final Map<Host, List<Host>> contacts = new LinkedHashMap<>();
    private final List<Sample> samples = new ArrayList<>();
    private final List<Bar> bars = new ArrayList<>();
    private Duration end = Duration.ofDays(1);

    Town(Run run, Watcher watcher) {
        this.run = run;
        this.watcher = watcher;
        var ground = run.scenario().ground();
        var usual = World.Options.standard().settings();
        var settings = new Settings(
                usual.stampBits(), ground.quotaBytes(), usual.outboxQuotaBytes(), usual.custody(), usual.cover());
        var options = new World.Options(settings, ground.isOpen(), run.threads(), SEARCHED_FRAMES);
        this.world = World.seeded(run.seed(), options);
        this.dice = world.dice().split();
        world.weather(USUAL);
    }

    Run run() {
        return run;
    }

    /// How many messages the run has, if each node writes so many on average unless it was asked for another number.
    int messages(int each) {
        return run.extent().messages() > 0 ? run.extent().messages() : each * run.nodes();
    }

    /// How long the trouble lasts, if it is `usual` unless another time was asked for.
    Duration time(Duration usual) {
        return run.extent().time().isZero() ? usual : run.extent().time();
    }

    World world() {
        return world;
    }

    Dice dice() {
        return dice;
    }

    List<Host> people() {
        return people;
    }

    /// A person more at this address, who was told that of one who is there already.
    private Host settle(NetAddress address) {
        var host = world.host("host" + people.size(), Suite.X25519_MLKEM768);
        if (!people.isEmpty()) {
            join(host, dice.oneOf(people));
        }
        addresses.put(host, address);
        world.listen(host, address);
        people.add(host);
        return host;
    }

    /// Somebody tells `host` where `other` is.
    void join(Host host, Host other) {
        var where = Objects.requireNonNull(addresses.get(other), "nobody listens there");
        world.ask(host, new Command.Join(where.toString()));
    }

    /// As many people as the run has nodes, each in a neighbourhood of its own; each knows some of the others.
    void found() {
        found(0, Town::address);
    }

    /// As [#found()], but this part of them are strangers to everybody, who live where `theirs` says. Returns them.
    List<Host> found(double part, IntFunction<NetAddress> theirs) {
        var strangers = new ArrayList<Host>();
        for (int i = 0; i < run.nodes(); i++) {
            watcher.see("founding, " + i + " of " + run.nodes() + " nodes", 0);
            boolean isStranger = (int) ((i + 1) * part) > (int) (i * part);
            var host = settle(isStranger ? theirs.apply(i) : address(i));
            if (isStranger) {
                strangers.add(host);
            }
        }
        acquaint(people.stream().filter(host -> !strangers.contains(host)).toList());
        return strangers;
    }

    /// One more, whom nobody knows.
    Host arrive() {
        return settle(address(people.size()));
    }

    private void acquaint(List<Host> circle) {
        int count = circle.size();
        for (int i = 0; i < count; i++) {
            for (int known = 0; known < Math.min(CONTACTS / 2, count - 1); known++) {
                befriend(circle.get(i), circle.get((i + 1 + dice.below(count - 1)) % count));
            }
        }
    }

    /// In a /16 of its own.
    static NetAddress address(int index) {
        return NetAddress.of(new byte[] {(byte) (20 + index / 200), (byte) (index % 200), 1, 1}, PORT);
    }

    /// In a /24 of its own, all of them in one /16.
    static NetAddress crowded(int index) {
        return NetAddress.of(new byte[] {66, 7, (byte) index, 1}, PORT);
    }

    private void befriend(Host one, Host two) {
        if (!contacts.getOrDefault(one, List.of()).contains(two)) {
            world.introduce(one, two);
            contacts.computeIfAbsent(one, _ -> new ArrayList<>()).add(two);
            contacts.computeIfAbsent(two, _ -> new ArrayList<>()).add(one);
        }
    }

    /// So many messages, at random moments from now on until `time` has passed, between people who know each other.
    void converse(int messages, Duration time, Duration life) {
        for (int i = 0; i < messages; i++) {
            int number = i;
            world.after(dice.between(Duration.ZERO, time), () -> speak(number, life));
        }
    }

    private void speak(int number, Duration life) {
        var talkers = people.stream()
                .filter(host -> host.isUp() && contacts.containsKey(host))
                .toList();
        if (!talkers.isEmpty()) {
            var from = dice.oneOf(talkers);
            var to = dice.oneOf(contacts.getOrDefault(from, List.of()));
            var text = Invariants.CANARY + " message " + number;
            world.ask(from, new Command.Send(to.name(), text, life.toSeconds()));
        }
    }

    /// One message each way between all who know each other, read by all: from then on they have sessions.
    boolean greet() {
        contacts.forEach((host, known) ->
                known.forEach(to -> world.ask(host, new Command.Send(to.name(), Invariants.CANARY + " hello", 0))));
        world.runFor(Duration.ofSeconds(1));
        return liveUntil(Town::isQuiet, Duration.ofHours(2));
    }

    /// When the scenario will be over, as far as is known: for those who watch.
    void expectEnd(Duration at) {
        end = at;
    }

    void live(Duration time) {
        liveUntil(_ -> false, time);
    }

    /// False if it did not come true in time.
    boolean liveUntil(Predicate<World> condition, Duration atMost) {
        var until = world.uptime().plus(atMost);
        while (!condition.test(world)) {
            var left = until.minus(world.uptime());
            if (left.isZero()) {
                return false;
            }
            world.runUntil(() -> condition.test(world), left.compareTo(SAMPLED_EVERY) < 0 ? left : SAMPLED_EVERY);
            sample();
        }
        return true;
    }

    /// Whether everything that was accepted has been shown.
    static boolean isQuiet(World world) {
        return world.invariants().shown() == world.invariants().accepted();
    }

    void demand(String what, String seen, boolean holds) {
        bars.add(new Bar(what, seen, holds));
    }

    private void sample() {
        var up = people.stream().filter(Host::isUp).toList();
        var invariants = world.invariants();
        samples.add(new Sample(
                world.uptime(),
                invariants.accepted(),
                invariants.shown(),
                up.size(),
                up.stream().mapToInt(Host::links).average().orElse(0),
                sentBytes()));
        var now = invariants.shown() + " of " + invariants.accepted() + " messages, " + up.size() + " nodes up";
        watcher.see(hours(world.uptime()) + ", " + now, Math.min(1, part(world.uptime(), end)));
    }

    private static String hours(Duration time) {
        return time.toHours() + " h " + time.toMinutesPart() + " min";
    }

    private static double part(Duration time, Duration whole) {
        return (double) time.toMillis() / whole.toMillis();
    }

    long sentBytes() {
        return people.stream().mapToLong(host -> host.traffic().bytes()).sum();
    }

    Tally tally() {
        var arrivals = world.invariants().fates().stream()
                .flatMap(fate ->
                        fate.shownAt().map(at -> new Arrival(fate.acceptedAt(), at.minus(fate.acceptedAt()))).stream())
                .sorted(Comparator.comparing(Arrival::delay))
                .toList();
        return new Tally(world.invariants().accepted(), arrivals);
    }

    Result result() {
        people.stream().filter(Host::isUp).forEach(world.invariants()::checkQuota);
        long store = people.stream().mapToLong(host -> host.disk().bytes()).sum();
        int count = people.size();
        var cost = new Cost(sentBytes() / count, store / count, usedHeap() / count);
        var took = Duration.ofNanos(System.nanoTime() - startedNanos);
        return new Result(
                run,
                new Result.Figures(tally(), cost, List.of()),
                bars,
                samples,
                new Result.End(world.traceHash(), took));
    }

    @SuppressWarnings("CallToSystemGC")
    static long usedHeap() {
        System.gc();
        var runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    @Override
    public void close() {
        world.close();
    }
}
