package org.heliograph.sim.scenario;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.heliograph.sim.World;

/// A kind of trouble.
public enum Scenario {
    CHURN("nodes lose power and come back, three in ten each hour; one frame in twenty is lost"),
    ISLANDS("six islands without a link between them, from which people move to others each hour"),
    SYBIL("one attacker has a fifth of all nodes, and dials everybody"),
    FLOOD("a thousand items of junk are deposited in each second"),
    POISON("ten thousand records tell of nodes that do not exist, all at a victim's address"),
    DROPPERS("a fifth of all nodes pass nothing on, or keep to themselves what they should hold"),
    SCALE("networks of growing size, the largest as a model of their gossip: what it costs to be in them");

    /// What a scenario plays on.
    ///
    /// @param quotaBytes that each node holds for others and itself at most
    /// @param isOpen whether anybody may join the network who pays for a node key
    record Ground(long quotaBytes, boolean isOpen) {
        static final Ground USUAL = new Ground(World.QUOTA_BYTES, false);
    }

    private final String what;

    Scenario(String what) {
        this.what = what;
    }

    public static Optional<Scenario> named(String word) {
        return Arrays.stream(values())
                .filter(scenario -> scenario.word().equals(word))
                .findFirst();
    }

    /// What it is called on the command line.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// What happens in it, for people.
    public String what() {
        return what;
    }

    Ground ground() {
        return switch (this) {
            case FLOOD -> Flood.GROUND;
            case POISON -> Poison.GROUND;
            case CHURN, ISLANDS, SYBIL, DROPPERS, SCALE -> Ground.USUAL;
        };
    }

    /// No more nodes than these are ever run at a time.
    public int mostReal() {
        return this == SCALE ? Scale.MOST_REAL : Integer.MAX_VALUE;
    }

    private void live(Town town) {
        switch (this) {
            case CHURN -> Churn.live(town);
            case ISLANDS -> Islands.live(town);
            case SYBIL -> Siege.sybil(town);
            case FLOOD -> Flood.live(town);
            case POISON -> Poison.live(town);
            case DROPPERS -> Siege.droppers(town);
            case SCALE -> throw new IllegalStateException("many towns");
        }
    }

    /// Runs it to its end. Throws [org.heliograph.sim.Invariants.Broken] at the first breach of an invariant.
    public static Result run(Run run, Watcher watcher) {
        if (run.scenario() == SCALE) {
            return Scale.run(run, watcher);
        }
        try (var town = new Town(run, watcher)) {
            run.scenario().live(town);
            return town.result();
        }
    }
}
