package org.heliograph.sim;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.heliograph.core.LinkId;
import org.heliograph.core.Now;
import org.heliograph.core.identity.ContactCard;
import org.heliograph.core.mailbox.Stamp;
import org.heliograph.core.mesh.Network;
import org.heliograph.core.node.Command;
import org.heliograph.core.node.Effect;
import org.heliograph.core.node.Event;
import org.heliograph.core.node.Input;
import org.heliograph.core.node.Reply;
import org.heliograph.core.node.Settings;
import org.heliograph.crypto.Sha256;
import org.heliograph.crypto.Suite;

/// A network of hosts in virtual time, in one thread.
///
/// Links are what the hosts' own links are above their encryption: they carry frames of 4,078 bytes in order. Unlike
/// those they may also lose, repeat and delay single frames, which is worse than anything TCP does.
public final class World {
    private static final Instant START = Instant.parse("2026-03-02T09:00:00Z");
    static final long QUOTA_BYTES = 64L << 20;
    private static final Settings SETTINGS = new Settings(0, QUOTA_BYTES, 256L << 20);
    private static final byte[] NETWORK_KEY = new byte[Network.KEY_BYTES];
    private static final Duration LONGEST_GROUP = Duration.ofMillis(3);
    private static final int HASHED_BYTES = 64;
    private static final long WISH = 1;
    private static final long QUESTION = 2;

    /// How bad the network is.
    public record Weather(double loss, double repetition, Duration leastDelay, Duration mostDelay) {
        static final Weather CALM = new Weather(0, 0, Duration.ofMillis(5), Duration.ofMillis(5));
    }

    private record Planned(Duration at, long order, Runnable action) implements Comparable<Planned> {
        @Override
        public int compareTo(Planned other) {
            int byTime = at.compareTo(other.at);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    private record Wire(Host to, LinkId there) {}

    private final long seed;
    private final Dice dice;
    private final Trace trace = new Trace();
    private final Invariants invariants = new Invariants(this);
    private final PriorityQueue<Planned> agenda = new PriorityQueue<>();
    private final Map<String, Host> hosts = new LinkedHashMap<>();
    private final Map<Host, TreeMap<Long, Wire>> wires = new LinkedHashMap<>();
    private final Map<Host, Duration> wakes = new LinkedHashMap<>();
    private Weather weather = Weather.CALM;
    private Duration uptime = Duration.ZERO;
    private long nextOrder;
    private long nextLink = 1;

    private World(long seed) {
        this.seed = seed;
        this.dice = Dice.seeded(seed);
    }

    public static World seeded(long seed) {
        return new World(seed);
    }

    Dice dice() {
        return dice;
    }

    public Invariants invariants() {
        return invariants;
    }

    public String traceHash() {
        return trace.hex();
    }

    public long events() {
        return trace.events();
    }

    public long seed() {
        return seed;
    }

    public List<Host> hosts() {
        return new ArrayList<>(hosts.values());
    }

    /// A new host with an identity of this name.
    public Host host(String name, Suite suite) {
        var host = new Host(name, dice.split(), SETTINGS);
        hosts.put(name, host);
        wires.put(host, new TreeMap<>());
        host.boot(now());
        question(host, new Command.Init(name, suite, Network.closed(NETWORK_KEY.clone())));
        return host;
    }

    /// Both learn the other's card by hand.
    public void introduce(Host one, Host two) {
        learn(one, two);
        learn(two, one);
    }

    public void weather(Weather next) {
        weather = next;
    }

    public boolean areLinked(Host one, Host two) {
        return wiresOf(one).values().stream().anyMatch(wire -> wire.to == two);
    }

    /// Connects two hosts that are up and not connected; the first dials.
    public void link(Host one, Host two) {
        if (!one.isUp() || !two.isUp() || areLinked(one, two)) {
            return;
        }
        var here = new LinkId(nextLink++);
        var there = new LinkId(nextLink++);
        wiresOf(one).put(here.value(), new Wire(two, there));
        wiresOf(two).put(there.value(), new Wire(one, here));
        byte[] hash = Sha256.hash(dice.bytes(32));
        give(one, new Input.LinkUp(here, two.node().nodeKeys().orElseThrow().id(), true, hash, ""));
        give(two, new Input.LinkUp(there, one.node().nodeKeys().orElseThrow().id(), false, hash, ""));
    }

    public void cut(Host one, Host two) {
        var links = wiresOf(one).entrySet().stream()
                .filter(entry -> entry.getValue().to == two)
                .map(Map.Entry::getKey)
                .toList();
        links.forEach(link -> unlink(one, link));
    }

    /// Power off without warning.
    public void crash(Host host) {
        trace.add("crash " + host.name(), new byte[0]);
        host.crash();
        wakes.remove(host);
        List.copyOf(wiresOf(host).keySet()).forEach(link -> unlink(host, link));
    }

    public void restart(Host host) {
        if (!host.isUp()) {
            trace.add("restart " + host.name(), new byte[0]);
            host.boot(now());
            wake(host);
            invariants.checkRestart(host);
        }
    }

    /// Asks for something as a person would; the answer comes with a later event, to the invariants too.
    public void ask(Host host, Command command) {
        if (host.isUp()) {
            give(host, new Input.Asked(WISH, command));
        }
    }

    /// Asks and gets the answer at once, without an event of its own.
    Reply question(Host host, Command question) {
        host.receive(new Input.Asked(QUESTION, question));
        var effects = host.settle(now()).orElseThrow();
        invariants.checkCommit(host, effects);
        effects.forEach(effect -> run(host, effect));
        wake(host);
        return effects.stream()
                .filter(effect -> effect instanceof Effect.Answer answer && answer.ticket() == QUESTION)
                .map(effect -> ((Effect.Answer) effect).reply())
                .findFirst()
                .orElseThrow();
    }

    public void after(Duration wait, Runnable action) {
        agenda.add(new Planned(uptime.plus(wait), nextOrder++, action));
    }

    public void runFor(Duration time) {
        var end = uptime.plus(time);
        while (!agenda.isEmpty() && agenda.peek().at.compareTo(end) <= 0) {
            next();
        }
        uptime = end;
    }

    /// False if it did not come true in time.
    public boolean runUntil(BooleanSupplier condition, Duration atMost) {
        var end = uptime.plus(atMost);
        while (!condition.getAsBoolean()) {
            if (agenda.isEmpty() || agenda.peek().at.compareTo(end) > 0) {
                return false;
            }
            next();
        }
        return true;
    }

    public Now now() {
        return new Now(uptime, START.plus(uptime));
    }

    private void next() {
        var planned = agenda.remove();
        uptime = planned.at;
        planned.action.run();
    }

    private void learn(Host learner, Host other) {
        var card = (Reply.CardView) question(other, new Command.Card(false));
        var parsed = (ContactCard.Reading.Sound) ContactCard.parse(card.card());
        question(learner, new Command.AddContact(parsed.card(), other.name()));
    }

    private void give(Host host, Input input) {
        host.receive(input);
        planSettle(host);
    }

    private void planSettle(Host host) {
        if (host.wantsSettle()) {
            after(dice.between(Duration.ZERO, LONGEST_GROUP), () -> settle(host));
        }
    }

    private void settle(Host host) {
        if (!host.isUp()) {
            return;
        }
        var effects = host.settle(now());
        if (effects.isEmpty()) {
            crash(host);
            return;
        }
        invariants.checkCommit(host, effects.get());
        for (var effect : effects.get()) {
            run(host, effect);
        }
        wake(host);
    }

    private void wake(Host host) {
        var wanted = host.node().nextWake();
        if (wanted.isEmpty() || wanted.get().equals(wakes.get(host))) {
            return;
        }
        var at = wanted.get().compareTo(uptime) > 0 ? wanted.get() : uptime.plusMillis(1);
        wakes.put(host, wanted.get());
        var planned = wanted.get();
        after(at.minus(uptime), () -> {
            if (host.isUp() && planned.equals(wakes.get(host))) {
                wakes.remove(host);
                give(host, new Input.TimeReached());
            }
        });
    }

    private void run(Host host, Effect effect) {
        switch (effect) {
            case Effect.SendFrame(var link, var frame) -> {
                trace.add(host.name() + ">" + link.value(), Arrays.copyOf(frame, HASHED_BYTES));
                Optional.ofNullable(wiresOf(host).get(link.value())).ifPresent(wire -> carry(wire, frame));
            }
            case Effect.CloseLink(var link, var _) -> unlink(host, link.value());
            case Effect.Dial(var address) -> give(host, new Input.DialFailed(address));
            case Effect.FindStamp(var ticket, var prefix, var bits) -> {
                long stamp = Stamp.search(prefix, bits, 0);
                after(Duration.ofMillis(1), () -> {
                    if (host.isUp()) {
                        give(host, new Input.StampFound(ticket, stamp));
                    }
                });
            }
            case Effect.Answer(var ticket, var reply) -> {
                if (ticket == WISH) {
                    invariants.noteAnswer(host, reply);
                }
            }
            case Effect.Tell(Event event) ->
                trace.add(
                        host.name() + " tells", event.getClass().getSimpleName().getBytes(UTF_8));
        }
    }

    private void carry(Wire wire, byte[] frame) {
        invariants.checkFrame(frame);
        if (dice.chance(weather.loss)) {
            return;
        }
        int times = dice.chance(weather.repetition) ? 2 : 1;
        for (int i = 0; i < times; i++) {
            after(dice.between(weather.leastDelay, weather.mostDelay), () -> {
                if (wire.to.isUp() && wiresOf(wire.to).containsKey(wire.there.value())) {
                    give(wire.to, new Input.FrameArrived(wire.there, frame));
                }
            });
        }
    }

    private TreeMap<Long, Wire> wiresOf(Host host) {
        return Objects.requireNonNull(wires.get(host));
    }

    private void unlink(Host host, long link) {
        var wire = wiresOf(host).remove(link);
        if (wire == null) {
            return;
        }
        wiresOf(wire.to).remove(wire.there.value());
        if (host.isUp()) {
            give(host, new Input.LinkDown(new LinkId(link)));
        }
        if (wire.to.isUp()) {
            give(wire.to, new Input.LinkDown(wire.there));
        }
    }
}
