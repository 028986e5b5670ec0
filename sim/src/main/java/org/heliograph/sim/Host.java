package org.heliograph.sim;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.TreeMap;
import org.heliograph.core.LinkId;
import org.heliograph.core.NodeId;
import org.heliograph.core.Now;
import org.heliograph.core.StoreFailure;
import org.heliograph.core.mailbox.Stamp;
import org.heliograph.core.node.Command;
import org.heliograph.core.node.Effect;
import org.heliograph.core.node.Input;
import org.heliograph.core.node.Node;
import org.heliograph.core.node.Reply;

/// One machine: a disk that survives, and a node that runs on it while the power is on.
///
/// What happens inside a host depends on nothing outside it but what the [World] hands over between two windows of
/// time. So hosts run side by side, on any number of threads, and every run of a seed is the same.
public final class Host {
    /// How long inputs gather before the node settles them, at most.
    private static final Duration LONGEST_GROUP = Duration.ofMillis(3);

    private static final Duration STAMP_TIME = Duration.ofMillis(1);
    private static final int HASHED_BYTES = 64;

    /// The ticket of a command whose answer nobody awaits, and of one that somebody does.
    static final long WISH = 1;

    private static final long QUESTION = 2;

    private sealed interface Happening {
        record Comes(Input input) implements Happening {}

        record Settles() implements Happening {}

        record Wakes(Duration wanted) implements Happening {}
    }

    private record Planned(Duration at, long order, Happening happening) implements Comparable<Planned> {
        @Override
        public int compareTo(Planned other) {
            int byTime = at.compareTo(other.at);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    /// One direction of a link. `bitsPerSecond` 0 is as fast as needed.
    record Wire(Host to, LinkId there, long bitsPerSecond) {}

    /// What a slow link lets wait before it drops, as a node's own queue does.
    private static final int QUEUED_FRAMES = 4_096;

    private static final int WIRE_BITS = 4_096 * 8;

    private final int index;
    private final String name;
    private final World world;
    private final Dice dice;
    private VirtualDisk disk;
    private final Trace trace = new Trace();
    private final PriorityQueue<Planned> agenda = new PriorityQueue<>();
    private final ArrayDeque<Input> inbox = new ArrayDeque<>();
    private final TreeMap<Long, Wire> wires = new TreeMap<>();

    /// When a slow link has sent what it was given.
    private final TreeMap<Long, Duration> freeAt = new TreeMap<>();

    private final Outcome outcome;
    private Optional<Node> node = Optional.empty();
    private Duration time = Duration.ZERO;
    private Duration bootedAt = Duration.ZERO;
    private Duration skew = Duration.ZERO;
    private Optional<Duration> nextWake = Optional.empty();
    private Temper temper = Temper.HONEST;
    private boolean settling;
    private long nextOrder;

    Host(int index, String name, World world, Dice dice) {
        this.index = index;
        this.name = name;
        this.world = world;
        this.dice = dice;
        this.disk = new VirtualDisk(world.sharedBytes());
        this.outcome = new Outcome(this, world.checks());
    }

    public String name() {
        return name;
    }

    int index() {
        return index;
    }

    public boolean isUp() {
        return node.isPresent();
    }

    public VirtualDisk disk() {
        return disk;
    }

    /// What it sent so far.
    public Traffic traffic() {
        return outcome.traffic();
    }

    public int links() {
        return wires.size();
    }

    Dice dice() {
        return dice;
    }

    Trace trace() {
        return trace;
    }

    Outcome outcome() {
        return outcome;
    }

    /// What its node is called in the mesh; while it is up.
    public NodeId nodeId() {
        return node().nodeKeys().orElseThrow().id();
    }

    Node node() {
        return node.orElseThrow();
    }

    TreeMap<Long, Wire> wires() {
        return wires;
    }

    /// How it behaves from now on.
    public void temper(Temper next) {
        temper = next;
    }

    /// The host at the other end of each of its links.
    public List<Host> neighbours() {
        return wires.values().stream().map(Wire::to).distinct().toList();
    }

    /// How far this host's wall clock is off.
    void skew(Duration off) {
        skew = off;
    }

    public Now now() {
        return new Now(time.minus(bootedAt), World.START.plus(time).plus(skew));
    }

    // ---- what the world does to it, between two windows

    void boot(Duration at) {
        time = at;
        bootedAt = at;
        disk.restart();
        node = Optional.of(Node.open(disk, dice.split(), world.settings(), now()));
        planWake();
    }

    /// Its disk is another from now on. It is down.
    void putBack(VirtualDisk copy) {
        disk = copy;
    }

    /// What was not committed is gone.
    void crash() {
        node.ifPresent(Node::close);
        node = Optional.empty();
        agenda.clear();
        inbox.clear();
        settling = false;
        nextWake = Optional.empty();
        disk.rollback();
    }

    /// Hands an input over for that time, or for now if it has passed.
    void give(Input input, Duration at) {
        plan(at.compareTo(time) < 0 ? time : at, new Happening.Comes(input));
    }

    /// Asks and gets the answer at once, without an event of its own.
    Reply question(Command question, Duration at) {
        time = at.compareTo(time) < 0 ? time : at;
        inbox.add(new Input.Asked(QUESTION, question));
        var effects = settle().orElseThrow();
        return effects.stream()
                .filter(effect -> effect instanceof Effect.Answer answer && answer.ticket() == QUESTION)
                .map(effect -> ((Effect.Answer) effect).reply())
                .findFirst()
                .orElseThrow();
    }

    /// When something happens here next.
    Optional<Duration> next() {
        return agenda.isEmpty() ? Optional.empty() : Optional.of(agenda.peek().at);
    }

    // ---- what happens inside, within a window

    /// Lives through everything before `end`. Stops when the power goes.
    void runUntil(Duration end) {
        while (!agenda.isEmpty() && agenda.peek().at.compareTo(end) < 0 && isUp() && !outcome.hasLostPower()) {
            var planned = agenda.remove();
            time = planned.at;
            switch (planned.happening) {
                case Happening.Comes(Input.FrameArrived(var link, var _)) when !wires.containsKey(link.value()) -> {}
                case Happening.Comes(var input) -> {
                    inbox.add(input);
                    planSettling();
                }
                case Happening.Settles() -> settle();
                case Happening.Wakes(var wanted) -> {
                    if (nextWake.filter(wanted::equals).isPresent()) {
                        nextWake = Optional.empty();
                        inbox.add(new Input.TimeReached());
                        planSettling();
                    }
                }
            }
        }
    }

    private void planSettling() {
        if (!settling) {
            settling = true;
            plan(time.plus(dice.between(Duration.ZERO, LONGEST_GROUP)), new Happening.Settles());
        }
    }

    private void plan(Duration at, Happening happening) {
        agenda.add(new Planned(at, nextOrder++, happening));
    }

    private void planWake() {
        var wanted = node().nextWake();
        if (wanted.isPresent() && !wanted.equals(nextWake)) {
            nextWake = wanted;
            var at = bootedAt.plus(wanted.get());
            plan(at.compareTo(time) > 0 ? at : time.plusMillis(1), new Happening.Wakes(wanted.get()));
        }
    }

    /// Handles what came in, commits, and does what may be done then. A full disk refuses the whole group: nothing of
    /// it is kept, and the machine restarts. Empty when the power was lost.
    private Optional<List<Effect>> settle() {
        settling = false;
        try {
            while (!inbox.isEmpty()) {
                node().handle(inbox.poll(), now());
            }
            var effects = node().settle(now());
            disk.commit();
            outcome.committed(effects);
            effects.forEach(this::run);
            planWake();
            return Optional.of(effects);
        } catch (VirtualDisk.PowerLoss loss) {
            outcome.lostPower();
            return Optional.empty();
        } catch (StoreFailure failure) {
            if (failure.kind() != StoreFailure.Kind.FULL) {
                throw failure;
            }
            outcome.lostPower();
            return Optional.empty();
        }
    }

    private void run(Effect effect) {
        switch (effect) {
            case Effect.SendFrame(var link, var frame) -> {
                trace.add(name + ">" + link.value(), Arrays.copyOf(frame, HASHED_BYTES));
                Optional.ofNullable(wires.get(link.value())).ifPresent(wire -> carry(link, wire, frame));
            }
            case Effect.CloseLink(var link, var _) -> outcome.wish(new Outcome.Wish.Close(link));
            case Effect.Dial(var address) -> outcome.wish(new Outcome.Wish.Dial(address));
            case Effect.FindStamp(var ticket, var prefix, var bits) ->
                plan(
                        time.plus(STAMP_TIME),
                        new Happening.Comes(new Input.StampFound(ticket, Stamp.search(prefix, bits, 0))));
            case Effect.Answer(var ticket, var reply) -> {
                if (ticket == WISH) {
                    outcome.answered(reply);
                }
            }
            case Effect.Tell(var event) ->
                trace.add(name + " tells", event.getClass().getSimpleName().getBytes(UTF_8));
        }
    }

    private void carry(LinkId link, Wire wire, byte[] frame) {
        if (!temper.lets(frame)) {
            return;
        }
        var sentAt = wire.bitsPerSecond == 0 ? time : queued(link, wire.bitsPerSecond);
        var weather = world.weather();
        if (sentAt.minus(time).compareTo(sending(QUEUED_FRAMES, wire.bitsPerSecond)) > 0) {
            return;
        }
        outcome.sent(wire, frame);
        if (weather.loss() > 0 && dice.chance(weather.loss())) {
            return;
        }
        int times = weather.repetition() > 0 && dice.chance(weather.repetition()) ? 2 : 1;
        for (int i = 0; i < times; i++) {
            var arrival = sentAt.plus(dice.between(weather.leastDelay(), weather.mostDelay()));
            outcome.flies(new Outcome.Flight(wire, arrival, frame));
        }
    }

    /// Frames of one link follow each other at its pace.
    private Duration queued(LinkId link, long bitsPerSecond) {
        var from = freeAt.getOrDefault(link.value(), time);
        var end = (from.compareTo(time) > 0 ? from : time).plus(sending(1, bitsPerSecond));
        if (end.minus(time).compareTo(sending(QUEUED_FRAMES, bitsPerSecond)) <= 0) {
            freeAt.put(link.value(), end);
        }
        return end;
    }

    private static Duration sending(int frames, long bitsPerSecond) {
        return bitsPerSecond == 0 ? Duration.ZERO : Duration.ofNanos((long) (1e9 * frames * WIRE_BITS / bitsPerSecond));
    }

    void unwire(long link) {
        wires.remove(link);
        freeAt.remove(link);
    }

    Duration time() {
        return time;
    }
}
