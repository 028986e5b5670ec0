package org.heliograph.sim.scenario;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/// A kind of trouble.
public enum Scenario {
    CHURN("nodes lose power and come back, three in ten each hour, over links that lose one frame in twenty", Churn::live);

    private final String what;
    private final Consumer<Town> life;

    Scenario(String what, Consumer<Town> life) {
        this.what = what;
        this.life = life;
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

    /// Runs it to its end. Throws [org.heliograph.sim.Invariants.Broken] at the first breach of an invariant.
    public static Result run(Run run, Watcher watcher) {
        try (var town = new Town(run, watcher)) {
            run.scenario().life.accept(town);
            return town.result();
        }
    }
}
