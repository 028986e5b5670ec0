package org.heliograph.core.node;

import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.heliograph.core.ContactId;
import org.heliograph.core.Now;
import org.heliograph.core.delivery.BoxKind;
import org.heliograph.core.delivery.BoxRef;
import org.heliograph.core.delivery.SealedBox;
import org.heliograph.core.delivery.Via;
import org.heliograph.core.mailbox.Bucket;
import org.heliograph.core.mailbox.ChainSlot;
import org.heliograph.core.mailbox.Drop;
import org.heliograph.core.mailbox.Envelope;
import org.heliograph.core.mailbox.Term;
import org.heliograph.core.node.transit.Courier;
import org.heliograph.core.node.transit.Stance;
import org.heliograph.core.wire.ElementId;
import org.heliograph.core.wire.Item;
import org.heliograph.crypto.Entropy;
import org.heliograph.crypto.Secret;

/// Puts boxes of this device where their readers look: into slots and drops, held by every node.
final class Post {
    /// Own items whose first copy elsewhere is still awaited.
    private static final int MAX_AWAITED = 8_192;

    /// The life of a box without an expiry; after it, a new envelope is made around the same box.
    private static final Duration MAX_LIFE = Bucket.MONTH.length();

    /// How long an envelope holds at least that goes on a journey nobody can foresee, unless its box expires before.
    private static final Duration JOURNEY = MAX_LIFE.dividedBy(2);

    /// Whose box an own item carries.
    record Awaited(ContactId contact, BoxRef box) {}

    /// Something of this device that is to lie here as an item.
    ///
    /// @param key under which its envelope is wanted, if not eventually
    /// @param lying looks for it among the items held here
    /// @param untilMillis how long its envelope should hold on a journey, by the wall clock
    record Parcel(
            String key,
            Supplier<Optional<Item>> lying,
            Deposits.Request request,
            Deposits.Finish finish,
            long untilMillis) {
        /// It lies here, in an envelope that is good for a journey.
        boolean isReady() {
            return lying.get()
                    .flatMap(Term::of)
                    .filter(term -> term.endSeconds() * 1_000 >= untilMillis)
                    .isPresent();
        }
    }

    /// How often prekeys leave again that no other node is known to hold.
    private static final Duration BETWEEN_LAYINGS = Duration.ofHours(1);

    /// The copy with this `v` of the box with this number.
    private record Copy(int number, int v) {}

    private final Stance stance;
    private final Deposits deposits;
    private final Exchange exchange;
    private final Courier courier;
    private final Entropy entropy;
    private final Map<ElementId, Awaited> awaited = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ElementId, Awaited> eldest) {
            return size() > MAX_AWAITED;
        }
    };

    private final Set<ElementId> unheldKeys = new LinkedHashSet<>(); // no more than there are layouts
    private final Set<String> alsoMailed = new LinkedHashSet<>(); // keys of wishes that are under way
    private Optional<Duration> keysAgainAt = Optional.empty();

    Post(Stance stance, Deposits deposits, Exchange exchange, Courier courier, Entropy entropy) {
        this.stance = stance;
        this.deposits = deposits;
        this.exchange = exchange;
        this.courier = courier;
        this.entropy = entropy;
    }

    /// Deposits a ratchet box in its chain's slot, for as long as it is wanted. A box that lies there already under an
    /// envelope is only handed over again: its bytes, and so its name, are the same.
    void deposit(Awaited what, SealedBox sealed, long expiresAtMillis, Step step) {
        for (int v = 0; v < positions(); v++) {
            give(boxed(what, sealed, v, expiresAtMillis, step.now()), step);
        }
    }

    /// Where every node holds everything, one position is as good as two.
    private int positions() {
        return stance.carriesAll() ? 1 : ChainSlot.POSITIONS;
    }

    /// A ratchet box and the item that it becomes, or is.
    Parcel boxed(Awaited what, SealedBox sealed, long expiresAtMillis, Now now) {
        return boxed(what, sealed, 0, expiresAtMillis, now);
    }

    private Parcel boxed(Awaited what, SealedBox sealed, int v, long expiresAtMillis, Now now) {
        var envelope = envelope(new Copy(what.box.n(), v), sealed, expiresAtMillis, now);
        var element = envelope.element();
        awaited.put(element, what);
        return new Parcel(
                element.toString(),
                () -> exchange.held(element),
                () -> Optional.of(envelope),
                courier::deposit,
                Math.min(expiresAtMillis, journeysEnd(now)));
    }

    /// Asks all nodes to forget a box of this device that nobody needs any more.
    void withdraw(BoxRef box, SealedBox sealed, Step step) {
        if (sealed.kind() == BoxKind.RATCHET) {
            for (int v = 0; v < positions(); v++) {
                withdraw(new Copy(box.n(), v), sealed, step);
            }
        }
    }

    private void withdraw(Copy copy, SealedBox sealed, Step step) {
        try (var boxKey = Secret.taking(sealed.address().clone());
                var slot = ChainSlot.key(boxKey, ChainSlot.block(copy.number), copy.v)) {
            courier.withdraw(slot.delete(ChainSlot.tag(boxKey, copy.number, copy.v), entropy), step);
        }
    }

    /// Deposits an initiation in the contact's inbox of this week, sealed anew for it unless it lies there already.
    void initiate(Awaited what, Contact contact, byte[] initiation, Step step) {
        give(initiating(what, contact, initiation, step.now()), step);
    }

    /// An initiation and the item that it becomes, or is, in the contact's inbox of this week.
    Parcel initiating(Awaited what, Contact contact, byte[] initiation, Now now) {
        return new Parcel(
                "INIT " + contact.id().toHex(),
                () -> {
                    var lying = lying(contact.drop(Drop.Kind.INBOX, Drop.week(now)), initiation);
                    lying.ifPresent(item -> awaited.put(item.element(), what));
                    return lying;
                },
                () -> Optional.of(inboxEnvelope(contact, initiation, now)),
                (item, then) -> {
                    awaited.put(item.element(), what);
                    courier.deposit(item, then);
                },
                journeysEnd(now));
    }

    /// The item with a record of this device's prekeys, if it lies here.
    Optional<Item> laidOut(Self self, Prekeys.Layout layout, byte[] record) {
        return lying(self.drop(layout.door(), Drop.Kind.PREKEYS, layout.week()), record);
    }

    /// This device's prekeys, in the drop where they are looked for.
    Parcel keys(Self self, Prekeys.Layout layout, byte[] record, Now now) {
        return new Parcel(
                "KEYS " + layout,
                () -> laidOut(self, layout, record),
                () -> Optional.of(keysEnvelope(self, layout, record, now)),
                courier::deposit,
                0);
    }

    /// Wants the envelope of a parcel, and the item to lie here; false when there is no room for another wish. It
    /// leaves
    /// by no other way for that: when boxes are packed must not show.
    boolean want(Parcel parcel, Consumer<Item> packed) {
        return deposits.want(parcel.key, parcel.request, (item, then) -> {
            exchange.keep(item, then);
            packed.accept(item);
            if (alsoMailed.remove(parcel.key)) {
                parcel.finish.accept(item, then);
            }
        });
    }

    /// Whether the envelope of a parcel is still on its way.
    boolean isWanted(Parcel parcel) {
        return deposits.isWanted(parcel.key);
    }

    /// Lays out prekeys in the own drops of this and the next weeks, one after the other. Those that nobody is known to
    /// hold yet, after a start all, leave again from time to time.
    void layOut(Prekeys prekeys, Self self, Step step) {
        if (keysAgainAt.isEmpty()) {
            prekeys.layouts(step.now()).stream()
                    .filter(prekeys::isLaidOut)
                    .flatMap(layout -> laidOut(self, layout, prekeys.record(layout)).stream())
                    .forEach(item -> unheldKeys.add(item.element()));
        }
        if (keysAgainAt.isEmpty() || keysAgainAt.get().compareTo(step.now().uptime()) <= 0) {
            keysAgainAt = Optional.of(step.now().uptime().plus(BETWEEN_LAYINGS));
            unheldKeys.removeIf(element -> !exchange.isHidden(element)); // a neighbour gave it, or it is over
            if (!courier.isBusy()) {
                unheldKeys.forEach(element -> exchange.held(element).ifPresent(item -> courier.deposit(item, step)));
            }
        }
        if (!deposits.isBackgroundDone()) {
            return;
        }
        prekeys.nextLayout(step.now())
                .ifPresent(layout -> deposits.wantEventually(
                        () -> Optional.of(keysEnvelope(self, layout, prekeys.record(layout), step.now())),
                        (item, then) -> {
                            exchange.keep(item, then);
                            unheldKeys.add(item.element());
                            courier.deposit(item, then);
                            prekeys.markLaidOut(layout, then.now());
                        }));
    }

    /// Somebody wants so many bits before it holds this item: it goes again when there is a stamp that has them.
    void restamp(Item item, int bits, Now now) {
        deposits.raise(bits, item.isDrop(), now);
        deposits.want("AGAIN " + item.element(), () -> Optional.of(Envelope.of(item)), courier::deposit);
    }

    /// By which way a deposit left.
    void noteLeft(Courier.Left left, Correspondences correspondences) {
        var via = left.byHand() ? Via.MAILBOX : Via.ONION;
        var what = awaited.get(left.element());
        if (what != null) {
            correspondences
                    .find(what.contact)
                    .ifPresent(found -> found.conversation().left(what.box, via));
        }
    }

    /// Whose item another node has just said it holds.
    Optional<Awaited> handleHeld(ElementId element) {
        unheldKeys.remove(element);
        return Optional.ofNullable(awaited.remove(element));
    }

    /// What lies here already is only handed over again.
    private void give(Parcel parcel, Step step) {
        var lying = parcel.lying.get();
        if (lying.isPresent()) {
            courier.deposit(lying.get(), step);
        } else if (deposits.isWanted(parcel.key)) {
            alsoMailed.add(parcel.key);
        } else {
            deposits.want(parcel.key, parcel.request, (item, then) -> {
                alsoMailed.remove(parcel.key);
                parcel.finish.accept(item, then);
            });
        }
    }

    /// The item of a drop that holds this record, if it lies here. Closes the drop.
    private Optional<Item> lying(Drop drop, byte[] record) {
        var padded = Arrays.copyOf(record, Drop.RECORD_BYTES);
        try (drop) {
            return exchange.lying(drop.id()).stream()
                    .filter(item -> drop.open(item.box())
                            .filter(found -> Arrays.equals(found, padded))
                            .isPresent())
                    .findFirst();
        }
    }

    private static long journeysEnd(Now now) {
        return now.wallMillis() + JOURNEY.toMillis();
    }

    private Envelope envelope(Copy copy, SealedBox sealed, long expiresAtMillis, Now now) {
        long rest = Math.max(1, expiresAtMillis - now.wallMillis());
        var term = Term.from(Bucket.covering(Duration.ofMillis(Math.min(rest, MAX_LIFE.toMillis()))), now);
        try (var boxKey = Secret.taking(sealed.address().clone());
                var slot = ChainSlot.key(boxKey, ChainSlot.block(copy.number), copy.v)) {
            var box = ChainSlot.wrap(boxKey, copy.number, copy.v, sealed.box());
            return slot.envelope(ChainSlot.tag(boxKey, copy.number, copy.v), term, box, entropy);
        }
    }

    private Envelope inboxEnvelope(Contact contact, byte[] initiation, Now now) {
        try (var drop = contact.drop(Drop.Kind.INBOX, Drop.week(now))) {
            return drop.envelope(dropTerm(now), drop.seal(initiation, entropy), entropy);
        }
    }

    private Envelope keysEnvelope(Self self, Prekeys.Layout layout, byte[] record, Now now) {
        try (var drop = self.drop(layout.door(), Drop.Kind.PREKEYS, layout.week())) {
            return drop.envelope(dropTerm(now), drop.seal(record, entropy), entropy);
        }
    }

    private static Term dropTerm(Now now) {
        return Term.from(Bucket.SIX_WEEKS, now);
    }
}
