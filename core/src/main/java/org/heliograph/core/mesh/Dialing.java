package org.heliograph.core.mesh;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.heliograph.core.Now;
import org.heliograph.crypto.Entropy;

/// When to dial the addresses that a person gave: at once, then ever more rarely, for as long as they are remembered.
///
/// The links that a node wants of itself are another matter: package `route`.
public final class Dialing {
    /// Addresses kept; the table grows by a person's `join` only, and stays small enough to dial all of them.
    public static final int MAX_ADDRESSES = 64;

    private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);

    /// An address that has no live link now.
    public record Waiting(String address, int failures, Duration nextTry) {}

    private enum Phase {
        WAITING,
        DIALLING,
        UP
    }

    private record Plan(Phase phase, int failures, Duration nextTry) {}

    private final TreeMap<String, Plan> plans = new TreeMap<>();
    private final Entropy entropy;

    public Dialing(Entropy entropy) {
        this.entropy = entropy;
    }

    /// Remembers an address and wants it dialled now; false when the table is full.
    public boolean remember(String address, Now now) {
        if (plans.containsKey(address)) {
            return true;
        }
        if (plans.size() >= MAX_ADDRESSES) {
            return false;
        }
        plans.put(address, new Plan(Phase.WAITING, 0, now.uptime()));
        return true;
    }

    /// Whether a person asked for this address.
    public boolean asks(String address) {
        return plans.containsKey(address);
    }

    /// The addresses to dial now; each is being dialled from here on.
    public List<String> due(Now now) {
        var due = new ArrayList<String>();
        for (var entry : plans.entrySet()) {
            var plan = entry.getValue();
            if (plan.phase == Phase.WAITING && plan.nextTry.compareTo(now.uptime()) <= 0) {
                entry.setValue(new Plan(Phase.DIALLING, plan.failures, plan.nextTry));
                due.add(entry.getKey());
            }
        }
        return due;
    }

    public void handleUp(String address) {
        plans.computeIfPresent(address, (_, plan) -> new Plan(Phase.UP, 0, plan.nextTry));
    }

    public void handleFailed(String address, Now now) {
        plans.computeIfPresent(address, (_, plan) -> waiting(plan.failures + 1, now));
    }

    /// The link that was dialled at `address` is gone.
    public void handleDown(String address, Now now) {
        plans.computeIfPresent(address, (_, plan) -> waiting(1, now));
    }

    public Optional<Duration> nextWake() {
        return plans.values().stream()
                .filter(plan -> plan.phase == Phase.WAITING)
                .map(Plan::nextTry)
                .min(Duration::compareTo);
    }

    /// What is remembered and not up, for people to see.
    public List<Waiting> waiting() {
        var waiting = new ArrayList<Waiting>();
        plans.forEach((address, plan) -> {
            if (plan.phase != Phase.UP) {
                waiting.add(new Waiting(address, plan.failures, plan.nextTry));
            }
        });
        return waiting;
    }

    /// Twice as long after each failure, spread by half so that a returning network is not met by everyone at once.
    private Plan waiting(int failures, Now now) {
        var wait = FIRST_WAIT.multipliedBy(1L << Math.min(failures - 1, 16));
        wait = wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
        long spread = Byte.toUnsignedLong(entropy.bytes(1)[0]);
        return new Plan(
                Phase.WAITING,
                failures,
                now.uptime().plus(wait.multipliedBy(256 + spread).dividedBy(512)));
    }
}
