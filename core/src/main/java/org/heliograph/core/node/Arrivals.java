package org.heliograph.core.node;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.heliograph.core.ContactId;
import org.heliograph.core.Now;
import org.heliograph.core.PeerFault;
import org.heliograph.core.delivery.Via;
import org.heliograph.core.identity.PrekeyBundle;
import org.heliograph.core.mailbox.ChainSlot;
import org.heliograph.core.mailbox.Drop;
import org.heliograph.core.mailbox.Stamp;
import org.heliograph.core.wire.Item;

/// Looks at items that lie in watched slots, and takes out of them what is for this device.
final class Arrivals {
    /// How an item was come by: the way it took; and whether it came just now, or lies here since an earlier time, when
    /// it may have been opened.
    record Find(Via via, boolean isNews) {
        /// A link or a packet brought it.
        static final Find MAIL = new Find(Via.MAILBOX, true);

        /// A storer sent it that this node asked. That one storer or the other sends it once more says nothing.
        static final Find COLLECTED = new Find(Via.ONION, false);

        /// A bundle brought it.
        static final Find CARRIED = new Find(Via.BUNDLE, true);
    }

    /// The window of a sender, from the lowest gap on: no box further ahead can be opened.
    private static final int NUMBERS_SEARCHED = 1_024 + ChainSlot.BOXES;

    private final Correspondences correspondences;
    private final Initiations initiations;
    private final Requests requests;
    private final Cleaning cleaning;

    Arrivals(Correspondences correspondences, Initiations initiations, Requests requests, Cleaning cleaning) {
        this.correspondences = correspondences;
        this.initiations = initiations;
        this.requests = requests;
        this.cleaning = cleaning;
    }

    /// Opens an item of a slot that belongs to `owner`. What does not open is left where it is: it ends by itself.
    void handle(Item item, Mine owner, Find find, Step step) throws PeerFault {
        switch (owner) {
            case Mine.Chain chain -> openBox(item, chain, find, step);
            case Mine.Keys keys -> takeKeys(item, keys, step);
            case Mine.Inbox inbox -> {
                var record = initiations.record(inbox, item.box());
                if (record.isPresent()) {
                    initiate(record.get(), Stamp.bits(item), find, step);
                }
            }
        }
    }

    /// Takes the session of a request that a person has accepted. One whose prekey is over is forgotten: its sender
    /// starts again by itself.
    void accept(Requests.Request request, Step step) {
        requests.remove(request.sender());
        try {
            var find = request.carried() ? Find.CARRIED : Find.MAIL;
            initiate(request.initiation(), request.stampBits(), find, step);
        } catch (PeerFault over) {
            return;
        }
    }

    private void openBox(Item item, Mine.Chain chain, Find find, Step step) throws PeerFault {
        var correspondence = correspondences.change(chain.contact());
        var entry = correspondence.flatMap(found -> found.sessions().numbered(chain.session()));
        if (entry.isEmpty()) {
            return;
        }
        var watched = entry.get().session().receiving().stream()
                .filter(candidate -> candidate.tag() == chain.tag())
                .findFirst();
        if (watched.isEmpty()) {
            return;
        }
        var boxKey = watched.get().hkb();
        int from = (int) ChainSlot.block(watched.get().lowestGap()) * ChainSlot.BOXES;
        var number = ChainSlot.number(boxKey, item.tag(), item.v(), from, NUMBERS_SEARCHED);
        if (number.isEmpty() && item.v() > 0) {
            return; // what it is covered with is not known
        }
        var orders = cleaning.orders(item, boxKey, number); // now: opening may end the chain
        var box = ChainSlot.wrap(boxKey, number.orElse(0), item.v(), item.box());
        correspondence.get().open(box, List.of(entry.get()), find, step.now());
        orders.forEach(deletion -> cleaning.later(deletion, step.now()));
    }

    /// A box that came over a link to these contacts.
    ///
    /// What does not open is no offence: two people who begin at the same time have sessions that the other does not
    /// know yet, and to drop it costs less than the frame did. It comes again, or by way of a slot.
    void handleDirect(byte[] box, Collection<ContactId> contacts, Now now) {
        for (var contact : contacts) {
            if (isOpened(box, contact, now)) {
                return;
            }
        }
    }

    private boolean isOpened(byte[] box, ContactId contact, Now now) {
        var correspondence = correspondences.change(contact).orElseThrow();
        try {
            var candidates = correspondence.sessions().readable();
            correspondence.open(box, candidates, new Find(Via.DIRECT, true), now);
            return true;
        } catch (PeerFault refused) {
            return false;
        }
    }

    private void takeKeys(Item item, Mine.Keys keys, Step step) throws PeerFault {
        var correspondence = correspondences.find(keys.contact());
        if (correspondence.isEmpty()) {
            return;
        }
        Optional<byte[]> record;
        try (var drop = correspondence.get().contact().drop(Drop.Kind.PREKEYS, keys.week())) {
            record = drop.open(item.box());
        }
        if (record.isPresent()) {
            var identity = correspondence.get().contact().identity();
            var bundle = PrekeyBundle.verify(record.get(), identity);
            if (correspondence.get().handleKeys(bundle, step.now())) {
                correspondences.change(keys.contact());
            }
        }
    }

    private void initiate(byte[] record, int stampBits, Find find, Step step) throws PeerFault {
        switch (initiations.open(record, step.now())) {
            case Initiations.Outcome.Repeated(var earlier)
            when find.isNews ->
                correspondences
                        .change(earlier.sender())
                        .ifPresent(known -> known.handleRepetition(earlier.firstChain(), find.via, step.now()));
            case Initiations.Outcome.Repeated _ -> {}
            case Initiations.Outcome.Opened opened -> decide(opened, stampBits, find.via, step);
        }
    }

    private void decide(Initiations.Outcome.Opened opened, int stampBits, Via via, Step step) throws PeerFault {
        var sender = opened.sender().identity();
        var correspondence = correspondences.change(sender.fingerprint());
        if (correspondence.isEmpty()) {
            opened.accepted().session().close();
            var request = new Requests.Request(
                    sender, step.now().wallMillis(), stampBits, opened.record(), via == Via.BUNDLE);
            if (requests.add(request)) {
                step.tell(new Event.RequestArrived(sender.fingerprint().toHex()));
            }
            return;
        }
        var known = correspondence.get();
        if (known.contact().refuses(opened.accepted().session().suite()) || !known.mayStart(step.now())) {
            opened.accepted().session().close();
            throw new PeerFault(PeerFault.Kind.OUT_OF_TURN, "weaker suite, or too many new sessions");
        }
        initiations.spend(opened);
        known.accept(opened.accepted().session(), opened.accepted().first(), via, step.now());
    }
}
