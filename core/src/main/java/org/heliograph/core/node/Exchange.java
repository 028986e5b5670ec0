package org.heliograph.core.node;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.heliograph.core.LinkId;
import org.heliograph.core.PeerFault;
import org.heliograph.core.mailbox.Custody;
import org.heliograph.core.mailbox.Giver;
import org.heliograph.core.mailbox.Reconciliation;
import org.heliograph.core.mailbox.Verdict;
import org.heliograph.core.mesh.Neighbours;
import org.heliograph.core.mesh.Neighbours.Neighbour;
import org.heliograph.core.wire.Deletion;
import org.heliograph.core.wire.ElementId;
import org.heliograph.core.wire.Item;
import org.heliograph.core.wire.LinkFrame;
import org.heliograph.core.wire.Recon;
import org.heliograph.core.wire.Status;
import org.heliograph.core.wire.StoreMessage;
import org.heliograph.crypto.Secret;

/// Every node carries every box: items go on to all links at once, and what a link missed is found by comparing sets.
final class Exchange {
    /// How often two linked nodes compare what they hold.
    private static final Duration COMPARE_EVERY = Duration.ofMinutes(10);

    /// Own items on their way to a neighbour whose answer is still awaited; older ones stay with the regular retries.
    private static final int MAX_REQUESTS = 8_192;

    private static final int COPIES_UNKNOWN = 1;

    private final Custody custody;
    private final Neighbours neighbours;
    private final Map<Long, ElementId> requests = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, ElementId> eldest) {
            return size() > MAX_REQUESTS;
        }
    };
    private long nextRequest = 1;
    private Duration nextComparison = Duration.ZERO;

    Exchange(Custody custody, Neighbours neighbours) {
        this.custody = custody;
        this.neighbours = neighbours;
    }

    /// Compares everything held with a neighbour. The side that dialled begins, so that it happens once.
    void compare(Neighbour neighbour, Step step) {
        if (neighbour.dialler()) {
            try (var key = Secret.taking(neighbour.hash())) {
                send(
                        neighbour.link(),
                        LinkFrame.RECON,
                        Reconciliation.start(custody, key).encode(),
                        step);
            }
        }
    }

    /// Compares with everyone again when it is time.
    void compareAll(Step step) {
        if (nextComparison.compareTo(step.now().uptime()) <= 0) {
            nextComparison = step.now().uptime().plus(COMPARE_EVERY);
            neighbours.all().forEach(neighbour -> compare(neighbour, step));
        }
    }

    Duration nextComparison() {
        return nextComparison;
    }

    /// Takes an item of this node's own, and gives it to every neighbour.
    Verdict give(Item item, Step step) {
        var verdict = custody.offer(item, new Giver.Own(), step.now());
        if (verdict instanceof Verdict.Stored || verdict instanceof Verdict.HadIt) {
            neighbours.all().forEach(neighbour -> put(neighbour.link(), item, step));
        }
        return verdict;
    }

    /// An item as it is held here.
    Optional<Item> held(ElementId element) {
        return custody.item(element);
    }

    /// Judges an item that a neighbour gave; says whether it is news to be looked at.
    boolean handlePut(Neighbour from, StoreMessage.Put put, boolean mine, Step step) {
        var giver = mine ? new Giver.Mine() : new Giver.Neighbour(from.node());
        var verdict = custody.offer(put.item(), giver, step.now());
        if (verdict instanceof Verdict.Deleted deleted) {
            sendDeletion(from.link(), deleted.deletion(), step);
        }
        int bits = verdict instanceof Verdict.StampTooSmall wanted ? wanted.bits() : 0;
        var result = new StoreMessage.Result(0, put.request(), verdict.status(), COPIES_UNKNOWN, bits);
        send(from.link(), LinkFrame.STORE, result.encode(), step);
        if (!(verdict instanceof Verdict.Stored)) {
            return false;
        }
        for (var neighbour : neighbours.all()) {
            if (!neighbour.link().equals(from.link())) {
                put(neighbour.link(), put.item(), step);
            }
        }
        return true;
    }

    /// The item that a neighbour says it holds now, if this node asked it to.
    Optional<ElementId> handleResult(StoreMessage.Result result) {
        var element = Optional.ofNullable(requests.remove(result.request()));
        boolean holds = result.status() == Status.STORED || result.status() == Status.HAD_IT;
        return holds ? element : Optional.empty();
    }

    /// Forgets an item on the order of its slot's key, and passes the order on if it is news.
    void handleDeletion(Neighbour from, Deletion deletion, Step step) throws PeerFault {
        if (custody.delete(deletion, step.now())) {
            for (var neighbour : neighbours.all()) {
                if (!neighbour.link().equals(from.link())) {
                    sendDeletion(neighbour.link(), deletion, step);
                }
            }
        }
    }

    /// Forgets an item on an order signed here.
    void withdraw(Deletion deletion, Step step) {
        try {
            if (custody.delete(deletion, step.now())) {
                neighbours.all().forEach(neighbour -> sendDeletion(neighbour.link(), deletion, step));
            }
        } catch (PeerFault impossible) {
            throw new IllegalStateException("an order signed here does not verify", impossible);
        }
    }

    void handleComparison(Neighbour from, Recon message, Step step) {
        if (message.set() != custody.set()) {
            return; // a set of a later version
        }
        Reconciliation.Outcome outcome;
        try (var key = Secret.taking(from.hash())) {
            outcome = Reconciliation.handle(message, custody, key);
        }
        for (var answer : outcome.answers()) {
            send(from.link(), LinkFrame.RECON, answer.encode(), step);
        }
        for (var element : outcome.handOver()) {
            custody.item(element).ifPresent(item -> put(from.link(), item, step));
        }
        for (var element : outcome.deleted()) {
            custody.deletion(element).ifPresent(order -> sendDeletion(from.link(), order, step));
        }
    }

    private void put(LinkId link, Item item, Step step) {
        long request = nextRequest++ & 0xffff_ffffL;
        requests.put(request, item.element());
        send(link, LinkFrame.STORE, new StoreMessage.Put(0, request, item).encode(), step);
    }

    private void sendDeletion(LinkId link, Deletion deletion, Step step) {
        send(link, LinkFrame.STORE, new StoreMessage.Delete(0, 0, deletion).encode(), step);
    }

    private static void send(LinkId link, int type, byte[] packet, Step step) {
        step.emit(new Effect.SendFrame(link, LinkFrame.of(type, packet).encode()));
    }
}
