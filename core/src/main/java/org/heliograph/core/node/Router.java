package org.heliograph.core.node;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.heliograph.core.LinkId;
import org.heliograph.core.MessageState;
import org.heliograph.core.Now;
import org.heliograph.core.PeerFault;
import org.heliograph.core.Store;
import org.heliograph.core.delivery.Happening;
import org.heliograph.core.delivery.Via;
import org.heliograph.core.mailbox.Custody;
import org.heliograph.core.mailbox.CustodySettings;
import org.heliograph.core.mailbox.Verdict;
import org.heliograph.core.mesh.Dialing;
import org.heliograph.core.mesh.Neighbours;
import org.heliograph.core.mesh.Neighbours.Neighbour;
import org.heliograph.core.mesh.Network;
import org.heliograph.core.mesh.NodeKeys;
import org.heliograph.core.node.shelf.Collector;
import org.heliograph.core.node.shelf.Storers;
import org.heliograph.core.node.transit.Courier;
import org.heliograph.core.node.transit.Exit;
import org.heliograph.core.node.transit.Mesh;
import org.heliograph.core.node.transit.Stance;
import org.heliograph.core.node.transit.Transit;
import org.heliograph.core.wire.Direct;
import org.heliograph.core.wire.Item;
import org.heliograph.core.wire.LinkControl;
import org.heliograph.core.wire.LinkFrame;
import org.heliograph.core.wire.Recon;
import org.heliograph.core.wire.SlotId;
import org.heliograph.core.wire.StoreMessage;
import org.heliograph.crypto.Entropy;

/// A node with an identity: its machines, and which of them an input is for.
final class Router implements AutoCloseable {
    /// How long new chains may go unwatched while boxes come directly; an unknown item ends the wait.
    private static final Duration WATCH_AFTER = Duration.ofSeconds(1);

    /// Chains followed at once in what came in a bundle; the rest is looked at a second later.
    private static final int MAX_CHAINS_OPENED = 16;

    private final Self self;
    private final Neighbours neighbours = new Neighbours();
    private final Correspondences correspondences = new Correspondences();
    private final Lookout lookout = new Lookout();
    private final Wakes wakes = new Wakes();
    private final Dialing dialing;
    private final Addresses addresses;
    private final Roster roster;
    private final Requests requests;
    private final Prekeys prekeys;
    private final Custody custody;
    private final Exchange exchange;
    private final Deposits deposits;
    private final Post post;
    private final Proofs proofs;
    private final Cleaning cleaning;
    private final Arrivals arrivals;
    private final People people;
    private final Letters letters;
    private final Overview overview;
    private final Mesh mesh;
    private final Transit transit;
    private final Exit exit;
    private final Courier courier;
    private final Stance stance;
    private final Collector collector;
    private final Bundles bundles;
    private Optional<Duration> watchAt = Optional.empty();

    Router(Store store, Entropy entropy, Settings settings, Self self, Now now) {
        this.self = self;
        this.dialing = new Dialing(entropy);
        this.addresses = new Addresses(store, dialing, now);
        this.roster = new Roster(store);
        this.requests = new Requests(store);
        this.prekeys = new Prekeys(store, self, entropy);
        this.custody = Custody.load(store, new CustodySettings(settings.storeQuotaBytes(), settings.stampBits()), now);
        var ground = new Mesh.Ground(store, entropy, self.network(), self.nodeKeys());
        var id = self.nodeKeys().id();
        this.mesh = new Mesh(ground, neighbours, dialing, now);
        this.stance = new Stance(mesh, custody, settings.custody());
        var storers = new Storers(id, custody, mesh.routing(), entropy);
        this.exchange = new Exchange(custody, neighbours, stance, storers);
        exchange.watch(slot -> lookout.owner(slot).isPresent());
        this.deposits = new Deposits(custody);
        this.transit = new Transit(ground, mesh.routing(), settings.cover(), now);
        this.exit = new Exit(transit, exchange);
        this.courier = new Courier(stance, transit, exchange);
        this.collector = new Collector(id, transit, mesh.routing(), entropy, () -> Delays.beforeArming(entropy));
        this.post = new Post(stance, deposits, exchange, courier, entropy);
        this.proofs = new Proofs(neighbours, correspondences, entropy);
        this.cleaning = new Cleaning(stance, entropy);
        this.arrivals =
                new Arrivals(correspondences, new Initiations(self, prekeys, correspondences), requests, cleaning);
        var machines = new Correspondence.Machines(store, entropy, self, neighbours, post);
        this.people = new People(machines, roster, requests, correspondences);
        this.letters = new Letters(roster, correspondences);
        this.overview = new Overview(self, roster, correspondences, neighbours, dialing);
        this.bundles = new Bundles(machines, roster, correspondences, prekeys, custody);
        for (var contact : roster.all()) {
            correspondences.add(new Correspondence(machines, contact, now));
            lookout.markStale(contact.id());
        }
        watchAt = Optional.of(now.uptime());
    }

    Network network() {
        return self.network();
    }

    NodeKeys nodeKeys() {
        return self.nodeKeys();
    }

    /// What a new identity is told: its card, which is not handed out by that.
    Reply greeting() {
        return overview.card(false);
    }

    Reply answer(Command command, Step step) {
        return switch (command) {
            case Command.Init _ -> throw new IllegalStateException("a node is made only once");
            case Command.Card card -> {
                open(card.isPublic() ? Self.Door.PUBLIC : Self.Door.CARD);
                yield overview.card(card.isPublic());
            }
            case Command.AddContact(var card, var alias) -> learn(people.add(card, alias, step), step);
            case Command.AcceptRequest(var finger, var alias) -> learn(people.accept(finger, alias, step), step);
            case Command.Contacts() -> people.list();
            case Command.ShowContact(var alias) -> people.show(alias);
            case Command.VerifyContact(var alias, var confirm) -> people.verify(alias, confirm);
            case Command.RemoveContact(var alias) -> remove(alias);
            case Command.Ttl ttl -> people.ttl(ttl);
            case Command.Send send -> letters.send(send, step.now());
            case Command.Messages messages -> letters.history(messages, step.now());
            case Command.Where(var id) -> letters.where(id, step.now());
            case Command.Restored() -> people.restored(step.now());
            case Command.Status() ->
                overview.status(requests.all().size(), custody, new Overview.Nodes(mesh, stance), step.now());
            case Command.Peers() -> overview.peers(step.now());
            case Command.Bundling _ -> throw new IllegalStateException("answered when it settles");
            case Command.Join(var address) ->
                addresses.join(address, step.now())
                        ? new Reply.Done()
                        : new Reply.Refused("This node remembers " + Dialing.MAX_ADDRESSES
                                + " addresses already. Nothing was changed.");
        };
    }

    /// Does what has to do with carried media; answers when it is done.
    void bundle(long ticket, Command.Bundling wish, Step step) {
        bundles.handle(ticket, wish, this::takeCarried, step);
    }

    private Verdict takeCarried(Item item, boolean hidden, Step step) {
        var owner = owner(item.slot(), step);
        var verdict = exchange.handleCarried(item, hidden, step);
        boolean isRead = verdict instanceof Verdict.HadIt // that it comes again may say that our word of it was lost
                || exchange.isNews(item, verdict, owner.isPresent(), step);
        if (isRead) {
            owner.ifPresent(mine -> arrive(item, mine, Arrivals.Find.CARRIED, step));
        }
        return verdict;
    }

    void handleUp(Input.LinkUp up, Step step) {
        var origin = up.origin();
        var neighbour =
                neighbours.handleUp(up.link(), up.peer(), origin.dialer(), up.handshakeHash(), origin.address());
        dialing.handleUp(origin.address());
        proofs.send(neighbour, step);
        exchange.handleUp(neighbour, step);
        mesh.handleUp(neighbour, origin.remote(), step);
        handleLinks(step);
    }

    void handleDown(LinkId link, Step step) {
        var gone = neighbours.handleDown(link);
        exchange.handleDown(link);
        gone.ifPresent(neighbour -> {
            dialing.handleDown(neighbour.address(), step.now());
            mesh.handleDown(neighbour, step.now());
            neighbour.proven().stream()
                    .filter(contact -> neighbours.directTo(contact).isEmpty())
                    .forEach(contact -> correspondences.handleLost(contact, step.now()));
            handleLinks(step);
        });
    }

    private void handleLinks(Step step) {
        stance.handleLinks(neighbours.count(), step);
        step.tell(new Event.LinksChanged(neighbours.count()));
    }

    void handleListening(Input.Listening listening) {
        mesh.handleListening(listening.specific(), listening.port());
    }

    void handleDialFailed(String address, Step step) {
        dialing.handleFailed(address, step.now());
        mesh.handleDialFailed(address, step.now());
    }

    /// A clean stop.
    void stop() {
        transit.stop();
    }

    void handleStamp(long ticket, long stamp, Step step) {
        deposits.handleStamp(ticket, stamp, step);
    }

    void handleFrame(LinkId link, byte[] bytes, Step step) {
        var from = neighbours.at(link);
        if (from.isEmpty()) {
            return; // it was closed while the frame was on its way here
        }
        try {
            dispatch(from.get(), LinkFrame.decode(bytes), step);
        } catch (PeerFault fault) {
            if (neighbours.fault(from.get(), step.now())) {
                step.emit(new Effect.CloseLink(link, "too many frames that break the rules"));
            }
        }
    }

    private void dispatch(Neighbour from, LinkFrame frame, Step step) throws PeerFault {
        if (frame.target() != 0 && !(mesh.isMine(from, frame, step) && frame.isForAnyNode())) {
            return; // passed on; or of a kind that speaks for the neighbour, and what came through it must not
        }
        switch (frame.type()) {
            case LinkFrame.SPHINX, LinkFrame.RELAY -> handlePacket(from, frame, step);
            case LinkFrame.GOSSIP -> mesh.handleGossip(from, frame.packet(), step.now());
            case LinkFrame.STORE -> handleStore(from, frame, step);
            case LinkFrame.RECON -> handleComparison(from, Recon.decode(frame.packet()), step);
            case LinkFrame.DIRECT ->
                arrivals.handleDirect(Direct.decode(frame.packet()).box(), from.proven(), step.now());
            case LinkFrame.CTRL -> handleControl(from, LinkControl.decode(frame.packet()), step);
            default -> {} // padding, and what later versions send
        }
    }

    /// What is wrong with a packet is not the fault of the neighbour that passed it on.
    private void handlePacket(Neighbour from, LinkFrame frame, Step step) {
        try {
            transit.handle(from.link(), frame, step.now()).ifPresent(found -> handleFound(found, step));
        } catch (PeerFault nobodys) {
            return;
        }
    }

    private void handleFound(Transit.Found found, Step step) {
        switch (found) {
            case Transit.Found.Request(var from, var body) -> exit.handle(from, body, step);
            case Transit.Found.Answer(Transit.Purpose.Receipt receipt, var body) ->
                courier.handleReceipt(receipt, body, post::restamp, step)
                        .flatMap(post::handleHeld)
                        .ifPresent(held -> confirmHeld(held, Via.ONION));
            case Transit.Found.Answer(Transit.Purpose.Lying lying, var body) ->
                collector
                        .handle(lying, body, it -> custody.isSound(it, step.now()), step)
                        .ifPresent(item -> owner(item.slot(), step)
                                .ifPresent(owner -> arrive(item, owner, Arrivals.Find.COLLECTED, step)));
        }
        exchange.takeNews().forEach(item -> welcome(item, step));
    }

    private void welcome(Item item, Step step) {
        exit.handleNews(item, step);
        owner(item.slot(), step).ifPresent(owner -> arrive(item, owner, Arrivals.Find.MAIL, step));
    }

    private void handleComparison(Neighbour from, Recon message, Step step) {
        if (message.set() == Recon.RECORDS) {
            mesh.handleComparison(from, message, step);
        } else {
            exchange.handleComparison(from, message, step);
        }
    }

    /// A frame from afar is neither the word nor the fault of the neighbour that passed it on.
    private void handleStore(Neighbour from, LinkFrame frame, Step step) throws PeerFault {
        boolean isFar = frame.target() != 0;
        try {
            var message = StoreMessage.decode(frame.packet());
            if (!isFar || message.source() != 0) {
                handleStore(from, message, step);
            }
        } catch (PeerFault fault) {
            if (!isFar) {
                throw fault;
            }
        }
    }

    private void handleStore(Neighbour from, StoreMessage message, Step step) throws PeerFault {
        switch (message) {
            case StoreMessage.Put put -> {
                boolean mine = owner(put.item().slot(), step).isPresent();
                if (exchange.handlePut(from, put, mine, step)) {
                    welcome(put.item(), step);
                }
            }
            case StoreMessage.Result result ->
                exchange.handleResult(from, result, post::restamp, step)
                        .flatMap(post::handleHeld)
                        .ifPresent(held -> confirmHeld(held, Via.MAILBOX));
            case StoreMessage.Delete delete -> exchange.handleDeletions(from, delete, step);
            case StoreMessage.Offer offer -> exchange.handleOffer(from, offer, step);
            case StoreMessage.Want want -> exchange.handleWant(from, want, step);
        }
    }

    private void handleControl(Neighbour from, LinkControl control, Step step) {
        switch (control) {
            case LinkControl.Proof proof ->
                proofs.handle(from, proof, step).forEach(contact -> correspondences.handleProven(contact, step.now()));
            default -> mesh.handleControl(from, control, step);
        }
    }

    /// Does what is due, seals what waits and writes down what changed.
    void settle(Step step) {
        var now = step.now();
        transit.due(step).forEach(found -> handleFound(found, step));
        wakes.due(now.uptime()).forEach(correspondences::change);
        prekeys.renew(now);
        lookAround(step);
        prekeys.destroyOver(now); // only now: what waited in the own drops may have needed them
        post.layOut(prekeys, self, step);
        exchange.sendDue(step);
        custody.expire(now);
        cleaning.due(now).forEach(order -> courier.withdraw(order, step));
        settleChanged(step);
        openAll(step);
        bundles.settle(step);
        bundles.revealed(now)
                .forEach(element -> exchange.reveal(element, step).ifPresent(item -> exit.handleNews(item, step)));
        proofs.sendDue(step);
        deposits.pump(step);
        courier.due(step);
        courier.takeLeft().forEach(left -> post.noteLeft(left, correspondences));
        collector.due(() -> stance.readsElsewhere(step) ? lookout.sought(correspondences, now) : List.of(), step);
        if (transit.renewKeys(now)) {
            mesh.handleKeysChanged();
        }
        mesh.sendDue(transit.publicKeys(), transit.firstEpoch(), step);
        dialing.due(now).forEach(address -> step.emit(new Effect.Dial(address)));
    }

    Optional<Duration> nextWake() {
        return Node.earliest(Stream.of(
                wakes.next(),
                watchAt,
                proofs.nextWake(),
                custody.nextEnd(),
                cleaning.nextDue(),
                dialing.nextWake(),
                exchange.nextWake(),
                mesh.nextWake(),
                transit.nextWake(),
                courier.nextWake(),
                collector.nextWake(),
                bundles.nextWake()));
    }

    @Override
    public void close() {
        correspondences.close();
        prekeys.close();
        transit.close();
        self.close();
    }

    /// Who carried a bundle here wants to read it now: each chain that something in it began may lead to more of it.
    private void openAll(Step step) {
        for (int chains = 0; bundles.isUnpacking() && lookout.isStale() && chains < MAX_CHAINS_OPENED; chains++) {
            watchAt = Optional.of(step.now().uptime());
            lookAround(step);
            settleChanged(step);
        }
    }

    /// Opening one box can change which slots are watched, so this goes on until nothing is new.
    private void lookAround(Step step) {
        var fresh = new ArrayList<>(lookout.watchDrops(self, roster, step.now()));
        if (watchAt.isPresent() && watchAt.get().compareTo(step.now().uptime()) <= 0) {
            watchAt = Optional.empty();
            fresh.addAll(lookout.refresh(correspondences));
            collector.handleChanged();
        }
        while (!fresh.isEmpty()) {
            fresh.forEach(slot -> look(slot, step));
            fresh.clear();
            if (watchAt.isPresent() && lookout.isStale()) {
                fresh.addAll(lookout.refresh(correspondences));
            }
        }
    }

    private void look(SlotId slot, Step step) {
        for (var item : custody.in(slot)) {
            var via = custody.wasCarried(item.element()) ? Via.BUNDLE : Via.MAILBOX;
            lookout.owner(slot).ifPresent(owner -> arrive(item, owner, new Arrivals.Find(via, false), step));
        }
    }

    /// Whose slot this is. An item nobody seems to wait for may lie in a slot of a chain that is not watched yet.
    private Optional<Mine> owner(SlotId slot, Step step) {
        var owner = lookout.owner(slot);
        if (owner.isEmpty() && lookout.isStale()) {
            lookout.refresh(correspondences).forEach(fresh -> look(fresh, step));
            owner = lookout.owner(slot);
        }
        return owner;
    }

    /// What lies in a slot and does not open was put there by somebody who knows the card: no neighbour's fault.
    private void arrive(Item item, Mine owner, Arrivals.Find find, Step step) {
        try {
            arrivals.handle(item, owner, find, step);
        } catch (PeerFault leftWhereItIs) {
            return;
        }
        if (find.via() == Via.BUNDLE) {
            bundles.handleOpened();
        }
    }

    private void open(Self.Door door) {
        if (self.open(door)) {
            lookout.redrawDrops();
        }
    }

    private Reply learn(Reply reply, Step step) {
        var contact = reply instanceof Reply.ContactView view ? roster.named(view.alias()) : Optional.<Contact>empty();
        if (contact.isEmpty()) {
            return reply;
        }
        open(Self.Door.CARD); // who has their card has most likely given theirs
        lookout.watchKeys(contact.get(), step.now()).forEach(slot -> look(slot, step));
        requests.from(contact.get().id()).ifPresent(request -> arrivals.accept(request, step));
        return people.view(contact.get());
    }

    private Reply remove(String alias) {
        var gone = people.remove(alias);
        gone.ifPresent(contact -> {
            lookout.forget(contact);
            wakes.set(contact, Optional.empty());
            proofs.markChanged();
        });
        return gone.isPresent() ? new Reply.Done() : People.unknown(alias);
    }

    private void confirmHeld(Post.Awaited held, Via via) {
        correspondences.change(held.contact()).ifPresent(found -> found.handleStored(held.box(), via));
    }

    private void settleChanged(Step step) {
        for (var correspondence : correspondences.takeChanged()) {
            var id = correspondence.contact().id();
            for (var happening : correspondence.settle(step)) {
                tell(correspondence, happening, step);
            }
            if (correspondence.takeContactChanged()) {
                roster.save(correspondence.contact());
            }
            if (correspondence.takeSessionsChanged()) {
                proofs.markChanged();
            }
            if (correspondence.takeChainsChanged()) {
                lookout.markStale(id);
                watchAt = watchAt.or(() -> Optional.of(step.now().uptime().plus(WATCH_AFTER)));
            }
            wakes.set(id, correspondence.nextWake(step.now()));
        }
    }

    private void tell(Correspondence correspondence, Happening happening, Step step) {
        switch (happening) {
            case Happening.Shown(var message) ->
                step.tell(new Event.MessageArrived(Letters.view(message, correspondence.contact())));
            case Happening.Changed(var id, var state, var via) ->
                step.tell(new Event.MessageChanged(id, state, Letters.path(via)));
            case Happening.Vanished(var id, long _) ->
                step.tell(new Event.MessageChanged(id, MessageState.EXPIRED, ""));
            case Happening.Dropped(var box, var sealed, var _) -> post.withdraw(box, sealed, step);
            case Happening.ControlArrived _, Happening.Misbehaved _ -> {} // of later versions, or nothing to do about
            case Happening.SyncArrived _, Happening.FellBehind _ -> {} // the correspondence saw to it
        }
    }
}
