package org.heliograph.sim.scenario;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import org.heliograph.core.mailbox.Bucket;
import org.heliograph.core.mailbox.ChainSlot;
import org.heliograph.core.mailbox.Stamp;
import org.heliograph.core.mailbox.Term;
import org.heliograph.core.node.Command;
import org.heliograph.core.node.Reply;
import org.heliograph.core.wire.Item;
import org.heliograph.core.wire.LinkFrame;
import org.heliograph.core.wire.StoreMessage;
import org.heliograph.crypto.Secret;
import org.heliograph.sim.Host;

/// Somebody deposits a thousand items of junk in a second, for minutes: each is signed, stamped and meant for nobody.
final class Flood {
    /// A node holds little here, so that there is a fight for it.
    static final Scenario.Ground GROUND = new Scenario.Ground(8L << 20, false);

    private static final int PER_SECOND = 1_000;
    private static final int BURSTS_PER_SECOND = 10;
    private static final Duration FLOOD = Duration.ofMinutes(5);

    /// What the attacker pays for one: a thousand times a second about a hundred hashes are nothing to him.
    private static final int PAID_BITS = 8;

    private static final int TRIES = 4_096;
    private static final double ENOUGH = 0.99;
    private static final Duration PATIENCE = Duration.ofMinutes(30);
    private static final int MESSAGES_EACH = 3;

    private final Town town;
    private final Duration flood;
    private final Host attacker;
    private int sent;
    private long fullest;

    private Flood(Town town) {
        this.town = town;
        this.flood = town.time(FLOOD);
        this.attacker = town.found(1.0 / town.run().nodes(), Town::address).getLast();
    }

    static void live(Town town) {
        new Flood(town).live();
    }

    private void live() {
        town.expectEnd(Town.SETTLING.plus(flood).plus(PATIENCE));
        town.live(Town.SETTLING);
        town.converse(town.messages(MESSAGES_EACH), flood, Duration.ZERO);
        for (int burst = 0; burst < flood.toSeconds() * BURSTS_PER_SECOND; burst++) {
            town.world().after(Duration.ofMillis(1_000L * burst / BURSTS_PER_SECOND), this::pour);
        }
        for (int minute = 1; minute <= flood.toMinutes(); minute++) {
            town.live(Duration.ofMinutes(1));
            town.people().forEach(town.world().invariants()::checkQuota);
            fullest = Math.max(
                    fullest, town.people().stream().mapToLong(this::held).max().orElse(0));
        }
        town.liveUntil(Town::isQuiet, PATIENCE);
        var tally = town.tally();
        town.demand(
                "99 % delivered of what is honest",
                String.format(Locale.ROOT, "%.2f %%", 100 * tally.deliveredPart()), tally.deliveredPart() >= ENOUGH);
        town.demand("the flood came", sent + " items", sent >= PER_SECOND * flood.toSeconds() * ENOUGH);
        town.demand(
                "no quota was exceeded",
                "at most " + fullest + " of " + GROUND.quotaBytes() + " bytes held, looked at each minute",
                fullest <= GROUND.quotaBytes());
    }

    private long held(Host host) {
        return ((Reply.StatusView) town.world().question(host, new Command.Status())).heldBytes();
    }

    private void pour() {
        var targets = attacker.neighbours();
        for (int i = 0; i < PER_SECOND / BURSTS_PER_SECOND && !targets.isEmpty(); i++) {
            var put = new StoreMessage.Put(0, 1L << 31 | sent, junk());
            town.world().inject(attacker, target(targets), LinkFrame.of(LinkFrame.STORE, put.encode()));
            sent++;
        }
    }

    private Host target(List<Host> targets) {
        return targets.get(sent % targets.size());
    }

    private Item junk() {
        try (var secret = Secret.taking(town.dice().bytes(32));
                var slot = ChainSlot.key(secret, 0, 0)) {
            var term = Term.from(Bucket.DAY, attacker.now());
            var envelope = slot.envelope(sent, term, town.dice().bytes(Item.BOX_BYTES), town.dice());
            OptionalLong stamp = Stamp.search(envelope.stampPrefix(), PAID_BITS, 0, TRIES);
            return envelope.stamped(stamp.orElse(0));
        }
    }
}
