package org.heliograph.core.node.shelf;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.heliograph.core.NodeId;
import org.heliograph.core.mesh.route.Placement;
import org.heliograph.core.mesh.route.Routing;
import org.heliograph.core.node.transit.Out;
import org.heliograph.core.node.transit.Transit;
import org.heliograph.core.node.transit.Transit.Purpose;
import org.heliograph.core.node.transit.Transit.Question;
import org.heliograph.core.onion.Body;
import org.heliograph.core.wire.Item;
import org.heliograph.core.wire.SlotId;
import org.heliograph.crypto.Entropy;

/// Reads what lies for this device at other nodes: it leaves reply blocks with storers of each slot, which push what
/// comes, and asks others now and then. All of it in packets: a storer learns that somebody reads the slot, not who.
public final class Collector {
    /// Slots read at a time: of some 400 contacts. The newest beyond these wait until others are over.
    private static final int MAX_SLOTS = 4_096;

    /// Questions at once, and how often: what a start with many contacts asks is spread over minutes.
    private static final int ASKED_AT_ONCE = 8;

    private static final Duration ASKED_EVERY = Duration.ofSeconds(1);

    /// How often the storers of each slot are looked at when nothing else is to do.
    private static final Duration LOOK_EVERY = Duration.ofSeconds(10);

    /// At most so long after the start, or a slot's, storers are asked for the first time.
    private static final int FIRST_WITHIN_MILLIS = 10_000;

    /// A reply block that is left with a storer serves that long, if the day does not end before.
    private static final Duration ARMED_FOR = Duration.ofHours(12);

    /// Its keys are kept a little longer: the push may be on its way.
    private static final Duration ARM_LIFE = ARMED_FOR.plusMinutes(10);

    private static final Duration FETCH_LIFE = Duration.ofMinutes(10);

    /// What is read of a slot.
    public enum Kind {
        /// The first position of a chain's slot that may be written to now.
        FIRST(2, Duration.ofMinutes(30)),
        /// The second position of such a slot.
        SECOND(1, Duration.ofHours(3)),
        /// A drop of this week.
        DROP(2, Duration.ofMinutes(30)),
        /// A drop of another week.
        OTHER_WEEK(0, Duration.ofHours(3)),
        /// A chain's slot that should be read already, but for some box that was passed over.
        GAP(0, Duration.ofDays(1));

        private final int arms;
        private final Duration fetchEvery;

        Kind(int arms, Duration fetchEvery) {
            this.arms = arms;
            this.fetchEvery = fetchEvery;
        }

        private int copies() {
            return this == DROP || this == OTHER_WEEK ? Placement.DROP_COPIES : Placement.COPIES;
        }
    }

    /// A slot to read.
    ///
    /// @param known tags of what was read of it before
    public record Sought(SlotId slot, Kind kind, List<Long> known) {
        public Sought {
            known = List.copyOf(known);
        }
    }

    private final NodeId self;
    private final Transit transit;
    private final Routing routing;
    private final Entropy entropy;
    private final Supplier<Duration> pause;
    private final Map<SlotId, Reading> readings = new LinkedHashMap<>();
    private Iterator<Reading> round = List.<Reading>of().iterator();
    private Duration nextSeek = Duration.ZERO;
    private Duration nextTurn = Duration.ZERO;

    /// @param pause draws how long after a push a storer is armed anew: one reply block after the other, so that nobody
    ///     makes this node be sent a burst
    public Collector(NodeId self, Transit transit, Routing routing, Entropy entropy, Supplier<Duration> pause) {
        this.self = self;
        this.transit = transit;
        this.routing = routing;
        this.entropy = entropy;
        this.pause = pause;
    }

    /// Other slots are to be read.
    public void handleChanged() {
        nextSeek = Duration.ZERO;
    }

    /// From now on these slots are read, and no others.
    private void seek(List<Sought> all, Out out) {
        var sought = new LinkedHashSet<SlotId>();
        for (var each : all) {
            sought.add(each.slot);
            var reading = readings.get(each.slot);
            if (reading != null) {
                reading.seek(each);
            } else if (readings.size() < MAX_SLOTS) {
                readings.put(each.slot, new Reading(each, out.now().uptime().plus(firstPause(each.kind))));
                nextTurn = Duration.ZERO;
            }
        }
        readings.keySet().retainAll(sought);
        round = List.copyOf(readings.values()).iterator();
    }

    /// Where a reply block is left, what is there comes at once: nothing need be asked for soon.
    private Duration firstPause(Kind kind) {
        return kind.arms > 0 && kind != Kind.DROP
                ? spread(kind)
                : Duration.ofMillis(entropy.below(FIRST_WITHIN_MILLIS));
    }

    /// The item that a storer sent, to be looked at. What the slot's key did not sign is not it, or a storer could say
    /// that it sent what it keeps back.
    public Optional<Item> handle(Purpose.Lying purpose, Body body, Predicate<Item> sound, Out out) {
        if (!(body instanceof Body.Push(int left, var item))
                || !item.slot().equals(purpose.slot())
                || !sound.test(item)) {
            return Optional.empty();
        }
        var reading = readings.get(purpose.slot());
        if (reading != null) {
            var again = out.now().uptime().plus(pause.get());
            reading.handle(purpose.storer(), item.tag(), left, again);
            nextTurn = left > 0 ? Duration.ZERO : earlier(nextTurn, again);
        }
        return Optional.of(item);
    }

    private static Duration earlier(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /// Asks for what is due; `sought` says what is to be read, if anything is.
    public void due(Supplier<List<Sought>> sought, Out out) {
        var now = out.now().uptime();
        if (nextSeek.compareTo(now) <= 0) {
            nextSeek = now.plus(LOOK_EVERY);
            seek(sought.get(), out);
        }
        if (readings.isEmpty() || nextTurn.compareTo(now) > 0) {
            return;
        }
        if (!round.hasNext()) {
            round = List.copyOf(readings.values()).iterator();
        }
        var placement = routing.placement(true, out.now());
        int left = ASKED_AT_ONCE;
        while (left > 0 && round.hasNext()) {
            left -= attend(round.next(), placement, out);
        }
        nextTurn = now.plus(round.hasNext() ? ASKED_EVERY : untilNext(now));
    }

    private Duration untilNext(Duration now) {
        var soonest = readings.values().stream().map(Reading::nextAt).min(Duration::compareTo);
        var wait = soonest.map(at -> at.minus(now))
                .filter(it -> it.compareTo(LOOK_EVERY) < 0)
                .orElse(LOOK_EVERY);
        return wait.compareTo(ASKED_EVERY) < 0 ? ASKED_EVERY : wait;
    }

    /// Says how many questions it took.
    private int attend(Reading reading, Placement placement, Out out) {
        var now = out.now().uptime();
        var kind = reading.sought().kind();
        var storers = new ArrayList<>(placement.closest(reading.sought().slot().address(), kind.copies()));
        storers.remove(self);
        reading.retain(storers);
        int asked = 0;
        for (var storer : storers.subList(0, Math.min(kind.arms, storers.size()))) {
            if (reading.needsArm(storer, now, transit.day()) && arm(reading, storer, out)) {
                asked++;
            }
        }
        var more = reading.takeMore();
        if (more.isPresent()) {
            fetch(
                    reading,
                    more.get().storer(),
                    Math.min(Body.MAX_BLOCKS, more.get().left()),
                    out);
            asked++;
        }
        if (reading.fetchAt().compareTo(now) <= 0
                && !storers.isEmpty()
                && fetch(reading, other(reading, storers), 1, out)) {
            reading.fetchAt(now.plus(spread(kind)));
            asked++;
        }
        return asked;
    }

    /// A storer that is not armed, if there is one.
    private NodeId other(Reading reading, List<NodeId> storers) {
        var others = storers.stream().filter(node -> !reading.isArmed(node)).toList();
        var from = others.isEmpty() ? storers : others;
        return from.get(entropy.below(from.size()));
    }

    private boolean arm(Reading reading, NodeId storer, Out out) {
        var slot = reading.sought().slot();
        var known = reading.known();
        var question = new Question(
                new Purpose.Lying(slot, storer), 1, ARM_LIFE, blocks -> new Body.Arm(slot, blocks.getFirst(), known));
        boolean isAsked = transit.ask(storer, question, out) instanceof Routing.Path;
        if (isAsked) {
            reading.arm(storer, out.now().uptime().plus(ARMED_FOR), transit.day());
        }
        return isAsked;
    }

    private boolean fetch(Reading reading, NodeId storer, int blocks, Out out) {
        var slot = reading.sought().slot();
        var known = reading.known();
        var question = new Question(
                new Purpose.Lying(slot, storer), blocks, FETCH_LIFE, given -> new Body.Fetch(slot, given, known));
        return transit.ask(storer, question, out) instanceof Routing.Path;
    }

    /// Half the time to one and a half of it, so that nobody can tell questions of one reader by their times.
    private Duration spread(Kind kind) {
        int millis = (int) kind.fetchEvery.toMillis();
        return Duration.ofMillis(millis / 2 + entropy.below(millis));
    }

    public Optional<Duration> nextWake() {
        return readings.isEmpty() ? Optional.empty() : Optional.of(nextTurn);
    }
}
