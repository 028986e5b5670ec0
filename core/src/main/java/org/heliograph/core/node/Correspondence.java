package org.heliograph.core.node;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.heliograph.core.LinkId;
import org.heliograph.core.MessageId;
import org.heliograph.core.Now;
import org.heliograph.core.PeerFault;
import org.heliograph.core.Store;
import org.heliograph.core.delivery.Arrival;
import org.heliograph.core.delivery.BoxKind;
import org.heliograph.core.delivery.BoxRef;
import org.heliograph.core.delivery.Conversation;
import org.heliograph.core.delivery.Draft;
import org.heliograph.core.delivery.Happening;
import org.heliograph.core.delivery.Room;
import org.heliograph.core.delivery.SealedBox;
import org.heliograph.core.delivery.Transmission;
import org.heliograph.core.delivery.Via;
import org.heliograph.core.identity.DeviceCertificate;
import org.heliograph.core.identity.PrekeyBundle;
import org.heliograph.core.mesh.Neighbours;
import org.heliograph.core.node.recall.Recall;
import org.heliograph.core.session.Handshake;
import org.heliograph.core.session.Session;
import org.heliograph.core.wire.Ack;
import org.heliograph.core.wire.Control;
import org.heliograph.core.wire.Direct;
import org.heliograph.core.wire.Frame;
import org.heliograph.core.wire.LinkFrame;
import org.heliograph.crypto.Entropy;
import org.heliograph.crypto.Suite;

/// Everything between this device and one contact: the conversation, and the sessions that seal it.
final class Correspondence implements AutoCloseable {
    /// Silence after which the contact's prekeys are looked at again: a newer one means a new start.
    private static final Duration RESTART_AFTER = Duration.ofHours(24);

    /// New sessions a contact may start (`docs/protocol/session.md`, bounds).
    private static final Duration BETWEEN_INITIATIONS = Duration.ofMinutes(10);

    /// A contact sends for so long what no session opens: then the two do not mean the same by theirs. A session that
    /// the contact began just now gets here sooner.
    private static final Duration UNOPENED_FOR = Duration.ofSeconds(20);

    /// A contact that answered before, and now for so long neither writes nor confirms: perhaps this device was put
    /// back, and looks for it where it no longer writes.
    private static final Duration SILENT_FOR = Duration.ofDays(3);

    /// No new session for that sooner after the last.
    private static final Duration BETWEEN_TRIES = Duration.ofDays(7);

    /// How often keys are looked for that have outlived their use.
    private static final Duration BETWEEN_SWEEPS = Duration.ofDays(1);

    /// Stands for a frame that this version cannot read.
    private static final Frame NOTHING = new Frame(0, 0, MessageId.NONE, 0, 0, Ack.Head.NOTHING, new byte[0]);

    /// What every correspondence works with.
    record Machines(Store store, Entropy entropy, Self self, Neighbours neighbours, Post post) {}

    private final Machines machines;
    private final Conversation conversation;
    private final Sessions sessions;
    private final Recall recall;
    private Contact contact;
    private Optional<PrekeyBundle> keys = Optional.empty();
    private Optional<Duration> lastAccepted = Optional.empty();
    private Optional<Duration> lastAnew = Optional.empty();
    private Optional<Duration> unopenedSince = Optional.empty();
    private boolean silent;
    private Duration nextSweep = Duration.ZERO;
    private List<Happening> happenings = new ArrayList<>();
    private boolean contactChanged;
    private boolean sessionsChanged;
    private boolean chainsChanged;

    Correspondence(Machines machines, Contact contact, Now now) {
        this.machines = machines;
        this.contact = contact;
        this.conversation = Conversation.load(machines.store(), contact.id(), machines.entropy(), now);
        this.sessions = new Sessions(machines.store(), contact.id());
        var self = machines.self().identity().fingerprint();
        var ground = new Recall.Ground(machines.store(), machines.entropy(), self);
        this.recall = Recall.load(ground, contact.id(), conversation, now);
    }

    Contact contact() {
        return contact;
    }

    /// What was pinned here stays pinned, whatever `changed` knows of it.
    void update(Contact changed) {
        var pinned = contact.pinned();
        contact = changed;
        pin(pinned);
    }

    Conversation conversation() {
        return conversation;
    }

    Sessions sessions() {
        return sessions;
    }

    /// Whether the contact returned what it calls words of this person, which this device lacks.
    boolean lacksOwn() {
        return recall.lacksOwn();
    }

    /// When the newest words of this person were sent that were here when the node started.
    Instant newestOwn() {
        return recall.newestOwn();
    }

    /// Whether a session was begun anew because the contact was silent, and nothing was heard since.
    boolean isSilent() {
        return silent;
    }

    /// Whether the contact is known to have keys of this device: it has answered in a session.
    boolean isAnswered() {
        return sessions.sending().filter(Sessions.Entry::heard).isPresent();
    }

    boolean isWaitingForKeys() {
        return sessions.sending().isEmpty() && keys.isEmpty();
    }

    /// The certificate of the device whose prekeys are known.
    Optional<DeviceCertificate> certificate() {
        return keys.map(PrekeyBundle::certificate);
    }

    /// A verified prekey bundle of the contact; the one from the latest date counts. True if it changes anything.
    boolean handleKeys(PrekeyBundle bundle, Now now) {
        boolean fits = bundle.isValidAt(now.wallSeconds()) && !contact.refuses(bundle.suite());
        boolean isNews = keys.isEmpty() || bundle.fromSeconds() > keys.get().fromSeconds();
        if (fits && isNews) {
            keys = Optional.of(bundle);
            pin(bundle.suite());
        }
        return fits && isNews;
    }

    /// Opens a box that lay in a slot of one of these sessions, or came over a link proven for this contact. One that
    /// comes again may say that our word of it was lost; one that still lies here does not.
    void open(byte[] box, List<Sessions.Entry> candidates, Arrivals.Find find, Now now) throws PeerFault {
        var fault = new PeerFault(PeerFault.Kind.FORGED, "no session opens this box");
        for (var entry : candidates) {
            try {
                var opened = entry.session().open(box);
                var frame = readable(opened.frame());
                entry.hear(frame.sentMillis(), now);
                follow(entry, now);
                unopenedSince = Optional.empty();
                silent = false;
                receive(new Arrival(opened.chainTag(), opened.n(), find.via()), frame, now);
                return;
            } catch (PeerFault refused) {
                boolean isPast =
                        refused.kind() == PeerFault.Kind.REPLAYED || refused.kind() == PeerFault.Kind.OVER_LIMIT;
                if (isPast && find.isNews()) {
                    var place = entry.session().locate(box);
                    place.ifPresent(found -> cameAgain(found, refused.kind(), find.via(), now));
                }
                fault = refused.kind() == PeerFault.Kind.FORGED ? fault : refused;
            }
        }
        if (find.via() == Via.DIRECT && fault.kind() == PeerFault.Kind.FORGED) {
            noteUnopened(now);
        }
        throw fault;
    }

    /// The contact goes on in a session that it began, though what it said first in it was older than what was heard
    /// elsewhere: a device that was put back begins with what it had waiting.
    private void follow(Sessions.Entry entry, Now now) {
        sessions.follow(entry, now).ifPresent(old -> {
            conversation.resealAll(old.number());
            sessionsChanged = true;
        });
    }

    /// The link is proven, so the contact sealed it, in a state of the session that is not ours. Or in one that it
    /// began while we began another.
    private void noteUnopened(Now now) {
        if (sessions.sending().filter(Sessions.Entry::heard).isEmpty()) {
            return;
        }
        if (unopenedSince.isEmpty()) {
            unopenedSince = Optional.of(now.uptime());
        } else if (unopenedSince.get().plus(UNOPENED_FOR).compareTo(now.uptime()) <= 0) {
            beginAnew(now);
        }
    }

    /// One of the two was put back to an earlier state. What waits goes out in a new session, and nothing more is
    /// sealed in the old one, whose keys may have been used.
    private void beginAnew(Now now) {
        var old = sessions.sending();
        boolean isSoon =
                lastAnew.isPresent() && now.uptime().minus(lastAnew.get()).compareTo(BETWEEN_INITIATIONS) < 0;
        if (old.isPresent() && !isSoon) {
            lastAnew = Optional.of(now.uptime());
            unopenedSince = Optional.empty();
            sessions.stopSending(now);
            conversation.resealAll(old.get().number());
            sessionsChanged = true;
            chainsChanged = true;
            recall.ask();
        }
    }

    /// The owner says that this device was put back to an earlier state.
    void handleRestored(Instant newestOwn, Now now) {
        boolean hasBegun = lastAnew.isPresent()
                && sessions.sending().filter(Sessions.Entry::heard).isEmpty();
        recall.handleRestored(newestOwn, now);
        if (!hasBegun) {
            lastAnew = Optional.empty();
            beginAnew(now);
        }
    }

    private void cameAgain(Session.Place place, PeerFault.Kind why, Via via, Now now) {
        var arrival = new Arrival(place.chainTag(), place.n(), via);
        if (why == PeerFault.Kind.REPLAYED) {
            conversation.duplicate(arrival, now);
        } else {
            conversation.unreadable(arrival, now);
        }
    }

    /// An initiation came again: our word that it had come may be lost. It is number 0 of its session's first chain.
    void handleRepetition(long firstChain, Via via, Now now) {
        conversation.duplicate(new Arrival(firstChain, 0, via), now);
    }

    /// Another node holds this box for the contact; it went there that way.
    void handleStored(BoxRef box, Via via) {
        happenings.addAll(conversation.stored(box, via));
    }

    /// Whether the contact may start a session now: not too soon after the last.
    boolean mayStart(Now now) {
        return lastAccepted.isEmpty() || now.uptime().minus(lastAccepted.get()).compareTo(BETWEEN_INITIATIONS) >= 0;
    }

    /// Takes a session that the contact started, with its first message. If the contact had lost the session we sent
    /// in, what it never confirmed is sealed again.
    void accept(Session session, Session.Opened first, Via via, Now now) {
        lastAccepted = Optional.of(now.uptime());
        unopenedSince = Optional.empty();
        silent = false;
        pin(session.suite());
        var frame = readable(first.frame());
        if (recall.isOfBeforeLoss(frame.sentMillis())) {
            sessions.addReadOnly(session, frame.sentMillis(), now);
        } else {
            take(session, frame.sentMillis(), now);
        }
        sessionsChanged = true;
        receive(new Arrival(first.chainTag(), first.n(), via), frame, now);
    }

    private void take(Session session, long sentMillis, Now now) {
        var before = sessions.sending();
        var entry = sessions.addAccepted(session, sentMillis, now);
        before.filter(old -> old.heard() && sessions.sending().orElseThrow().number() == entry.number())
                .ifPresent(old -> conversation.resealAll(old.number()));
    }

    /// Seals what waits, sends what is due, and writes down what changed; says what happened since the last call.
    List<Happening> settle(Step step) {
        happenings.addAll(conversation.expire(step.now()));
        sweep(step.now());
        restartAfterSilence(step.now());
        beginAnewAfterSilence(step.now());
        happenings.addAll(recall.note(List.copyOf(happenings), step.now()));
        recall.settle(step.now());
        sealAll(step.now());
        var direct = machines.neighbours().directTo(contact.id());
        for (var transmission : conversation.due(step.now())) {
            transmit(transmission, direct, step);
        }
        sessions.save(step.now());
        conversation.settle();
        var happened = happenings;
        happenings = new ArrayList<>();
        return happened;
    }

    /// When [#settle] will have something to do.
    Optional<Duration> nextWake(Now now) {
        return Node.earliest(Stream.of(conversation.nextWake(now), Optional.of(nextSweep), recall.nextWake(now)));
    }

    /// Whether [#contact] is another than at the last call.
    boolean takeContactChanged() {
        boolean taken = contactChanged;
        contactChanged = false;
        return taken;
    }

    /// Whether there is another set of sessions than at the last call.
    boolean takeSessionsChanged() {
        boolean taken = sessionsChanged;
        sessionsChanged = false;
        return taken;
    }

    /// Whether other slots are to be watched than at the last call.
    boolean takeChainsChanged() {
        boolean taken = chainsChanged;
        chainsChanged = false;
        return taken;
    }

    @Override
    public void close() {
        sessions.close();
    }

    /// Once opened, a box is committed whatever it holds: a frame that this version cannot read is skipped, not
    /// awaited.
    private void receive(Arrival arrival, Frame frame, Now now) {
        chainsChanged = true;
        var happened = conversation.handle(arrival, frame, now);
        happenings.addAll(happened);
        for (var happening : happened) {
            boolean isBehind = happening instanceof Happening.FellBehind(long session)
                    && sessions.sending().filter(it -> it.number() == session).isPresent();
            if (isBehind) {
                beginAnew(now);
            }
        }
        if (frame.type() == Frame.CTRL) {
            forgetSkipped(frame.body());
        }
    }

    private static Frame readable(byte[] frame) {
        try {
            return Frame.decode(frame);
        } catch (PeerFault unreadable) {
            return NOTHING;
        }
    }

    /// If the control says that boxes will not come any more, the keys kept for them go.
    private void forgetSkipped(byte[] body) {
        try {
            var control = Control.decode(body);
            if (control.op() == Control.SKIP) {
                var skip = Control.Skip.decode(control.content());
                sessions.forgetSkipped(skip.chainTag(), skip.below());
            }
        } catch (PeerFault unreadable) {
            return; // what it meant to say is lost, and with it nothing of ours
        }
    }

    /// Destroys the keys that are over. What only a session that ends could open is sealed again.
    private void sweep(Now now) {
        for (int number : sessions.dropOld(now)) {
            conversation.resealAll(number);
            sessionsChanged = true;
            chainsChanged = true;
        }
        if (nextSweep.compareTo(now.uptime()) <= 0) {
            nextSweep = now.uptime().plus(BETWEEN_SWEEPS);
            sessions.dropOldSkippedKeys(now);
        }
    }

    private void pin(Suite suite) {
        var pinned = contact.pinning(suite);
        contactChanged |= pinned.pinned() != contact.pinned();
        contact = pinned;
    }

    private void sealAll(Now now) {
        if (sessions.sending().isEmpty() && (conversation.queued() == 0 || !start(now))) {
            return;
        }
        var entry = sessions.sending().orElseThrow();
        var session = entry.session();
        while (session.canSend()) {
            var room = new Room(entry.number(), session.frameBytes(), session.frameBytes(), session.numbersLeft());
            var draft = conversation.nextDraft(room, now);
            if (draft.isEmpty()) {
                return;
            }
            var sealed = session.seal(draft.get().frame().encode(session.frameBytes()), machines.entropy());
            register(draft.get(), entry, sealed, BoxKind.RATCHET);
        }
    }

    /// Starts a session with the first message that waits; false while the contact's keys are not known.
    private boolean start(Now now) {
        var initiation = prepare(now);
        initiation.ifPresent(ready -> begin(ready, now));
        return initiation.isPresent();
    }

    /// Empty if the contact's keys are not known, are over, or are of no use: then the next ones are awaited.
    private Optional<Handshake.Started> prepare(Now now) {
        keys = keys.filter(bundle -> bundle.isValidAt(now.wallSeconds()) && !contact.refuses(bundle.suite()));
        if (keys.isEmpty()) {
            return Optional.empty();
        }
        try {
            var bundle = keys.get();
            return Optional.of(Handshake.start(bundle.suite(), machines.self().device(), bundle, machines.entropy()));
        } catch (PeerFault useless) {
            keys = Optional.empty();
            return Optional.empty();
        }
    }

    private void begin(Handshake.Started started, Now now) {
        var session = started.session();
        var initiation = started.initiation();
        var entry = sessions.addInitiated(session, keys.orElseThrow().id(), now);
        sessionsChanged = true;
        chainsChanged = true;
        pin(session.suite());
        var room = new Room(entry.number(), initiation.frameBytes(), session.frameBytes(), session.numbersLeft());
        conversation.nextDraft(room, now).ifPresent(draft -> {
            var sealed = initiation.seal(draft.frame().encode(initiation.frameBytes()), machines.entropy());
            register(draft, entry, sealed, BoxKind.INIT);
        });
    }

    private void register(Draft draft, Sessions.Entry entry, Session.Sealed sealed, BoxKind kind) {
        entry.touch();
        var ref = new BoxRef(entry.number(), sealed.chainTag(), sealed.n());
        byte[] address = entry.session().sending().hkb().reveal();
        conversation.sealed(draft, ref, new SealedBox(kind, sealed.message(), address));
    }

    /// A contact that never answered may have lost the prekey we used: with a newer one we start again.
    private void restartAfterSilence(Now now) {
        var silent = sessions.sending()
                .filter(entry -> entry.initiated() && !entry.heard())
                .filter(entry -> entry.startedAtMillis() + RESTART_AFTER.toMillis() < now.wallMillis())
                .filter(entry -> keys.isPresent() && keys.get().id() != entry.prekeyId())
                .filter(_ -> conversation.queued() > 0); // or there is nothing to start with
        if (silent.isPresent()) {
            prepare(now).ifPresent(initiation -> {
                conversation.resealAll(silent.get().number());
                begin(initiation, now);
            });
        }
    }

    /// By mail alone nothing shows that this device was put back: it does not look where the contact writes now, nor
    /// does the contact look where this device writes. What shows it is that the contact laid out new prekeys since it
    /// was last heard. A session that starts at those finds it.
    private void beginAnewAfterSilence(Now now) {
        boolean isThere = sessions.sending()
                .filter(entry -> entry.startedAtMillis() + BETWEEN_TRIES.toMillis() < now.wallMillis())
                .filter(entry -> keys.filter(it -> it.fromSeconds() * 1_000 > entry.newestSentMillis())
                        .isPresent())
                .isPresent();
        if (isThere && isSilent(now)) {
            beginAnew(now);
            silent = sessions.sending().isEmpty();
        }
    }

    /// Whether nothing of the contact, which once answered, came for long, and a box waits as long for its word.
    boolean isSilent(Now now) {
        long since = now.wallMillis() - SILENT_FOR.toMillis();
        return sessions.sending()
                        .filter(entry -> entry.heard() && entry.newestSentMillis() < since)
                        .isPresent()
                && conversation.oldestSealedMillis() < since;
    }

    private void transmit(Transmission transmission, Optional<LinkId> direct, Step step) {
        var sealed = transmission.box();
        var what = new Post.Awaited(contact.id(), transmission.ref());
        if (sealed.kind() == BoxKind.INIT) {
            machines.post().initiate(what, contact, sealed.box(), step); // it opens nowhere but in the inbox
        } else if (transmission.way() == Transmission.Way.DIRECT) {
            var frame = LinkFrame.of(LinkFrame.DIRECT, new Direct(sealed.box()).encode());
            step.emit(new Effect.SendFrame(direct.orElseThrow(), frame.encode()));
        } else {
            machines.post().deposit(what, sealed, transmission.expiresAtMillis(), step);
        }
    }
}
