package org.heliograph.core.node;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.heliograph.core.LinkId;
import org.heliograph.core.NodeId;
import org.heliograph.core.PeerFault;
import org.heliograph.core.mailbox.Custody;
import org.heliograph.core.mailbox.Giver;
import org.heliograph.core.mailbox.Reconciliation;
import org.heliograph.core.mailbox.Verdict;
import org.heliograph.core.mesh.Neighbours;
import org.heliograph.core.mesh.Neighbours.Neighbour;
import org.heliograph.core.node.shelf.Storers;
import org.heliograph.core.node.transit.Courier;
import org.heliograph.core.node.transit.Exit.Outcome;
import org.heliograph.core.node.transit.Exit.Shelf;
import org.heliograph.core.node.transit.Exit.Told;
import org.heliograph.core.node.transit.Out;
import org.heliograph.core.node.transit.Stance;
import org.heliograph.core.spread.Spread;
import org.heliograph.core.wire.Deletion;
import org.heliograph.core.wire.ElementId;
import org.heliograph.core.wire.Item;
import org.heliograph.core.wire.LinkFrame;
import org.heliograph.core.wire.Recon;
import org.heliograph.core.wire.SlotId;
import org.heliograph.core.wire.Status;
import org.heliograph.core.wire.StoreMessage;
import org.heliograph.crypto.Secret;

/// What comes and goes between what is held here and other nodes. Where every node carries every box, items go on over
/// the tree of the [Spread], and what a link missed is found by comparing sets; else they go to their [Storers].
final class Exchange implements Shelf {
    /// How often two linked nodes compare what they hold.
    private static final Duration COMPARE_EVERY = Duration.ofMinutes(10);

    /// Orders to delete gather this long, so that many of them share a frame.
    private static final Duration DELETE_AFTER = Duration.ofSeconds(5);

    /// Own items on their way to a neighbour whose answer is still awaited; older ones stay with the regular retries.
    private static final int MAX_REQUESTS = 8_192;

    /// Orders that wait for a link; what does not fit is left to the comparisons.
    private static final int MAX_ORDERS = 4_096;

    /// Items of this node's own that went to all neighbours under its name; of older ones the comparisons see to it.
    private static final int MAX_BY_HAND = 4_096;

    private static final Outcome PASSED_ON = new Outcome(Status.PASSED_ON, 0, 0);

    /// An item that was given to a neighbour, who alone can say what became of it there.
    private record Given(LinkId link, ElementId element) {}

    private final List<Item> news = new ArrayList<>();
    private Predicate<SlotId> isMine = _ -> false;
    private final Custody custody;
    private final Neighbours neighbours;
    private final Stance stance;
    private final Storers storers;
    private final Spread spread = new Spread();
    private final Map<Long, Given> requests = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Given> eldest) {
            return size() > MAX_REQUESTS;
        }
    };
    private final TreeMap<Long, List<Deletion>> orders = new TreeMap<>();
    private final SequencedSet<ElementId> byHand = new LinkedHashSet<>(); // the oldest gives way
    private Optional<Duration> ordersDue = Optional.empty();
    private long nextRequest = 1;
    private Duration nextComparison = Duration.ZERO;

    Exchange(Custody custody, Neighbours neighbours, Stance stance, Storers storers) {
        this.custody = custody;
        this.neighbours = neighbours;
        this.stance = stance;
        this.storers = storers;
    }

    void handleUp(Neighbour neighbour, Out out) {
        spread.handleUp(neighbour.link());
        compare(neighbour, out);
    }

    void handleDown(LinkId link) {
        spread.handleDown(link);
        orders.remove(link.value());
    }

    /// Compares everything held with a neighbour. The side that dialled begins, so that it happens once.
    private void compare(Neighbour neighbour, Out out) {
        if (neighbour.dialler() && stance.carriesAll()) {
            try (var key = Secret.taking(neighbour.hash())) {
                var first = Reconciliation.start(custody, key);
                send(neighbour.link(), LinkFrame.RECON, first.encode(), out);
            }
        }
    }

    /// Does what is due: names to offer and to ask for, orders to hand on, and now and then a comparison with everyone.
    void sendDue(Out out) {
        for (var names : spread.offersDue(out.now())) {
            sendNames(names, part -> new StoreMessage.Offer(0, 0, part), out);
        }
        for (var names : spread.wantsDue(out.now())) {
            sendNames(names, part -> new StoreMessage.Want(0, 0, part), out);
        }
        if (ordersDue.filter(at -> at.compareTo(out.now().uptime()) <= 0).isPresent()) {
            ordersDue = Optional.empty();
            orders.forEach((link, waiting) -> inParts(waiting, StoreMessage.MAX_DELETIONS)
                    .forEach(part -> sendStore(new LinkId(link), new StoreMessage.Delete(0, 0, part), out)));
            orders.clear();
        }
        boolean isOther = stance.review(out);
        if (isOther) {
            storers.handleChanged();
        }
        storers.due(stance.carriesAll(), out);
        if (isOther || nextComparison.compareTo(out.now().uptime()) <= 0) {
            nextComparison = out.now().uptime().plus(COMPARE_EVERY);
            neighbours.all().forEach(neighbour -> compare(neighbour, out));
        }
    }

    /// When [#sendDue] has something to do.
    Optional<Duration> nextWake() {
        return Node.earliest(Stream.of(spread.nextWake(), storers.nextWake(), ordersDue, Optional.of(nextComparison)));
    }

    /// Takes an item of this node's own, and gives it away. One that was given before goes to everyone again: whoever
    /// asks for that believes that the way it took was bad. But never one that left by onion and lies here since it
    /// came back: only whoever made it would give that again.
    @Override
    public void give(Item item, Out out) {
        var verdict = judge(item, new Giver.Own(), out);
        boolean isRefused = verdict instanceof Verdict.Full || verdict instanceof Verdict.StampTooSmall;
        if (isRefused) {
            neighbours.all().forEach(neighbour -> put(neighbour.link(), item, out)); // they say what they want for it
        }
        if (!(verdict instanceof Verdict.HadIt)) {
            noteByHand(item.element());
        } else if (byHand.contains(item.element())) {
            neighbours.all().forEach(neighbour -> put(neighbour.link(), item, out));
        }
    }

    private void noteByHand(ElementId element) {
        if (byHand.add(element) && byHand.size() > MAX_BY_HAND) {
            byHand.removeFirst();
        }
    }

    /// Whose items these are is told by `isMine`, before the first one is taken.
    void watch(Predicate<SlotId> mine) {
        isMine = mine;
    }

    @Override
    public void take(Item item, LinkId from, Told then, Out out) {
        Optional<Verdict> verdict;
        if (stance.carriesAll()) {
            verdict = Optional.of(judge(item, giver(from), out));
            then.accept(Outcome.of(verdict.get()), out);
        } else {
            verdict = storers.give(item, giver(from), then, out);
        }
        if (isNews(item, verdict, isMine.test(item.slot()), out)) {
            news.add(item);
        }
    }

    /// What is for this node is looked at though it is none of its holders.
    private boolean isNews(Item item, Optional<Verdict> verdict, boolean mine, Out out) {
        return verdict.map(it -> isNews(item, it, mine, out)).orElse(mine);
    }

    /// What is for this node is read even when there is no room to hold it, or its stamp is too small to be held. That
    /// it is read does not show: it is judged as if it were for anybody, for whoever asks might want to know whose slot
    /// this is.
    boolean isNews(Item item, Verdict verdict, boolean mine, Out out) {
        return switch (verdict) {
            case Verdict.Stored _ -> true;
            case Verdict.Full _, Verdict.StampTooSmall _ -> mine && custody.isSound(item, out.now());
            case Verdict.HadIt _, Verdict.Deleted _, Verdict.Refused _ -> false;
        };
    }

    /// Items that packets brought since the last call, and that are to be looked at.
    List<Item> takeNews() {
        var taken = List.copyOf(news);
        news.clear();
        return taken;
    }

    /// A link that is gone is nobody's in particular.
    private Giver giver(LinkId from) {
        return new Giver.Neighbour(neighbours.at(from).map(Neighbour::node).orElse(NodeId.ZERO));
    }

    /// Judges an item; one that is news goes to all.
    private Verdict judge(Item item, Giver giver, Out out) {
        var verdict = custody.offer(item, giver, out.now());
        spreadNews(item, verdict, out);
        return verdict;
    }

    /// What is hidden from neighbours is hidden from packets too.
    @Override
    public List<Item> in(SlotId slot) {
        return custody.in(slot).stream()
                .filter(item -> custody.has(item.element()))
                .toList();
    }

    @Override
    public void forget(Deletion deletion, Out out) {
        try {
            delete(deletion, out);
        } catch (PeerFault nobodys) {
            return; // whoever made the packet is not known
        }
    }

    private void delete(Deletion deletion, Out out) throws PeerFault {
        boolean isNews = custody.delete(deletion, out.now());
        if (!stance.carriesAll()) {
            Custody.check(deletion); // or the next nodes would blame this one
            storers.withdraw(deletion, out);
        } else if (isNews) {
            passOnToAll(deletion, Optional.empty(), out);
        }
    }

    /// Judges an item that somebody carried here. `hidden`: neighbours do not see it before [#reveal].
    Verdict handleCarried(Item item, boolean hidden, Out out) {
        var giver = new Giver.Carrier();
        return hidden ? custody.offerHidden(item, giver, out.now()) : custody.offer(item, giver, out.now());
    }

    /// Keeps an item of this device's that leaves by another way. Neighbours do not see it before one of them gives it.
    void keep(Item item, Out out) {
        custody.offerHidden(item, new Giver.Kept(), out.now());
    }

    /// From now on the item spreads as any other; empty when it did before, or is gone.
    Optional<Item> reveal(ElementId element, Out out) {
        var item = custody.reveal(element);
        item.ifPresent(shown -> reveal(element, shown, out));
        return item;
    }

    private void reveal(ElementId element, Item shown, Out out) {
        if (stance.carriesAll()) {
            spreadNews(shown, new Verdict.Stored(element), out);
        } else {
            storers.pass(shown, new Giver.Carrier(), out);
        }
    }

    /// An item as it is held here.
    Optional<Item> held(ElementId element) {
        return custody.item(element);
    }

    /// Whether it lies here and no neighbour is known to hold it.
    boolean isHidden(ElementId element) {
        return custody.item(element).isPresent() && !custody.has(element);
    }

    /// What lies here in a slot, hidden or not.
    List<Item> lying(SlotId slot) {
        return custody.in(slot);
    }

    /// Judges an item that a neighbour gave, or a node behind it; says whether it is news to be looked at.
    boolean handlePut(Neighbour from, StoreMessage.Put put, boolean mine, Out out) {
        var giver = new Giver.Neighbour(from.node());
        if (put.source() == 0 && !stance.carriesAll()) {
            var verdict = storers.pass(put.item(), giver, out);
            answer(from, put, verdict.map(Outcome::of).orElse(PASSED_ON), out);
            return isNews(put.item(), verdict, mine, out);
        }
        var verdict = custody.offer(put.item(), giver, out.now());
        if (put.source() != 0) {
            storers.answer(put, verdict, out);
            spreadNews(put.item(), verdict, out);
            return isNews(put.item(), verdict, mine, out);
        }
        answer(from, put, Outcome.of(verdict), out);
        switch (verdict) {
            case Verdict.Stored(var element) ->
                spread.take(element, Optional.of(from.link()), out.now()).forEach(link -> put(link, put.item(), out));
            case Verdict.HadIt _ -> spread.handleDuplicate(from.link());
            case Verdict.Deleted(var order) -> passOn(order, from.link(), out);
            case Verdict.Full _, Verdict.StampTooSmall _, Verdict.Refused _ -> {}
        }
        return isNews(put.item(), verdict, mine, out);
    }

    private void spreadNews(Item item, Verdict verdict, Out out) {
        if (verdict instanceof Verdict.Stored(var element) && stance.carriesAll()) {
            spread.take(element, Optional.empty(), out.now()).forEach(link -> put(link, item, out));
        }
    }

    private static void answer(Neighbour to, StoreMessage.Put put, Outcome outcome, Out out) {
        var result = new StoreMessage.Result(0, put.request(), outcome.status(), outcome.copies(), outcome.bits());
        sendStore(to.link(), result, out);
    }

    /// The item that a neighbour says it holds now, if this node asked that very neighbour to. One for which it wants a
    /// larger stamp is handed to `refused`.
    Optional<ElementId> handleResult(Neighbour from, StoreMessage.Result result, Courier.Refusal refused, Out out) {
        if (result.source() != 0) {
            storers.handleResult(result, out);
            return Optional.empty();
        }
        if (result.status() == Status.HAD_IT) {
            spread.handleDuplicate(from.link());
        }
        var given = requests.get(result.request());
        if (given == null || !given.link.equals(from.link())) {
            return Optional.empty();
        }
        requests.remove(result.request());
        from.handleAnswer();
        if (result.status() == Status.STAMP_TOO_SMALL && byHand.contains(given.element)) {
            custody.item(given.element).ifPresent(item -> refused.handle(item, result.bits(), out.now()));
        }
        boolean holds = result.status() == Status.STORED || result.status() == Status.HAD_IT;
        return holds ? Optional.of(given.element) : Optional.empty();
    }

    /// The neighbour holds these: what is lacking here is awaited, and what was deleted here is ordered to be there.
    void handleOffer(Neighbour from, StoreMessage.Offer offer, Out out) {
        if (offer.source() != 0) {
            storers.handleOffer(offer, out);
            return;
        }
        var lacking = new ArrayList<ElementId>();
        for (var element : offer.elements()) {
            var deletion = custody.deletion(element);
            if (deletion.isPresent()) {
                passOn(deletion.get(), from.link(), out);
            } else if (!custody.has(element) && !storers.hasPassed(element)) {
                lacking.add(element);
            }
        }
        spread.handleOffer(from.link(), lacking, out.now());
    }

    void handleWant(Neighbour from, StoreMessage.Want want, Out out) {
        if (want.source() != 0) {
            storers.handleWant(want);
            return;
        }
        spread.handleWant(from.link());
        want.elements().stream().filter(custody::has).forEach(element -> handOver(element, from, out));
    }

    /// Forgets items on the order of their slots' keys, and passes on the orders that are news.
    void handleDeletions(Neighbour from, StoreMessage.Delete delete, Out out) throws PeerFault {
        for (var deletion : delete.deletions()) {
            boolean isNews = custody.delete(deletion, out.now());
            if (isNews && stance.carriesAll()) {
                passOnToAll(deletion, Optional.of(from.link()), out);
            } else if (isNews && delete.source() == 0) {
                storers.withdraw(deletion, out);
            }
        }
    }

    /// Forgets an item on an order signed here.
    @Override
    public void withdraw(Deletion deletion, Out out) {
        try {
            delete(deletion, out);
        } catch (PeerFault impossible) {
            throw new IllegalStateException("an order signed here does not verify", impossible);
        }
    }

    void handleComparison(Neighbour from, Recon message, Out out) {
        if (message.set() != custody.set()) {
            return; // a set of a later version
        }
        if (!stance.carriesAll()) {
            return; // what is held here is not what is held there
        }
        if (message instanceof Recon.Ranges ranges && !from.mayCompare(covered(ranges), custody.count(), out.now())) {
            return; // no honest neighbour asks so often
        }
        Reconciliation.Outcome outcome;
        try (var key = Secret.taking(from.hash())) {
            outcome = Reconciliation.handle(message, custody, key);
        }
        for (var answer : outcome.answers()) {
            send(from.link(), LinkFrame.RECON, answer.encode(), out);
        }
        for (var element : outcome.handOver()) {
            handOver(element, from, out);
        }
        for (var element : outcome.deleted()) {
            custody.deletion(element).ifPresent(order -> passOn(order, from.link(), out));
        }
    }

    private int covered(Recon.Ranges ranges) {
        return ranges.ranges().isEmpty()
                ? 0
                : custody.count(ranges.ranges().getFirst().from(), ranges.end());
    }

    private void handOver(ElementId element, Neighbour to, Out out) {
        if (to.mayAsk(out.now())) {
            custody.item(element).ifPresent(item -> put(to.link(), item, out));
        }
    }

    private void put(LinkId link, Item item, Out out) {
        long request = nextRequest++ & 0xffff_ffffL;
        requests.put(request, new Given(link, item.element()));
        sendStore(link, new StoreMessage.Put(0, request, item), out);
    }

    private void passOnToAll(Deletion deletion, Optional<LinkId> from, Out out) {
        for (var link : spread.eager()) {
            if (!Optional.of(link).equals(from)) {
                passOn(deletion, link, out);
            }
        }
    }

    private void passOn(Deletion deletion, LinkId link, Out out) {
        var waiting = orders.computeIfAbsent(link.value(), _ -> new ArrayList<>());
        if (waiting.size() < MAX_ORDERS) {
            waiting.add(deletion);
            ordersDue = ordersDue.or(() -> Optional.of(out.now().uptime().plus(DELETE_AFTER)));
        }
    }

    /// Makes a message of some of the names.
    @FunctionalInterface
    private interface Naming {
        StoreMessage of(List<ElementId> part);
    }

    private static void sendNames(Spread.Names names, Naming naming, Out out) {
        inParts(names.elements(), StoreMessage.MAX_NAMES)
                .forEach(part -> sendStore(names.link(), naming.of(part), out));
    }

    private static <T> List<List<T>> inParts(List<T> all, int most) {
        var parts = new ArrayList<List<T>>();
        for (int from = 0; from < all.size(); from += most) {
            parts.add(all.subList(from, Math.min(all.size(), from + most)));
        }
        return parts;
    }

    private static void sendStore(LinkId link, StoreMessage message, Out out) {
        send(link, LinkFrame.STORE, message.encode(), out);
    }

    private static void send(LinkId link, int type, byte[] packet, Out out) {
        out.send(link, LinkFrame.of(type, packet));
    }
}
