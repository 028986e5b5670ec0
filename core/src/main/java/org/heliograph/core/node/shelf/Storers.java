package org.heliograph.core.node.shelf;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.heliograph.core.NodeId;
import org.heliograph.core.mailbox.Custody;
import org.heliograph.core.mailbox.Giver;
import org.heliograph.core.mailbox.Verdict;
import org.heliograph.core.mesh.route.Placement;
import org.heliograph.core.mesh.route.Routing;
import org.heliograph.core.node.transit.Exit.Outcome;
import org.heliograph.core.node.transit.Exit.Told;
import org.heliograph.core.node.transit.Out;
import org.heliograph.core.wire.Deletion;
import org.heliograph.core.wire.ElementId;
import org.heliograph.core.wire.Item;
import org.heliograph.core.wire.LinkFrame;
import org.heliograph.core.wire.StoreMessage;
import org.heliograph.crypto.Entropy;

/// Gives items to the nodes that should hold them, near and far, and hands over what is no longer this node's to hold.
///
/// Who is asked is found in this node's own view of the network; the messages go over links, and through relays where
/// there is none. Their answers are believed: who says it holds an item and does not loses it, as any storer can.
public final class Storers {
    /// Items whose storers have not all answered yet; more are refused, and come again by another exit.
    private static final int MAX_UNDER_WAY = 2_048;

    /// Questions to storers: some eight for each of these items. The oldest counts as unanswered.
    private static final int MAX_REQUESTS = 16_384;

    /// Items that were offered to a node that may ask for them, 4 MB; the oldest is offered again some review later.
    private static final int MAX_OFFERED = 65_536;

    /// Items on their way to nodes that asked for them, and offers; who gets less is offered it by another, or again.
    private static final int MAX_HANDED = 4_096;

    /// Half of what a relay passes on for one neighbour.
    private static final int HANDED_AT_ONCE = 8;

    private static final Duration HANDED_EVERY = Duration.ofSeconds(1);

    /// Items of neighbours that went on from here and are not held; the oldest would go on once more.
    private static final int MAX_PASSED = 8_192;

    private static final Told NOBODY = (_, _) -> {};

    /// An item that was offered to a node, of whose id these are the first 8 bytes.
    private record Offered(long node, ElementId element) {}

    /// Names on their way to a node, one frame of them.
    private record Offering(NodeId node, List<ElementId> elements) {}

    private final NodeId self;
    private final Custody custody;
    private final Routing routing;
    private final Entropy entropy;
    private final Review review;
    private final Map<Long, Giving> requests = new LinkedHashMap<>();
    private final ArrayDeque<Giving> underWay = new ArrayDeque<>();
    private final Set<Offered> offered = new LinkedHashSet<>();
    private final ArrayDeque<Offered> handing = new ArrayDeque<>();
    private final ArrayDeque<Offering> offering = new ArrayDeque<>();
    private final Set<ElementId> passed = new LinkedHashSet<>();
    private Duration nextHanding = Duration.ZERO;

    public Storers(NodeId self, Custody custody, Routing routing, Entropy entropy) {
        this.self = self;
        this.custody = custody;
        this.routing = routing;
        this.entropy = entropy;
        this.review = new Review(custody);
    }

    // ---- items

    /// Gives an item to its holders and to some carriers; `then` hears how many hold it. The verdict of this node, if
    /// it is
    /// one of them.
    public Optional<Verdict> give(Item item, Giver giver, Told then, Out out) {
        var objection = objection(item, out);
        objection.ifPresent(why -> then.accept(Outcome.of(why), out));
        return objection.isPresent() ? objection : give(item, giver, true, then, out);
    }

    /// Passes on to its holders what a neighbour spreads that holds everything. The verdict of this node, if it is one
    /// of them or if there is nothing to be done.
    public Optional<Verdict> pass(Item item, Giver giver, Out out) {
        if (passed.contains(item.element())) {
            return Optional.of(new Verdict.HadIt(item.element()));
        }
        var objection = objection(item, out);
        if (objection.isPresent()) {
            return objection;
        }
        keep(passed, item.element(), MAX_PASSED);
        return give(item, giver, false, NOBODY, out);
    }

    /// Whether [#pass] has passed on this item lately.
    public boolean hasPassed(ElementId element) {
        return passed.contains(element);
    }

    /// What speaks against an item anywhere. How full this node's store is does not matter to others.
    private Optional<Verdict> objection(Item item, Out out) {
        return underWay.size() < MAX_UNDER_WAY
                ? custody.objection(item, new Giver.Own(), out.now())
                : Optional.of(new Verdict.Full());
    }

    private Optional<Verdict> give(Item item, Giver giver, boolean carried, Told then, Out out) {
        var placement = placement(out);
        var address = item.slot().address();
        int copies = copies(item);
        var nodes = new ArrayList<>(placement.closest(address, copies));
        boolean isHolder = nodes.remove(self);
        if (carried) {
            nodes.addAll(placement.carriers(address, copies, entropy));
        }
        if (nodes.isEmpty() && !isHolder) {
            then.accept(Outcome.of(new Verdict.Full()), out);
            return Optional.empty();
        }
        var giving = new Giving(then, nodes.size() + (isHolder ? 1 : 0), out.now());
        underWay.add(giving);
        nodes.forEach(node -> put(node, item, giving, out));
        if (!isHolder) {
            return Optional.empty();
        }
        var verdict = custody.offer(item, giver, out.now());
        giving.handle(Outcome.of(verdict), out);
        return Optional.of(verdict);
    }

    private void put(NodeId node, Item item, Giving giving, Out out) {
        long request = request();
        requests.put(request, giving);
        if (requests.size() > MAX_REQUESTS) {
            requests.remove(requests.keySet().iterator().next());
        }
        if (!send(node.a(), new StoreMessage.Put(self.a(), request, item), out)) {
            requests.remove(request);
            giving.handle(Outcome.of(new Verdict.Full()), out);
        }
    }

    /// Drawn at random: who did not get the question cannot answer it.
    private long request() {
        long drawn = 0;
        for (byte part : entropy.bytes(Integer.BYTES)) {
            drawn = drawn << 8 | (part & 0xff);
        }
        return drawn;
    }

    /// Answers a node that gave this one an item, and remembers to pass on what belongs elsewhere.
    public void answer(StoreMessage.Put put, Verdict verdict, Out out) {
        var outcome = Outcome.of(verdict);
        var result =
                new StoreMessage.Result(self.a(), put.request(), outcome.status(), outcome.copies(), outcome.bits());
        send(put.source(), result, out);
        if (verdict instanceof Verdict.Stored(var element) && isStray(put.item(), out)) {
            review.add(element);
        }
    }

    /// Carriers are far from the address as a rule; who is near it was taken for a holder.
    private boolean isStray(Item item, Out out) {
        var near = placement(out).closest(item.slot().address(), 2 * copies(item));
        return near.indexOf(self) >= copies(item);
    }

    /// A storer says what became of an item.
    public void handleResult(StoreMessage.Result result, Out out) {
        var giving = requests.remove(result.request());
        if (giving != null) {
            giving.handle(new Outcome(result.status(), result.copies(), result.bits()), out);
        }
    }

    /// Orders the holders of an item to forget it.
    public void withdraw(Deletion deletion, Out out) {
        var holders = placement(out).closest(deletion.slot().address(), Placement.COPIES);
        holders.stream()
                .filter(node -> !node.equals(self))
                .forEach(node -> send(node.a(), new StoreMessage.Delete(self.a(), 0, List.of(deletion)), out));
    }

    // ---- names

    /// Somebody believes these to be this node's to hold: it asks for what it lacks, and orders to forget what it was
    /// ordered to.
    public void handleOffer(StoreMessage.Offer offer, Out out) {
        var lacking = new ArrayList<ElementId>();
        var deletions = new ArrayList<Deletion>();
        for (var element : offer.elements()) {
            var deletion = custody.deletion(element);
            deletion.filter(_ -> deletions.size() < StoreMessage.MAX_DELETIONS).ifPresent(deletions::add);
            if (deletion.isEmpty() && !custody.has(element)) {
                lacking.add(element);
            }
        }
        if (!lacking.isEmpty()) {
            send(offer.source(), new StoreMessage.Want(self.a(), 0, lacking), out);
        }
        if (!deletions.isEmpty()) {
            send(offer.source(), new StoreMessage.Delete(self.a(), 0, deletions), out);
        }
    }

    /// Only what was offered to a node is handed to it: a small question has no large answer.
    public void handleWant(StoreMessage.Want want) {
        for (var element : want.elements()) {
            var wanted = new Offered(want.source(), element);
            if (offered.remove(wanted) && handing.size() < MAX_HANDED) {
                handing.add(wanted);
            }
        }
    }

    private void offer(NodeId node, List<ElementId> elements) {
        for (int from = 0; from < elements.size(); from += StoreMessage.MAX_NAMES) {
            var part = elements.subList(from, Math.min(elements.size(), from + StoreMessage.MAX_NAMES));
            if (offering.size() < MAX_HANDED) {
                offering.add(new Offering(node, part));
            }
        }
    }

    private void offer(Offering next, Out out) {
        next.elements.forEach(element -> keep(offered, new Offered(next.node.a(), element), MAX_OFFERED));
        send(next.node.a(), new StoreMessage.Offer(self.a(), 0, next.elements), out);
    }

    // ---- time

    /// This node is to hold other items than before.
    public void handleChanged() {
        review.handleChanged();
    }

    /// Does what is due; `carriesAll`: nothing is handed over now, for all hold everything.
    public void due(boolean carriesAll, Out out) {
        var now = out.now();
        underWay.stream()
                .filter(giving -> giving.dueAt().compareTo(now.uptime()) <= 0)
                .forEach(giving -> giving.end(out));
        if (underWay.removeIf(Giving::isOver)) {
            requests.values().removeIf(Giving::isOver);
        }
        if (review.isDue(now)) {
            if (carriesAll) {
                review.pass(placement(out), now);
            } else {
                review.due(placement(out), now).forEach(this::offer);
            }
        }
        if (isHanding() && nextHanding.compareTo(now.uptime()) <= 0) {
            nextHanding = now.uptime().plus(HANDED_EVERY);
            for (int left = HANDED_AT_ONCE; left > 0 && isHanding(); left--) {
                if (handing.isEmpty()) {
                    offer(offering.remove(), out);
                } else {
                    hand(handing.remove(), out);
                }
            }
        }
    }

    private boolean isHanding() {
        return !handing.isEmpty() || !offering.isEmpty();
    }

    private void hand(Offered wanted, Out out) {
        if (custody.has(wanted.element)) {
            custody.item(wanted.element)
                    .ifPresent(item -> send(wanted.node, new StoreMessage.Put(self.a(), request(), item), out));
        }
    }

    public Optional<Duration> nextWake() {
        var told = underWay.stream().map(Giving::dueAt).min(Duration::compareTo);
        var handed = isHanding() ? Optional.of(nextHanding) : Optional.<Duration>empty();
        return Stream.of(told, handed, Optional.of(review.nextLook()))
                .flatMap(Optional::stream)
                .min(Duration::compareTo);
    }

    private Placement placement(Out out) {
        return routing.placement(true, out.now());
    }

    private boolean send(long node, StoreMessage message, Out out) {
        var onward = routing.send(node, LinkFrame.of(LinkFrame.STORE, message.encode()), out.now());
        onward.ifPresent(it -> out.send(it.link(), it.frame()));
        return onward.isPresent();
    }

    private static int copies(Item item) {
        return item.isDrop() ? Placement.DROP_COPIES : Placement.COPIES;
    }

    private static <T> void keep(Set<T> set, T added, int most) {
        set.add(added);
        if (set.size() > most) {
            set.remove(set.iterator().next());
        }
    }
}
