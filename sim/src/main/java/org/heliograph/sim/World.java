package org.heliograph.sim;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.BiPredicate;
import java.util.function.BooleanSupplier;
import org.heliograph.core.LinkId;
import org.heliograph.core.identity.ContactCard;
import org.heliograph.core.mesh.Network;
import org.heliograph.core.mesh.route.Cover;
import org.heliograph.core.node.Command;
import org.heliograph.core.node.Input;
import org.heliograph.core.node.Reply;
import org.heliograph.core.node.Settings;
import org.heliograph.core.wire.LinkFrame;
import org.heliograph.core.wire.NetAddress;
import org.heliograph.crypto.Sha256;
import org.heliograph.crypto.Suite;

/// A network of hosts in virtual time.
///
/// Links are what the hosts' own links are above their encryption: they carry frames of 4,078 bytes in order. Time goes
/// on in windows as long as the quickest frame takes: within one no host can hear of another, so they live through it
/// side by side, and what they did reaches the others at its end, in an order that does not depend on threads
/// (conservative parallel simulation: Chandy and Misra, 1979).
public final class World implements AutoCloseable {
    static final Instant START = Instant.parse("2026-03-02T09:00:00Z");
    public static final long QUOTA_BYTES = 64L << 20;

    /// How long a dial takes to find out that nobody answers, as a node's own links wait.
    private static final Duration DIAL_TIMEOUT = Duration.ofSeconds(10);

    private static final Duration REFUSAL = Duration.ofMillis(100);

    private static final byte[] NETWORK_KEY = new byte[Network.KEY_BYTES];

    /// A dial of an address at which nobody has ever listened: what liars send nodes after.
    public record Stray(Duration at, Host from, String address) {}

    private record Planned(Duration at, long order, Runnable action) implements Comparable<Planned> {
        @Override
        public int compareTo(Planned other) {
            int byTime = at.compareTo(other.at);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    private final long seed;
    private final Options options;
    private final Dice dice;
    private final Checks checks;
    private final SharedBytes sharedBytes = new SharedBytes();
    private final Trace trace = new Trace();
    private final Invariants invariants;
    private final Workers workers;
    private final PriorityQueue<Planned> agenda = new PriorityQueue<>();
    private final Map<String, Host> hosts = new LinkedHashMap<>();
    private final Calendar calendar = new Calendar();
    private final Directory directory = new Directory();
    private final List<Stray> strays = new ArrayList<>();
    private Weather weather = Weather.CALM;
    private Duration uptime = Duration.ZERO;
    private long nextOrder;
    private long nextLink = 1;

    private World(long seed, Options options) {
        this.seed = seed;
        this.options = options;
        this.dice = Dice.seeded(seed);
        this.checks = new Checks(seed, options.searchedFrames);
        this.invariants = new Invariants(this, checks);
        this.workers = new Workers(options.threads);
    }

    /// How a world is run. How many threads it has and how many frames are searched changes nothing that happens in it.
    ///
    /// @param isOpen whether its network is open: then each node key costs a second
    /// @param threads to run hosts on
    /// @param searchedFrames of so many frames one is searched for what must not be in it
    public record Options(Settings settings, boolean isOpen, int threads, int searchedFrames) {
        public static Options standard() {
            return new Options(
                    new Settings(0, QUOTA_BYTES, 256L << 20, Optional.empty(), new Cover.Traffic.Off()), false, 1, 1);
        }
    }

    public static World seeded(long seed) {
        return new World(seed, Options.standard());
    }

    public static World seeded(long seed, Options options) {
        return new World(seed, options);
    }

    /// The chance of this world; whoever draws much from it takes a [Dice#split].
    public Dice dice() {
        return dice;
    }

    /// The network all hosts are in. The caller closes it.
    public Network network() {
        return options.isOpen ? Network.open("") : Network.closed(NETWORK_KEY.clone());
    }

    Settings settings() {
        return options.settings;
    }

    SharedBytes sharedBytes() {
        return sharedBytes;
    }

    Checks checks() {
        return checks;
    }

    public Invariants invariants() {
        return invariants;
    }

    /// Equal hashes mean equal runs.
    public String traceHash() {
        var all = new Trace();
        all.add("world", trace.hash());
        hosts.values().forEach(host -> all.add(host.name(), host.trace().hash()));
        return all.hex();
    }

    public long events() {
        long ofHosts =
                hosts.values().stream().mapToLong(host -> host.trace().events()).sum();
        return trace.events() + ofHosts;
    }

    public long seed() {
        return seed;
    }

    public Duration uptime() {
        return uptime;
    }

    public List<Host> hosts() {
        return new ArrayList<>(hosts.values());
    }

    /// A new host with an identity of this name.
    public Host host(String name, Suite suite) {
        var host = new Host(hosts.size(), name, this, dice.split());
        hosts.put(name, host);
        host.boot(uptime);
        calendar.note(host);
        question(host, new Command.Init(name, suite, network()));
        return host;
    }

    /// Both learn the other's card by hand.
    public void introduce(Host one, Host two) {
        learn(one, two);
        learn(two, one);
    }

    private void learn(Host learner, Host other) {
        var card = (Reply.CardView) question(other, new Command.Card(false));
        var parsed = (ContactCard.Reading.Sound) ContactCard.parse(card.card());
        question(learner, new Command.AddContact(parsed.card(), other.name()));
    }

    public Weather weather() {
        return weather;
    }

    public void weather(Weather next) {
        weather = next;
    }

    public boolean areLinked(Host one, Host two) {
        return one.wires().values().stream().anyMatch(wire -> wire.to() == two);
    }

    /// Connects two hosts that are up and not connected; the first dials.
    public void link(Host one, Host two) {
        link(one, two, 0);
    }

    /// As [#link(Host, Host)], over a wire of that many bits per second each way; 0 is as fast as needed.
    public void link(Host one, Host two, long bitsPerSecond) {
        if (one.isUp() && two.isUp() && !areLinked(one, two)) {
            connect(one, two, bitsPerSecond, "");
        }
    }

    private void connect(Host one, Host two, long bitsPerSecond, String dialled) {
        var here = new LinkId(nextLink++);
        var there = new LinkId(nextLink++);
        one.wires().put(here.value(), new Host.Wire(two, there, bitsPerSecond));
        two.wires().put(there.value(), new Host.Wire(one, here, bitsPerSecond));
        byte[] hash = Sha256.hash(dice.bytes(32));
        var dialler = new Input.Origin(true, dialled, directory.address(two));
        var accepter = new Input.Origin(false, "", directory.source(one));
        give(one, new Input.LinkUp(here, two.node().nodeKeys().orElseThrow().id(), hash, dialler), uptime);
        give(two, new Input.LinkUp(there, one.node().nodeKeys().orElseThrow().id(), hash, accepter), uptime);
    }

    public void cut(Host one, Host two) {
        var links = one.wires().entrySet().stream()
                .filter(entry -> entry.getValue().to() == two)
                .map(Map.Entry::getKey)
                .toList();
        links.forEach(link -> unlink(one, link));
    }

    private void unlink(Host host, long link) {
        var wire = host.wires().get(link);
        if (wire == null) {
            return;
        }
        host.unwire(link);
        wire.to().unwire(wire.there().value());
        endVain(host, wire.to());
        endVain(wire.to(), host);
        if (host.isUp()) {
            give(host, new Input.LinkDown(new LinkId(link)), uptime);
        }
        if (wire.to().isUp()) {
            give(wire.to(), new Input.LinkDown(wire.there()), uptime);
        }
    }

    private void endVain(Host from, Host to) {
        var over = directory.takeVain(from, to);
        if (from.isUp()) {
            over.forEach(address -> give(from, new Input.DialFailed(address), uptime));
        }
    }

    /// Power off without warning.
    public void crash(Host host) {
        trace.add("crash " + host.name(), new byte[0]);
        host.crash();
        calendar.note(host);
        List.copyOf(host.wires().keySet()).forEach(link -> unlink(host, link));
    }

    /// Power on. A machine whose disk is full does not come up.
    public void restart(Host host) {
        if (!host.isUp() && !host.disk().isFull()) {
            trace.add("restart " + host.name(), new byte[0]);
            host.boot(uptime);
            calendar.note(host);
            tellAddress(host);
            invariants.checkRestart(host);
        }
    }

    /// Power off, the disk replaced by an earlier copy, power on. What the copy does not hold may be shown again.
    public void putBack(Host host, VirtualDisk copy) {
        crash(host);
        trace.add("put back " + host.name(), new byte[0]);
        host.putBack(copy);
        host.boot(uptime);
        calendar.note(host);
        var all = new Command.Messages(Optional.empty(), Optional.empty(), Integer.MAX_VALUE);
        invariants.putBack(host, ((Reply.History) question(host, all)).messages());
    }

    /// Asks for something as a person would; the answer comes with a later event, to the invariants too.
    public void ask(Host host, Command command) {
        if (host.isUp()) {
            give(host, new Input.Asked(Host.WISH, command), uptime);
        }
    }

    /// Asks and gets the answer at once, without an event of its own.
    public Reply question(Host host, Command question) {
        var reply = host.question(question, uptime);
        calendar.note(host);
        return reply;
    }

    /// Does something to the world at a time, when nobody is in the middle of anything.
    public void after(Duration wait, Runnable action) {
        agenda.add(new Planned(uptime.plus(wait), nextOrder++, action));
    }

    public void runFor(Duration time) {
        runUntil(() -> false, time);
    }

    /// False if it did not come true in time.
    public boolean runUntil(BooleanSupplier condition, Duration atMost) {
        var end = uptime.plus(atMost);
        while (!condition.getAsBoolean()) {
            var next = next();
            if (next.isEmpty() || next.get().compareTo(end) > 0) {
                uptime = end;
                return false;
            }
            step(next.get());
        }
        return true;
    }

    private Optional<Duration> next() {
        var ours = agenda.isEmpty() ? Optional.<Duration>empty() : Optional.of(agenda.peek().at);
        var theirs = calendar.first();
        return ours.isPresent() && theirs.isPresent()
                ? ours.filter(at -> at.compareTo(theirs.get()) <= 0).or(() -> theirs)
                : ours.or(() -> theirs);
    }

    /// From now on the host listens there and can be dialled, by whom may reach it. Hosts that never listen have only
    /// the links that a scenario makes.
    public void listen(Host host, NetAddress address) {
        directory.add(host, address);
        tellAddress(host);
    }

    private void tellAddress(Host host) {
        directory
                .address(host)
                .ifPresent(address -> give(host, new Input.Listening(List.of(address), address.port()), uptime));
    }

    public List<Stray> strays() {
        return List.copyOf(strays);
    }

    /// From now on only such hosts reach each other, both ways alike; links between others are cut.
    public void part(BiPredicate<Host, Host> together) {
        directory.part(together);
        for (var host : hosts.values()) {
            var apart = host.wires().values().stream()
                    .map(Host.Wire::to)
                    .filter(other -> !together.test(host, other))
                    .toList();
            apart.forEach(other -> cut(host, other));
        }
    }

    /// Hands a frame over as if `from` had sent it, whatever its node thinks of that; lost if they are not linked.
    public void inject(Host from, Host to, LinkFrame frame) {
        from.wires().values().stream()
                .filter(wire -> wire.to() == to)
                .findFirst()
                .ifPresent(wire -> {
                    from.outcome().sent(wire, frame.encode());
                    give(to, new Input.FrameArrived(wire.there(), frame.encode()), uptime.plus(weather.leastDelay()));
                });
    }

    private void give(Host host, Input input, Duration at) {
        host.give(input, at);
        calendar.note(host);
    }

    /// What is planned for the world at `next`, or else one window of the hosts' time.
    private void step(Duration next) {
        uptime = next;
        if (!agenda.isEmpty() && agenda.peek().at.equals(next)) {
            agenda.remove().action.run();
            return;
        }
        var end = next.plus(weather.leastDelay());
        var limit = !agenda.isEmpty() && agenda.peek().at.compareTo(end) < 0 ? agenda.peek().at : end;
        var busy = calendar.before(limit);
        workers.run(busy, limit);
        busy.forEach(calendar::note);
        gather(busy);
    }

    /// Hands on what the hosts did in a window, in an order that does not depend on threads.
    private void gather(List<Host> busy) {
        var reports = new ArrayList<Outcome.Report>();
        for (var host : busy) {
            var outcome = host.outcome();
            reports.addAll(outcome.takeReports());
            for (var flight : outcome.takeFlights()) {
                var wire = flight.wire();
                if (wire.to().isUp()
                        && wire.to().wires().containsKey(wire.there().value())) {
                    give(wire.to(), new Input.FrameArrived(wire.there(), flight.frame()), flight.arrival());
                }
            }
            for (var wish : outcome.takeWishes()) {
                grant(host, wish);
            }
            if (outcome.takeLostPower()) {
                crash(host);
            }
        }
        reports.sort(Comparator.comparing(Outcome.Report::at));
        reports.forEach(invariants::take);
    }

    private void grant(Host host, Outcome.Wish wish) {
        switch (wish) {
            case Outcome.Wish.Close(var link) -> unlink(host, link.value());
            case Outcome.Wish.Dial(var address) -> dial(host, address);
        }
    }

    private void dial(Host host, String address) {
        if (!directory.knows(address)) {
            strays.add(new Stray(uptime, host, address));
        }
        switch (directory.judge(host, address)) {
            case Directory.Judged.Answers(var other) -> connect(host, other, 0, address);
            case Directory.Judged.Linked(var other) -> directory.addVain(host, other, address);
            case Directory.Judged.Refuses _ -> give(host, new Input.DialFailed(address), uptime.plus(REFUSAL));
            case Directory.Judged.Silent _ -> give(host, new Input.DialFailed(address), uptime.plus(DIAL_TIMEOUT));
        }
    }

    @Override
    public void close() {
        workers.close();
        hosts.values().stream().filter(Host::isUp).forEach(Host::crash);
    }
}
