package org.heliograph.core.mailbox;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.heliograph.core.Now;
import org.heliograph.core.PeerFault;
import org.heliograph.core.Store;
import org.heliograph.core.Store.Table;
import org.heliograph.core.wire.Deletion;
import org.heliograph.core.wire.ElementId;
import org.heliograph.core.wire.Item;
import org.heliograph.core.wire.Position;
import org.heliograph.core.wire.Recon;
import org.heliograph.core.wire.SlotId;
import org.heliograph.crypto.SigningKey;

/// The items this node holds for anyone: signed, stamped, within their time and within the quotas.
///
/// Every change is a write to the store; the caller commits before it tells anybody. What an item costs to refuse is
/// kept small: the cheap checks come first, the signature last.
public final class Custody implements Reconciliation.View {
    private static final byte[] NO_GROUP = {};
    private static final int[] DEARER_AT_PERCENT = {50, 80, 95};

    /// A held item, and where it belongs.
    public record Lying(ElementId element, Position address, boolean isDrop) {}

    private final Store store;
    private final CustodySettings settings;
    private final Accounts accounts;
    private final Tombstones tombstones;
    private final Map<ElementId, Held> byElement = new HashMap<>();
    private final Sorted<Held> byPlace = new Sorted<>(Held.BY_PLACE);
    private final Sorted<Held> byEnd = new Sorted<>(Held.BY_END);

    /// The part of `byPlace` that neighbours are not to see yet.
    private final Sorted<Held> hidden = new Sorted<>(Held.BY_PLACE);

    /// Their names; look-up only.
    private final Set<ElementId> hiddenNames = new HashSet<>();

    private Custody(Store store, CustodySettings settings, Tombstones tombstones) {
        this.store = store;
        this.settings = settings;
        this.accounts = new Accounts(settings.quotaBytes());
        this.tombstones = tombstones;
    }

    /// Takes up what the store holds, without checking it again. What ended meanwhile stays until [#expire]; what a
    /// smaller quota has no room for goes at once.
    public static Custody load(Store store, CustodySettings settings, Now now) {
        return load(store, settings, Tombstones.MAX, now);
    }

    static Custody load(Store store, CustodySettings settings, int maxTombstones, Now now) {
        var custody = new Custody(store, settings, Tombstones.load(store, maxTombstones, now));
        store.scanAll(Table.ITEM, (key, value) -> {
            var row = ItemRow.decode(value);
            custody.remember(row.held(
                    ElementId.of(key), row.item().slot().address(), custody.accounts.account(row.giver()), now));
            return true;
        });
        custody.giveUpSurplus();
        return custody;
    }

    /// Judges the item and, if nothing speaks against it, holds it.
    public Verdict offer(Item item, Giver giver, Now now) {
        return judge(item, giver, true, now);
    }

    /// As [#offer], for what neighbours are not to see before [#reveal], or before one of them gives it: what somebody
    /// carried here, and what this node keeps for carriers. That the former is hidden only memory knows: after a
    /// restart
    /// they see it. What they saw before stays seen.
    public Verdict offerHidden(Item item, Giver giver, Now now) {
        var element = item.element();
        boolean hides = hiddenNames.contains(element) || !byElement.containsKey(element);
        var verdict = judge(item, giver, false, now);
        var held = byElement.get(element);
        if (hides && held != null) {
            hide(held);
        }
        return verdict;
    }

    /// From now on neighbours see the item. Empty when they did before, or when it is gone.
    public Optional<Item> reveal(ElementId element) {
        var held = byElement.get(element);
        if (held == null || !hiddenNames.contains(element)) {
            return Optional.empty();
        }
        show(held);
        return Optional.of(row(element).item());
    }

    /// What is kept for carriers alone is this node's own like any other from then on.
    private Held show(Held held) {
        forget(held);
        var shown = held;
        if (held.giver() instanceof Giver.Kept) {
            shown = held.on(new Giver.Own());
            var row = row(held.element()).on(shown.giver());
            store.put(Table.ITEM, held.element().toBytes(), NO_GROUP, row.encode());
        }
        remember(shown);
        return shown;
    }

    private Verdict judge(Item item, Giver giver, boolean isSeen, Now now) {
        var offer = Offer.of(item);
        if (offer.isEmpty()) {
            return new Verdict.Refused(PeerFault.Kind.MALFORMED);
        }
        if (!offer.get().term().isValid(now)) {
            return new Verdict.Refused(PeerFault.Kind.OUT_OF_TURN);
        }
        var deletion = tombstones.of(offer.get().element());
        if (deletion.isPresent()) {
            return new Verdict.Deleted(deletion.get());
        }
        var held = byElement.get(offer.get().element());
        if (held == null) {
            return judgeNew(offer.get(), giver, now);
        }
        return isSeen && hiddenNames.contains(held.element())
                ? judgeHidden(offer.get(), held, giver, now)
                : judgeAgain(offer.get(), held, giver, now);
    }

    private Verdict judgeNew(Offer offer, Giver giver, Now now) {
        var place = Place.of(at(offer.address()), offer);
        if (place instanceof Place.Closed closed) {
            return closed.verdict();
        }
        var account = accounts.account(giver);
        var room = place instanceof Place.InPlaceOf weaker
                ? accounts.room(account, offer.stampBits(), weaker.held())
                : accounts.room(account, offer.stampBits());
        switch (room) {
            case Accounts.Room.None _ -> {
                return new Verdict.Full();
            }
            case Accounts.Room.Dearer(int bits) -> {
                return new Verdict.StampTooSmall(bits);
            }
            case Accounts.Room.Free _, Accounts.Room.InPlaceOf _ -> {}
        }
        var objection = objection(offer, giver);
        if (objection.isPresent()) {
            return objection.get();
        }
        if (place instanceof Place.InPlaceOf weaker) {
            drop(weaker.held());
        }
        if (room instanceof Accounts.Room.InPlaceOf other) {
            drop(other.held());
        }
        hold(offer, account, goneWallMillis(offer.term(), now), now);
        return new Verdict.Stored(offer.element());
    }

    /// To neighbours it is not here: whichever of them gives it is answered as if it were new.
    private Verdict judgeHidden(Offer offer, Held held, Giver giver, Now now) {
        var objection = objection(offer, giver);
        if (objection.isPresent()) {
            return objection.get();
        }
        judgeAgain(offer, show(held), giver, now);
        return new Verdict.Stored(offer.element());
    }

    /// The same box in a new envelope: held longer if that one ends later.
    private Verdict judgeAgain(Offer offer, Held held, Giver giver, Now now) {
        if (offer.term().endSeconds() <= held.term().endSeconds()) {
            return new Verdict.HadIt(held.element());
        }
        var objection = objection(offer, giver);
        if (objection.isPresent()) {
            return objection.get();
        }
        long before = row(held.element()).goneWallMillis();
        forget(held);
        hold(offer, held.giver(), Math.max(before, goneWallMillis(offer.term(), now)), now);
        return new Verdict.Stored(offer.element());
    }

    /// The checks that cost most.
    private Optional<Verdict> objection(Offer offer, Giver giver) {
        int bits = bitsAsked(offer.item().isDrop(), giver);
        if (offer.stampBits() < bits) {
            return Optional.of(new Verdict.StampTooSmall(bits));
        }
        return offer.isSigned() ? Optional.empty() : Optional.of(new Verdict.Refused(PeerFault.Kind.FORGED));
    }

    /// Whether an item that is not held, for want of room or of a larger stamp, is what an item must be: then whoever
    /// it is for may read it without holding it.
    public boolean isSound(Item item, Now now) {
        return objection(item, new Giver.Own(), now).isEmpty();
    }

    /// What speaks against an item, whether or not there is room for it here.
    public Optional<Verdict> objection(Item item, Giver giver, Now now) {
        var offer = Offer.of(item);
        if (offer.isEmpty()) {
            return Optional.of(new Verdict.Refused(PeerFault.Kind.MALFORMED));
        }
        return offer.get().term().isValid(now)
                ? objection(offer.get(), giver)
                : Optional.of(new Verdict.Refused(PeerFault.Kind.OUT_OF_TURN));
    }

    /// How many bits a stamp needs now. A fuller store asks strangers for more, so that filling it to the end is
    /// dear.
    public int bitsAsked(boolean isDrop, Giver giver) {
        int bits = settings.stampBits() + (isDrop ? Stamp.DROP_BITS : 0);
        if (!giver.isReserved()) {
            for (int percent : DEARER_AT_PERCENT) {
                bits += accounts.fillPercent() >= percent ? Stamp.FILL_BITS : 0;
            }
        }
        return bits;
    }

    /// Forgets the item this order is for, if it is held and the order is signed by its slot's key. True if so: then
    /// the order is news for the other neighbours.
    public boolean delete(Deletion deletion, Now now) throws PeerFault {
        var named = at(deletion.slot().address()).stream()
                .filter(it -> !it.isDrop() && it.tag() == deletion.tag())
                .findFirst();
        if (named.isEmpty()) {
            return false;
        }
        check(deletion);
        var held = named.get();
        drop(held);
        tombstones.add(held.element(), deletion, held.term().endSeconds() * 1_000, now);
        return true;
    }

    /// That the order is signed by its slot's key, be the item held or not.
    public static void check(Deletion deletion) throws PeerFault {
        var signed = Deletion.signedBytes(deletion.tag());
        if (!SigningKey.verify(SlotKey.SIGNATURES, deletion.slot().toBytes(), signed, deletion.signature())) {
            throw new PeerFault(PeerFault.Kind.FORGED, "deletion");
        }
    }

    /// What waits in the slot, by element id.
    public List<Item> in(SlotId slot) {
        return at(slot.address()).stream().map(it -> row(it.element()).item()).toList();
    }

    public Optional<Item> item(ElementId element) {
        return byElement.containsKey(element) ? Optional.of(row(element).item()) : Optional.empty();
    }

    /// What is held for others and will be for that long at least, the first to end first.
    public List<ElementId> forOthers(Duration atLeast, Now now) {
        long until = now.uptime().plus(atLeast).toMillis();
        return byEnd.slice(byEnd.rank(it -> it.goneMillis() < until), byEnd.size()).stream()
                .filter(it -> !it.giver().isReserved())
                .map(Held::element)
                .toList();
    }

    /// What neighbours see of what is held from `from` up to `end`, and where it belongs.
    public List<Lying> lying(Position from, Position end) {
        return between(from, end).stream()
                .filter(it -> !hiddenNames.contains(it.element()))
                .map(it -> new Lying(it.element(), it.address(), it.isDrop()))
                .toList();
    }

    /// Whether somebody carried it here, and nobody knew then whom it is for.
    public boolean wasCarried(ElementId element) {
        var held = byElement.get(element);
        return held != null && held.giver() instanceof Giver.Carrier;
    }

    /// The order that deleted this item, if one did.
    public Optional<Deletion> deletion(ElementId element) {
        return tombstones.of(element);
    }

    /// Lets go of everything that is over; says how many items that were.
    public int expire(Now now) {
        int before = byEnd.size();
        while (!byEnd.isEmpty() && byEnd.first().goneMillis() <= now.uptime().toMillis()) {
            drop(byEnd.first());
        }
        tombstones.expire(now);
        return before - byEnd.size();
    }

    /// When the next item is over, as uptime.
    public Optional<Duration> nextEnd() {
        return byEnd.isEmpty()
                ? Optional.empty()
                : Optional.of(Duration.ofMillis(byEnd.first().goneMillis()));
    }

    public int count() {
        return byElement.size();
    }

    /// What the held items take of the quota.
    public long bytes() {
        return (long) byElement.size() * ItemRow.BYTES;
    }

    public int deletions() {
        return tombstones.size();
    }

    /// How full the store is, in percent of the quota.
    public int fillPercent() {
        return accounts.fillPercent();
    }

    @Override
    public int set() {
        return Recon.ITEMS;
    }

    @Override
    public int count(Position from, Position end) {
        return rank(byPlace, end) - rank(hidden, end) - shownBefore(from);
    }

    @Override
    public List<ElementId> elements(Position from, Position end) {
        return between(from, end).stream()
                .map(Held::element)
                .filter(it -> !hiddenNames.contains(it))
                .toList();
    }

    @Override
    public Position place(Position from, int index) {
        int wanted = shownBefore(from) + index;
        int rank = wanted;
        int skipped = hiddenUpTo(byPlace.at(rank));
        while (rank < wanted + skipped) { // each hidden one on the way moves the place on
            rank = wanted + skipped;
            skipped = hiddenUpTo(byPlace.at(rank));
        }
        return byPlace.at(rank).address();
    }

    @Override
    public boolean has(ElementId element) {
        return byElement.containsKey(element) && !hiddenNames.contains(element);
    }

    @Override
    public boolean hasDeleted(ElementId element) {
        return tombstones.has(element);
    }

    private List<Held> at(Position address) {
        return byPlace.slice(
                rankFrom(byPlace, address), byPlace.rank(it -> it.address().compareTo(address) <= 0));
    }

    private List<Held> between(Position from, Position end) {
        return byPlace.slice(rankFrom(byPlace, from), rank(byPlace, end));
    }

    private static int rankFrom(Sorted<Held> places, Position from) {
        return places.rank(it -> it.address().compareTo(from) < 0);
    }

    private static int rank(Sorted<Held> places, Position end) {
        return places.rank(it -> it.address().isBefore(end));
    }

    private int shownBefore(Position from) {
        return rankFrom(byPlace, from) - rankFrom(hidden, from);
    }

    private int hiddenUpTo(Held held) {
        return hidden.rank(it -> Held.BY_PLACE.compare(it, held) <= 0);
    }

    private ItemRow row(ElementId element) {
        return store.value(Table.ITEM, element.toBytes()).map(ItemRow::decode).orElseThrow(ItemRow::damaged);
    }

    private static long goneWallMillis(Term term, Now now) {
        long ownCount = now.wallMillis() + term.bucket().length().toMillis();
        return Math.min(ownCount, term.endSeconds() * 1_000);
    }

    private void hold(Offer offer, Giver account, long goneWallMillis, Now now) {
        var row = new ItemRow(account, goneWallMillis, offer.stampBits(), offer.item());
        store.put(Table.ITEM, offer.element().toBytes(), NO_GROUP, row.encode());
        remember(row.held(offer.element(), offer.address(), account, now));
    }

    private void giveUpSurplus() {
        for (var held = accounts.surplus(); held.isPresent(); held = accounts.surplus()) {
            drop(held.get());
        }
    }

    private void drop(Held held) {
        store.delete(Table.ITEM, held.element().toBytes());
        forget(held);
    }

    private void remember(Held held) {
        byElement.put(held.element(), held);
        byPlace.add(held);
        byEnd.add(held);
        accounts.add(held);
        if (held.giver() instanceof Giver.Kept) {
            hide(held);
        }
    }

    private void hide(Held held) {
        if (hiddenNames.add(held.element())) {
            hidden.add(held);
        }
    }

    private void forget(Held held) {
        if (hiddenNames.remove(held.element())) {
            hidden.remove(held);
        }
        byElement.remove(held.element());
        byPlace.remove(held);
        byEnd.remove(held);
        accounts.remove(held);
    }
}
