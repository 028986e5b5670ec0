package org.heliograph.sim;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.heliograph.core.MessageId;
import org.heliograph.core.MessageState;
import org.heliograph.core.node.Command;
import org.heliograph.core.node.Event;
import org.heliograph.core.node.MessageView;
import org.heliograph.core.node.Reply;

/// What must hold after every event, by the numbers of `docs/protocol/delivery.md`. The first breach ends the run.
///
/// What one host alone can break is checked inside it, by [Checks].
public final class Invariants {
    /// Every text in a world begins with this, so that a text that leaks is seen.
    public static final String CANARY = "canary-7f3a:";

    private static final byte[] CANARY_BYTES = CANARY.getBytes(StandardCharsets.UTF_8);

    /// A broken invariant: `number` is its name in the specification.
    public static final class Broken extends AssertionError {
        private static final long serialVersionUID = 1L;

        private final String breach;

        Broken(String number, String what, long seed) {
            super(number + " broken: " + what + "; replay with -Dseed=" + seed);
            this.breach = number + " broken: " + what;
        }

        /// What was broken, without how to see it again.
        public String breach() {
            return breach;
        }
    }

    /// A message that `send` accepted, and what became of it. Times are uptimes of the world.
    public static final class Fate {
        private final Host sender;
        private final String reader;
        private final Duration acceptedAt;
        private Optional<Duration> heldAt = Optional.empty();
        private Optional<Duration> shownAt = Optional.empty();
        private boolean ended;
        private boolean delivered;
        private long expiresAtMillis;

        private Fate(Host sender, String reader, Duration acceptedAt) {
            this.sender = sender;
            this.reader = reader;
            this.acceptedAt = acceptedAt;
        }

        private boolean isOver(Duration uptime) {
            return expiresAtMillis > 0 && World.START.plus(uptime).toEpochMilli() >= expiresAtMillis;
        }

        public Host sender() {
            return sender;
        }

        /// The name of the host that should show it.
        public String reader() {
            return reader;
        }

        public Duration acceptedAt() {
            return acceptedAt;
        }

        /// Empty while its sender does not know of anybody else who has it.
        public Optional<Duration> heldAt() {
            return heldAt;
        }

        /// Empty while its reader has not seen it.
        public Optional<Duration> shownAt() {
            return shownAt;
        }

        /// Delivered or expired, as its sender knows.
        public boolean ended() {
            return ended;
        }
    }

    /// Messages that a node shows at once, at most; more than a host here ever has.
    private static final int PAGE = 100_000;

    private final World world;
    private final Checks checks;
    private final Map<MessageId, Fate> fates = new LinkedHashMap<>();
    private final TreeSet<String> shown = new TreeSet<>();
    private int ended;

    Invariants(World world, Checks checks) {
        this.world = world;
        this.checks = checks;
    }

    /// Messages that were accepted and have not ended yet.
    public List<MessageId> unfinished() {
        var unfinished = new ArrayList<MessageId>();
        fates.forEach((id, fate) -> {
            if (!fate.ended) {
                unfinished.add(id);
            }
        });
        return unfinished;
    }

    /// Whether all that was accepted has ended.
    public boolean allEnded() {
        return ended == fates.size();
    }

    public List<Fate> fates() {
        return List.copyOf(fates.values());
    }

    public int accepted() {
        return fates.size();
    }

    public int shown() {
        return shown.size();
    }

    /// Which checks have had something to check.
    public TreeSet<String> fired() {
        return checks.fired();
    }

    void take(Outcome.Report report) {
        switch (report.fact()) {
            case Outcome.Fact.Told(Event.MessageArrived(var message)) -> arrived(report, message);
            case Outcome.Fact.Told(Event.MessageChanged(var id, var state, var _)) ->
                Optional.ofNullable(fates.get(id)).ifPresent(fate -> changed(fate, state, report.at()));
            case Outcome.Fact.Told _ -> {}
            case Outcome.Fact.Answered(Reply.Queued(var id, var to, var _)) ->
                fates.put(id, new Fate(report.host(), to, report.at()));
            case Outcome.Fact.Answered _ -> {}
        }
    }

    /// After a restart, when it is hardest. I1: whatever was accepted is still waiting, or has ended. I4: whatever was
    /// acknowledged is still there.
    void checkRestart(Host host) {
        checkAcknowledged(host);
        fates.forEach((id, fate) -> {
            if (fate.sender == host && !fate.ended) {
                var reply = world.question(host, new Command.Where(id));
                checks.check("I1", reply instanceof Reply.Whereabouts, "an accepted message is gone after a crash");
                endIfOver(fate, ((Reply.Whereabouts) reply).message().state());
            }
        });
        checkQuota(host);
    }

    private void checkAcknowledged(Host reader) {
        var acknowledged = new TreeSet<String>();
        fates.forEach((id, fate) -> {
            if (fate.delivered && fate.reader.equals(reader.name()) && !fate.isOver(world.uptime())) {
                acknowledged.add(id.toHex());
            }
        });
        if (acknowledged.isEmpty()) {
            return;
        }
        var all =
                (Reply.History) world.question(reader, new Command.Messages(Optional.empty(), Optional.empty(), PAGE));
        all.messages().forEach(message -> acknowledged.remove(message.id().toHex()));
        checks.check("I4", acknowledged.isEmpty(), "a message was acknowledged and is gone after a crash");
    }

    /// The host remembers these messages alone: what it showed else may be shown again, and what it accepted since then
    /// and had not got through is lost with its disk.
    void putBack(Host host, List<MessageView> remembered) {
        var known = new TreeSet<String>();
        remembered.forEach(message -> known.add(message.id().toHex()));
        var name = host.name() + " ";
        shown.removeIf(entry -> entry.startsWith(name) && !known.contains(entry.substring(name.length())));
        fates.entrySet()
                .removeIf(fate -> fate.getValue().sender == host
                        && !fate.getValue().ended
                        && !known.contains(fate.getKey().toHex()));
        fates.forEach((id, fate) -> fate.delivered &= !fate.reader.equals(host.name()) || known.contains(id.toHex()));
    }

    public void checkQuota(Host host) {
        var status = (Reply.StatusView) world.question(host, new Command.Status());
        checks.check("I10", status.heldBytes() <= world.settings().storeQuotaBytes(), "the store's quota is exceeded");
    }

    /// I8 for disks: those who only carry hold no text. A reader's and a writer's own disks are not looked at here.
    public void checkCarrier(Host host) {
        checks.check("I8", !host.disk().contains(CANARY_BYTES), "a text on a carrier's disk");
    }

    private void arrived(Outcome.Report report, MessageView message) {
        var who = report.host().name();
        checks.check("I3", shown.add(who + " " + message.id().toHex()), "a message was shown twice");
        long shownAt = World.START.plus(report.at()).toEpochMilli();
        checks.check(
                "I12",
                message.expiresAtMillis() == 0 || shownAt < message.expiresAtMillis(),
                "a message was shown after its expiry");
        var fate = fates.get(message.id());
        if (fate != null) {
            fate.expiresAtMillis = message.expiresAtMillis();
            fate.shownAt = fate.shownAt.or(() -> Optional.of(report.at()));
        }
    }

    private void changed(Fate fate, MessageState state, Duration at) {
        if (state == MessageState.STORED || state == MessageState.DELIVERED) {
            fate.heldAt = fate.heldAt.or(() -> Optional.of(at));
        }
        endIfOver(fate, state);
    }

    private void endIfOver(Fate fate, MessageState state) {
        if (state == MessageState.DELIVERED) {
            checks.check(
                    "I2", fate.shownAt.isPresent(), "a message counts as delivered that its reader has not committed");
        }
        fate.delivered |= state == MessageState.DELIVERED;
        if (!fate.ended && (state == MessageState.DELIVERED || state == MessageState.EXPIRED)) {
            fate.ended = true;
            ended++;
        }
    }
}
