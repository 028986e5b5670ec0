package org.heliograph.sim.scenario;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.heliograph.sim.Host;
import org.heliograph.sim.Temper;

/// A fifth of all nodes are hostile: first people write all the same, then the hostile ones turn honest and what was
/// held up must come.
final class Siege {
    private static final double HOSTILE = 0.2;
    private static final double ENOUGH = 0.99;
    private static final Duration SPEAKING = Duration.ofHours(4);

    /// How long the last message may take before it counts as stopped.
    private static final Duration PATIENCE = Duration.ofHours(2);

    private static final Duration AFTERWARDS = Duration.ofDays(4);
    private static final int MESSAGES_EACH = 10;

    /// Nodes that each of the attacker's is told to dial, for as long as it lives.
    private static final int ACQUAINTANCES = 40;

    private final Town town;

    private Siege(Town town) {
        this.town = town;
    }

    /// Strangers all over the network take what they are given: one half passes nothing on, the other half keeps the
    /// items for itself and answers that all is well.
    static void droppers(Town town) {
        var siege = new Siege(town);
        var hostile = town.found(HOSTILE, Town::address);
        for (int i = 0; i < hostile.size(); i++) {
            hostile.get(i).temper(i % 2 == 0 ? Temper.SILENT : Temper.SELFISH);
        }
        siege.endure(hostile);
    }

    /// One attacker has a fifth of all nodes, in one neighbourhood of addresses, and has them dial whomever they can.
    /// They pass nothing on.
    static void sybil(Town town) {
        var siege = new Siege(town);
        var hostile = town.found(HOSTILE, Town::crowded);
        for (var host : hostile) {
            host.temper(Temper.SILENT);
            for (int i = 0; i < ACQUAINTANCES; i++) {
                town.join(host, town.dice().oneOf(town.people()));
            }
        }
        siege.endure(hostile);
    }

    private void endure(List<Host> hostile) {
        var speaking = town.time(SPEAKING);
        town.expectEnd(Town.SETTLING.plus(speaking).plus(PATIENCE));
        town.live(Town.SETTLING);
        town.converse(town.messages(MESSAGES_EACH), speaking, Duration.ZERO);
        town.live(speaking);
        town.liveUntil(Town::isQuiet, PATIENCE);
        var before = town.tally();
        town.demand(
                "99 % delivered while " + hostile.size() + " of "
                        + town.people().size() + " are hostile",
                String.format(Locale.ROOT, "%.2f %%", 100 * before.deliveredPart()),
                before.deliveredPart() >= ENOUGH);
        hostile.forEach(host -> host.temper(Temper.HONEST));
        boolean quiet = town.liveUntil(Town::isQuiet, AFTERWARDS);
        town.demand("the rest once they stop", town.tally().lost() + " lost", quiet);
    }
}
