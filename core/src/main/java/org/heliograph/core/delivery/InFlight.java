package org.heliograph.core.delivery;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.DoubleSupplier;
import org.heliograph.core.Now;
import org.heliograph.core.delivery.Delivery.Input;

/// The sealed boxes that nobody acknowledged yet, by chain and by the time they are due.
final class InFlight {
    /// Boxes with pieces of letters that may be unacknowledged at a time, in all chains: half of the keys that a
    /// session keeps for numbers it skipped, so that only keys of dead boxes fall out there.
    static final int WINDOW = 1_024;

    /// Boxes with acknowledgements kept at a time. A newer one says what an older one said.
    static final int MAX_REPORTS = 64;

    /// A box whose chain is this many behind the newest is sealed anew: the other end keeps the keys of twice as
    /// many chains, but also of those that only lost acknowledgements left open.
    static final int MAX_CHAINS_BEHIND = 32;

    /// Chains remembered though no box of theirs is left.
    static final int MAX_IDLE_CHAINS = 64;

    /// Look-up only.
    private final Map<Long, SendingChain> byTag = new HashMap<>();

    private final TreeMap<Long, SendingChain> chains = new TreeMap<>();
    private final TreeSet<Box> byTime = new TreeSet<>();
    private final TreeMap<Long, Box> reports = new TreeMap<>();

    /// Of the next chain. The newest may be forgotten already, if it is covered.
    private long nextOrdinal;

    private int pieces;

    boolean isFull() {
        return pieces >= WINDOW;
    }

    Optional<SendingChain> chain(long tag) {
        return Optional.ofNullable(byTag.get(tag));
    }

    Optional<Box> box(BoxRef ref) {
        var chain = byTag.get(ref.chainTag());
        return chain == null ? Optional.empty() : Optional.ofNullable(chain.boxes.get(ref.n()));
    }

    SendingChain open(BoxRef ref) {
        var known = byTag.get(ref.chainTag());
        if (known != null) {
            return known;
        }
        var chain = new SendingChain(ref.chainTag(), ref.session(), nextOrdinal++);
        chain.covered = ref.n(); // a chain is forgotten only when it is covered so far
        chain.end = ref.n();
        keep(chain);
        forgetIdleChains();
        return chain;
    }

    void restore(List<SendingChain> known, long next) {
        known.forEach(this::keep);
        nextOrdinal = next;
    }

    private void keep(SendingChain chain) {
        byTag.put(chain.tag, chain);
        chains.put(chain.ordinal, chain);
    }

    long nextOrdinal() {
        return nextOrdinal;
    }

    void add(Box box) {
        box.chain.boxes.put(box.n, box);
        box.chain.end = Math.max(box.chain.end, box.n + 1);
        byTime.add(box);
        switch (box.load) {
            case Box.Load.Piece _ -> pieces++;
            case Box.Load.Report _ -> reports.put(box.order, box);
            case Box.Load.Skip(var tag, var _) -> chain(tag).ifPresent(chain -> chain.skipping = true);
        }
    }

    void remove(Box box) {
        box.chain.boxes.remove(box.n);
        byTime.remove(box);
        switch (box.load) {
            case Box.Load.Piece _ -> pieces--;
            case Box.Load.Report _ -> reports.remove(box.order);
            case Box.Load.Skip(var tag, var _) -> chain(tag).ifPresent(chain -> chain.skipping = false);
        }
    }

    boolean keepsReport(long order) {
        return reports.containsKey(order);
    }

    /// An acknowledgement that is kept, or else the newest of those that are.
    Optional<Box> report(long order) {
        var named = reports.get(order);
        return named != null || reports.isEmpty()
                ? Optional.ofNullable(named)
                : Optional.of(reports.lastEntry().getValue());
    }

    /// The report to drop because there are too many.
    Optional<Box> surplusReport() {
        return reports.size() > MAX_REPORTS ? Optional.of(reports.firstEntry().getValue()) : Optional.empty();
    }

    /// The oldest chain that must tell of a hole.
    Optional<SendingChain> toSkip() {
        return chains.values().stream().filter(SendingChain::wantsSkip).findFirst();
    }

    /// The boxes that are due, in the order to send them. The caller gives each its next state.
    List<Box> due(Now now) {
        var due = new ArrayList<Box>();
        for (var box : byTime) {
            if (box.dueAt().compareTo(now.uptime()) > 0) {
                break;
            }
            due.add(box);
        }
        return due;
    }

    /// The first time after `now` at which a box is due.
    Optional<Duration> nextDue(Now now) {
        for (var box : byTime) {
            if (box.dueAt().compareTo(now.uptime()) > 0) {
                return box.dueAt().equals(Delivery.NEVER) ? Optional.empty() : Optional.of(box.dueAt());
            }
        }
        return Optional.empty();
    }

    List<Transmission.Way> step(Box box, Input input, Now now, DoubleSupplier draw) {
        var step = Delivery.on(box.delivery, input, now, draw);
        if (!step.next().dueAt().equals(box.dueAt())) {
            byTime.remove(box);
            box.delivery = step.next();
            byTime.add(box);
        } else {
            box.delivery = step.next();
        }
        return step.ways();
    }

    void stepAll(Input input, Now now, DoubleSupplier draw) {
        for (var box : List.copyOf(byTime)) {
            step(box, input, now, draw);
        }
    }

    /// Whether a newer chain has taken over.
    boolean hasEnded(SendingChain chain) {
        return chain.ordinal < nextOrdinal - 1;
    }

    /// The boxes that a session sealed, in order.
    List<Box> ofSession(long session) {
        return boxes(session, Long.MAX_VALUE);
    }

    /// The boxes that the other end may soon be unable to open.
    List<Box> farBehind() {
        return chains.headMap(nextOrdinal - 1 - MAX_CHAINS_BEHIND).values().stream()
                .flatMap(chain -> chain.boxes.values().stream())
                .toList();
    }

    /// The boxes in chains of the session before this one.
    List<Box> before(SendingChain chain) {
        return boxes(chain.session, chain.ordinal);
    }

    private List<Box> boxes(long session, long beforeOrdinal) {
        var boxes = new ArrayList<Box>();
        for (var chain : chains.headMap(beforeOrdinal).values()) {
            if (chain.session == session) {
                boxes.addAll(chain.boxes.values());
            }
        }
        return boxes;
    }

    void forgetSession(long session) {
        for (var chain : chains()) {
            if (chain.session == session) {
                forget(chain);
            }
        }
    }

    List<SendingChain> chains() {
        return List.copyOf(chains.values());
    }

    List<Box> boxes() {
        return List.copyOf(byTime);
    }

    /// Drops the chain if all of it is covered: should it be used again, it starts where it ended.
    void forgetIfOver(SendingChain chain) {
        if (chain.isOver()) {
            forget(chain);
        }
    }

    private void forgetIdleChains() {
        if (chains.size() <= MAX_IDLE_CHAINS) {
            return;
        }
        var idle = chains.values().stream().filter(SendingChain::isIdle).toList();
        idle.stream().limit(Math.max(0, idle.size() - MAX_IDLE_CHAINS)).forEach(this::forget);
    }

    private void forget(SendingChain chain) {
        byTag.remove(chain.tag);
        chains.remove(chain.ordinal);
    }
}
