package org.heliograph.core.node;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.heliograph.core.ContactId;
import org.heliograph.core.Now;
import org.heliograph.core.delivery.BoxKind;
import org.heliograph.core.delivery.BoxRef;
import org.heliograph.core.delivery.SealedBox;
import org.heliograph.core.mailbox.Bucket;
import org.heliograph.core.mailbox.ChainSlot;
import org.heliograph.core.mailbox.Drop;
import org.heliograph.core.mailbox.Envelope;
import org.heliograph.core.mailbox.Term;
import org.heliograph.core.node.transit.Courier;
import org.heliograph.core.wire.ElementId;
import org.heliograph.crypto.Entropy;
import org.heliograph.crypto.Secret;

/// Puts boxes of this device where their readers look: into slots and drops, held by every node.
final class Post {
    /// Own items whose first copy elsewhere is still awaited.
    private static final int MAX_AWAITED = 8_192;

    /// The life of a box without an expiry; after it, a new envelope is made around the same box.
    private static final Duration MAX_LIFE = Bucket.MONTH.length();

    /// Whose box an own item carries.
    record Awaited(ContactId contact, BoxRef box) {}

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

    Post(Deposits deposits, Exchange exchange, Courier courier, Entropy entropy) {
        this.deposits = deposits;
        this.exchange = exchange;
        this.courier = courier;
        this.entropy = entropy;
    }

    /// Deposits a ratchet box in its chain's slot, for as long as it is wanted. A box that lies there already under an
    /// envelope is only handed over again: its bytes, and so its name, are the same.
    void deposit(Awaited what, SealedBox sealed, long expiresAtMillis, Step step) {
        var envelope = envelope(what.box.n(), sealed, expiresAtMillis, step.now());
        var element = envelope.element();
        awaited.put(element, what);
        var held = exchange.held(element);
        if (held.isPresent()) {
            courier.deposit(held.get(), step);
        } else {
            deposits.want(element.toString(), () -> Optional.of(envelope), courier::deposit);
        }
    }

    /// Asks all nodes to forget a box of this device that nobody needs any more.
    void withdraw(BoxRef box, SealedBox sealed, Step step) {
        if (sealed.kind() == BoxKind.RATCHET) {
            try (var boxKey = Secret.taking(sealed.address().clone());
                    var slot = ChainSlot.key(boxKey, ChainSlot.block(box.n()), 0)) {
                courier.withdraw(slot.delete(ChainSlot.tag(boxKey, box.n()), entropy), step);
            }
        }
    }

    /// Deposits an initiation in the contact's inbox of this week, sealed anew for it.
    void initiate(Awaited what, Contact contact, byte[] initiation, Step step) {
        deposits.want(
                "INIT " + contact.id().toHex(),
                () -> Optional.of(inboxEnvelope(contact, initiation, step.now())),
                (item, then) -> {
                    awaited.put(item.element(), what);
                    courier.deposit(item, then);
                });
    }

    /// Lays out prekeys in the own drops of this and the next weeks, one after the other.
    void layOut(Prekeys prekeys, Self self, Step step) {
        if (!deposits.isBackgroundDone()) {
            return;
        }
        prekeys.nextLayout(step.now())
                .ifPresent(layout -> deposits.wantEventually(
                        () -> Optional.of(keysEnvelope(self, layout, prekeys.record(layout), step.now())),
                        (item, then) -> {
                            courier.deposit(item, then);
                            prekeys.markLaidOut(layout, then.now());
                        }));
    }

    /// Whose item a neighbour has just said it holds.
    Optional<Awaited> handleHeld(ElementId element) {
        return Optional.ofNullable(awaited.remove(element));
    }

    private Envelope envelope(int number, SealedBox sealed, long expiresAtMillis, Now now) {
        long rest = Math.max(1, expiresAtMillis - now.wallMillis());
        var term = Term.from(Bucket.covering(Duration.ofMillis(Math.min(rest, MAX_LIFE.toMillis()))), now);
        try (var boxKey = Secret.taking(sealed.address().clone());
                var slot = ChainSlot.key(boxKey, ChainSlot.block(number), 0)) {
            return slot.envelope(ChainSlot.tag(boxKey, number), term, sealed.box(), entropy);
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
