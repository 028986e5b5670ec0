package org.heliograph.core.delivery;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.heliograph.core.ContactId;
import org.heliograph.core.MemoryStore;
import org.heliograph.core.MessageId;
import org.heliograph.core.MessageState;
import org.heliograph.core.Now;
import org.heliograph.core.PeerFault;
import org.heliograph.core.Store;
import org.heliograph.core.Store.Table;
import org.heliograph.core.wire.Ack;
import org.heliograph.core.wire.Control;
import org.heliograph.core.wire.Frame;
import org.heliograph.testkit.Case;

/// One end of a conversation with its store and sessions. It does what a node does: takes inputs in groups,
/// commits, and lets nothing out before.
final class ToyEnd {
    /// Where in a group the process dies.
    enum Crash {
        NOT,
        BEFORE_COMMIT,
        AFTER_COMMIT,
        HALFWAY_THROUGH_EFFECTS
    }

    final int side;
    final MemoryStore disk = new MemoryStore();
    private final Store store;
    private final ContactId peer;
    private final ToyWorld world;
    private final Case random;
    private ToySessions sessions;
    private ToySessions committedSessions;
    private Conversation conversation;
    private boolean onLink;
    private Optional<Long> sendingBefore = Optional.empty();

    /// Uptime begins anew with the process.
    private Duration startedAt = Duration.ZERO;

    /// What people know of this end: only what was committed.
    final TreeMap<MessageId, Message> shown = new TreeMap<>();

    final TreeMap<MessageId, Long> accepted = new TreeMap<>();
    final TreeSet<MessageId> cancelled = new TreeSet<>();
    final TreeMap<String, Integer> controls = new TreeMap<>();
    int controlsAccepted;

    private final List<Happening> happenings = new ArrayList<>();
    private final TreeMap<MessageId, Long> submitted = new TreeMap<>();
    private int controlsSubmitted;

    ToyEnd(int side, ToyWorld world, Case random) {
        this.side = side;
        this.world = world;
        this.random = random;
        store = world.bug == ToyWorld.Bug.NO_PROOF ? new ForgetfulStore(disk) : disk;
        peer = new ContactId(1, 2, 3, 1 - side);
        sessions = new ToySessions(world.numbersPerChain);
        committedSessions = sessions.copy();
        conversation = Conversation.load(store, peer, random::nextBytes, world.now());
    }

    // ---- inputs; each is part of a group that `finish` ends

    void submit(int length, long ttlSeconds) {
        var text = "m".repeat(length);
        var submission = conversation.submit(Content.text(text), ttlSeconds, now());
        if (submission instanceof Submission.Accepted(var id)) {
            submitted.put(id, ttlSeconds == 0 ? Expiring.NEVER : now().wallMillis() + ttlSeconds * 1_000);
        }
        ensureSession();
    }

    void submitControl(int length) {
        controlsSubmitted++;
        var content = new byte[length];
        content[0] = (byte) side;
        content[1] = (byte) (controlsAccepted + controlsSubmitted);
        conversation.submitControl(new Control(Control.POLICY, content), now());
        ensureSession();
    }

    private void ensureSession() {
        if (sessions.sending().isEmpty()) {
            sessions.start(side, random);
        }
    }

    void cancel() {
        if (!accepted.isEmpty()) {
            var id = random.pick(List.copyOf(accepted.keySet()));
            var result = conversation.cancel(id, now());
            happenings.addAll(result);
        }
    }

    void receive(byte[] box, Via via) {
        try {
            var opened = sessions.open(box, random);
            if (opened.isEmpty()) {
                return;
            }
            var before = sendingBefore;
            receive(opened.get(), via);
            switchFrom(before);
        } catch (PeerFault fault) {
            throw new AssertionError("our own frame is refused", fault);
        }
    }

    private void receive(ToySessions.Opened opened, Via via) throws PeerFault {
        var arrival = new Arrival(opened.chainTag(), opened.n(), via);
        if (opened.frame().isEmpty()) {
            conversation.duplicate(arrival, now());
            return;
        }
        for (var happening :
                conversation.handle(arrival, Frame.decode(opened.frame().get()), now())) {
            happenings.add(happening);
            if (happening instanceof Happening.Changed(var id, var state, var _) && state == MessageState.DELIVERED) {
                world.peerOf(this).mustHave(id);
            }
        }
    }

    /// Starts a new session; with `amnesia` the old ones are gone, or else they can still be read.
    void renew(boolean amnesia) {
        if (amnesia) {
            sessions.loseAll();
        }
        sessions.start(side, random);
        submitControl(2); // or nobody would learn of it
        switchFrom(sendingBefore);
    }

    void stored(BoxRef ref) {
        if (world.bug == ToyWorld.Bug.DROP_ON_STORED) {
            var head = new Ack.Head(ref.chainTag(), ref.n() + 1, 0);
            var asIfAcknowledged = new Frame(Frame.ACK, 0, MessageId.NONE, 0, 0, head, new byte[1]);
            happenings.addAll(conversation.handle(new Arrival(0, 0, Via.MAILBOX), asIfAcknowledged, now()));
            return;
        }
        happenings.addAll(conversation.stored(ref, Via.MAILBOX));
    }

    void linkUp() {
        onLink = true;
        conversation.linkProven(now());
    }

    void linkDown() {
        onLink = false;
        conversation.linkLost(now());
    }

    private void switchFrom(Optional<Long> before) {
        var after = sessions.sending();
        if (before.isPresent() && !after.equals(before)) {
            conversation.resealAll(before.get());
        }
        sendingBefore = after;
    }

    // ---- the end of a group

    void finish(Crash crash) {
        switchFrom(sendingBefore);
        happenings.addAll(conversation.expire(now()));
        for (int boxes = 0; sessions.canSend(); boxes++) {
            ToyWorld.check(boxes < 10_000, "endless drafts");
            var draft = conversation.nextDraft(sessions.room(), now());
            if (draft.isEmpty()) {
                break;
            }
            var frame = draft.get().frame();
            ToyWorld.check(
                    frame.body().length + Frame.HEADER_BYTES <= sessions.room().frameBytes(), "too long a frame");
            mustNotBeOver(frame.sentMillis(), frame.ttlSeconds());
            var place = sessions.place();
            conversation.sealed(
                    draft.get(),
                    place,
                    sessions.seal(frame.encode(sessions.room().frameBytes())));
        }
        var transmissions = conversation.due(now());
        transmissions.forEach(it -> ToyWorld.check(world.now().wallMillis() < it.expiresAtMillis(), "sent over"));
        conversation.settle();
        if (world.bug == ToyWorld.Bug.EFFECTS_BEFORE_COMMIT) {
            transmissions.forEach(it -> world.transmit(this, it));
        }
        if (crash == Crash.BEFORE_COMMIT) {
            disk.rollback();
            restart();
            return;
        }
        disk.commit();
        committedSessions = sessions.copy();
        publish();
        int released =
                crash == Crash.NOT ? transmissions.size() : crash == Crash.AFTER_COMMIT ? 0 : transmissions.size() / 2;
        transmissions.subList(0, released).forEach(it -> world.transmit(this, it));
        if (crash != Crash.NOT) {
            restart();
        }
    }

    private void publish() {
        accepted.putAll(submitted);
        controlsAccepted += controlsSubmitted;
        submitted.clear();
        controlsSubmitted = 0;
        for (var happening : happenings) {
            switch (happening) {
                case Happening.Shown(var message) -> {
                    ToyWorld.check(shown.put(message.id(), message) == null, "shown twice");
                    mustNotBeOver(message.sentAtMillis(), message.ttlSeconds());
                }
                case Happening.Changed(var id, var state, var _) -> {
                    if (state == MessageState.EXPIRED
                            && accepted.getOrDefault(id, Expiring.NEVER)
                                    > world.now().wallMillis()) {
                        cancelled.add(id);
                    }
                }
                case Happening.ControlArrived(var control) when control.op() == Control.SKIP -> {}
                case Happening.ControlArrived(var control) ->
                    ToyWorld.check(
                            controls.merge(control.content()[0] + "/" + control.content()[1], 1, Integer::sum) == 1,
                            "a control came twice");
                case Happening.Misbehaved(var how) -> throw new AssertionError("an honest end is blamed: " + how);
                case Happening.FellBehind _ -> throw new AssertionError("an end that lost nothing is told it did");
                case Happening.SyncArrived _, Happening.Vanished _, Happening.Dropped _ -> {}
            }
        }
        happenings.clear();
    }

    private void restart() {
        happenings.clear();
        submitted.clear();
        controlsSubmitted = 0;
        sessions = committedSessions.copy();
        sendingBefore = sessions.sending();
        startedAt = world.now().uptime();
        conversation = Conversation.load(store, peer, random::nextBytes, now());
        onLink = false;
        world.crashed(this);
    }

    // ---- what must hold

    /// Whoever is told that we have a message may rely on it: it is committed here.
    void mustHave(MessageId id) {
        boolean has = disk.value(Table.MESSAGE, new Keys(peer).message(id)).isPresent();
        ToyWorld.check(has, "acknowledged but not committed");
    }

    void mustKeepWhatItAccepted() {
        for (var id : accepted.keySet()) {
            var where = conversation.where(id, now()).orElseThrow(() -> new AssertionError("forgotten"));
            boolean ended = where.state() == MessageState.DELIVERED || where.state() == MessageState.EXPIRED;
            boolean kept = where.reason() != Whereabouts.Reason.NOTHING_LEFT;
            ToyWorld.check(ended != kept, "lost: " + where);
        }
        for (var message : conversation.messages(Integer.MAX_VALUE, world.now())) {
            if (message.content().isPresent()) {
                mustNotBeOver(message.sentAtMillis(), message.ttlSeconds());
            }
        }
    }

    private void mustNotBeOver(long sentMillis, long ttlSeconds) {
        ToyWorld.check(ttlSeconds == 0 || world.now().wallMillis() < sentMillis + ttlSeconds * 1_000, "over");
    }

    MessageState state(MessageId id) {
        return conversation.where(id, now()).orElseThrow().state();
    }

    /// Everything of ours has arrived or ended, and nothing is left of it but boxes with acknowledgements.
    @Override
    public String toString() {
        return "end " + side + " with " + conversation.queued() + " queued, sending in " + sessions.sending()
                + (sessions.canSend() ? " " + sessions.room() : " nothing") + ", wakes " + nextWake();
    }

    boolean isThrough() {
        return conversation.queued() == 0;
    }

    int residue() {
        var rows = new ArrayList<OutboxRows>();
        disk.scan(Table.OUTBOX, peer.toBytes(), (key, row) -> {
            if (key.length > ContactId.BYTES) {
                rows.add(OutboxRows.decode(row));
            }
            return true;
        });
        rows.forEach(row -> ToyWorld.check(row instanceof OutboxRows.ReportRow, "left over: " + row.getClass()));
        return rows.size();
    }

    boolean onLink() {
        return onLink;
    }

    /// In the uptime of the world.
    Optional<Duration> nextWake() {
        return conversation.nextWake(now()).map(startedAt::plus);
    }

    /// A bug lets the clock of this end go after that of the world.
    private Now now() {
        var wall = world.now().wall();
        return new Now(
                world.now().uptime().minus(startedAt),
                world.bug == ToyWorld.Bug.SLOW_CLOCK ? wall.minusSeconds(900) : wall);
    }

    int fragments() {
        return disk.count(Table.FRAGMENT);
    }
}
