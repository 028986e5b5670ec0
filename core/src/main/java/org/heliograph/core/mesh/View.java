package org.heliograph.core.mesh;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.heliograph.core.NodeId;
import org.heliograph.core.Now;
import org.heliograph.core.PeerFault;
import org.heliograph.core.Store;
import org.heliograph.core.Store.Table;
import org.heliograph.core.wire.NetAddress;

/// The nodes this node knows: of each the newest record that its own key signed, verified when it came in.
///
/// Every change is a write to the store; the caller commits before it tells anybody. What a record costs to refuse is
/// kept small: the signature is looked at last. An entry takes about a kilobyte of memory, the view at most ten
/// megabytes.
public final class View {
    /// Nodes known at most: what a node can hold, and a network larger than that does without.
    public static final int MAX_NODES = 10_000;

    /// Nodes of one /24 or /48 in an open network: many addresses cost more than many keys.
    private static final int MAX_IN_SUBNET = 10;

    /// How far ahead of ours another clock may be.
    private static final Duration CLOCKS_DIFFER = Duration.ofDays(1);

    /// A node renews its record every 12 h. One whose record ends this soon has missed that, or its clock is behind.
    private static final Duration OVERDUE = Duration.ofHours(72 - 13);

    private static final byte[] NO_GROUP = {};

    /// What became of a record that was offered.
    enum Verdict {
        /// The first record of its node: news for the neighbours, as the next two are.
        NEW,
        NEWER,
        /// Different from the one that is held, with the same sequence: the node contradicts itself, and is not used
        /// until it has issued a newer one.
        CONFLICTING,
        KNOWN,
        OLDER,
        /// Over, or from the future. That may be the fault of a clock, here or there.
        UNTIMELY,
        /// Its node changed it more often than it may: nobody's fault who passes it on.
        TOO_OFTEN,
        /// Too many nodes of its subnet are known.
        CROWDED,
        /// There is no room, and nobody has to go.
        FULL,
        /// It names this node and is not its newest record.
        OURS
    }

    private final Store store;
    private final Admission admission;
    private final NodeId own;
    private final int max;
    private final List<Known> nodes = new ArrayList<>();
    private final RecordSet records;
    private final Map<Long, Integer> subnets = new HashMap<>();
    private final TreeSet<NodeId> linked = new TreeSet<>();
    private final Remembered remembered;

    /// No entry is over before this uptime in milliseconds; some may be later than it says.
    private long soonestEnd = Long.MAX_VALUE;

    private long revision;
    private long echo;

    private View(Store store, Admission admission, NodeId own, int max) {
        this.store = store;
        this.admission = admission;
        this.own = own;
        this.max = max;
        this.records = new RecordSet(max);
        this.remembered = new Remembered(store);
    }

    /// Takes up what the store holds, without checking signatures again. Records that are over become remembered
    /// addresses.
    static View load(Store store, Admission admission, NodeId own, Now now) {
        return load(store, admission, own, MAX_NODES, now);
    }

    static View load(Store store, Admission admission, NodeId own, int max, Now now) {
        var view = new View(store, admission, own, max);
        store.scanAll(Table.RECORD, (key, row) -> {
            var id = NodeId.of(key);
            switch (row[0]) {
                case Known.ROW -> view.insert(Known.decode(row, now));
                case Remembered.ROW -> view.remembered.load(id, row);
                default -> throw Known.damaged();
            }
            return true;
        });
        view.expire(now);
        return view;
    }

    /// What nodes must show to be in this view.
    Admission admission() {
        return admission;
    }

    /// Judges a record that a neighbour gave and, if nothing speaks against it, keeps it.
    Verdict offer(NodeRecord.Unverified record, NodeId giver, Now now) throws PeerFault {
        if (record.id().equals(own)) {
            return judgeOwn(record);
        }
        var known = at(record.id());
        if (known.isPresent() && known.get().holds(record)) {
            return handleWitness(known.get(), giver, Verdict.KNOWN);
        }
        if (known.isPresent() && order(record, known.get().record()) < 0) {
            return Verdict.OLDER;
        }
        if (!isTimely(record, now)) {
            return Verdict.UNTIMELY;
        }
        if (isCrowded(record.addresses(), known)) {
            return Verdict.CROWDED;
        }
        return known.isPresent() ? judgeChange(record, known.get(), giver, now) : judgeNew(record, giver, now);
    }

    private Verdict judgeNew(NodeRecord.Unverified record, NodeId giver, Now now) throws PeerFault {
        var leaving = nodes.size() < max ? Optional.<Known>empty() : leaving(record.id(), now);
        if (nodes.size() >= max && leaving.isEmpty()) {
            return Verdict.FULL;
        }
        var verified = record.verify(admission);
        leaving.ifPresent(this::drop);
        var known = Known.of(verified, now);
        known.handleWitness(giver);
        add(known);
        return Verdict.NEW;
    }

    private Verdict judgeChange(NodeRecord.Unverified record, Known known, NodeId giver, Now now) throws PeerFault {
        if (!known.mayChange(now)) {
            return Verdict.TOO_OFTEN;
        }
        var verified = record.verify(admission);
        if (order(record, known.record()) > 0) {
            change(known, () -> known.handleRecord(verified, now));
            return handleWitness(known, giver, Verdict.NEWER);
        }
        var before = known.held();
        change(known, () -> known.handleRival(verified, now));
        return known.held().equals(before) ? Verdict.KNOWN : Verdict.CONFLICTING;
    }

    /// Only an earlier life of this node, or a copy of its home, can have signed it.
    private Verdict judgeOwn(NodeRecord.Unverified record) throws PeerFault {
        var current = at(own);
        if (current.isPresent() && current.get().holds(record)) {
            return Verdict.KNOWN;
        }
        boolean isPast = current.isPresent() && order(record, current.get().record()) < 0;
        if (!isPast && Long.compareUnsigned(record.sequence(), echo) > 0) {
            echo = record.verify(admission).sequence();
            revision++;
        }
        return Verdict.OURS;
    }

    /// Takes up this node's own record, in the place of the one before.
    void adopt(NodeRecord record, Now now) {
        var known = at(own);
        if (known.isPresent()) {
            change(known.get(), () -> known.get().handleRecord(record, now));
            return;
        }
        if (nodes.size() >= max) {
            leaving(own, now).ifPresent(this::drop);
        }
        add(Known.of(record, now));
    }

    /// The highest sequence in a record of this node that it did not issue in this life; 0 if there is none.
    long echo() {
        return echo;
    }

    /// The record of a node that may be relied on.
    public Optional<NodeRecord> find(NodeId id) {
        return at(id).filter(known -> !known.isDisputed()).map(Known::record);
    }

    /// The records that may be relied on, by node id.
    public List<NodeRecord> usable() {
        return nodes.stream()
                .filter(known -> !known.isDisputed())
                .map(Known::record)
                .toList();
    }

    /// Goes up whenever [#usable] or [#echo] may have changed.
    public long revision() {
        return revision;
    }

    /// What is held of a node: one record, two that contradict each other, or none.
    List<NodeRecord> held(NodeId id) {
        return at(id).map(Known::held).orElse(List.of());
    }

    /// All records held, as neighbours compare them.
    public RecordSet records() {
        return records;
    }

    /// Whether two neighbours told of it, or it was known for a day: else it may have been made up for us.
    public boolean isStable(NodeId id, Now now) {
        return at(id).filter(known -> known.isStable(now)).isPresent();
    }

    /// Whether there ever was a link to it.
    boolean wasLinked(NodeId id) {
        return at(id).filter(Known::wasLinked).isPresent();
    }

    /// Nodes known, this one among them once it has a record.
    public int size() {
        return nodes.size();
    }

    /// Where to look for the mesh when nobody of it can be reached: addresses of nodes whose records are over, the best
    /// first. Nothing says that anybody is there.
    public List<NetAddress> remembered() {
        return remembered.addresses();
    }

    /// There is a link to this node now: its record stays.
    void handleLinked(NodeId id) {
        linked.add(id);
        at(id).filter(Known::handleLinked).ifPresent(this::save);
    }

    void handleUnlinked(NodeId id) {
        linked.remove(id);
    }

    /// Lets go of every record that is over.
    void expire(Now now) {
        long uptime = now.uptime().toMillis();
        if (soonestEnd <= uptime) {
            nodes.stream()
                    .filter(known -> known.goneMillis() <= uptime)
                    .toList()
                    .forEach(this::drop);
            soonestEnd = nodes.stream().mapToLong(Known::goneMillis).min().orElse(Long.MAX_VALUE);
        }
    }

    /// No record is over before this uptime.
    Optional<Duration> nextEnd() {
        return soonestEnd == Long.MAX_VALUE ? Optional.empty() : Optional.of(Duration.ofMillis(soonestEnd));
    }

    private Optional<Known> at(NodeId id) {
        int at = rank(id);
        return at < nodes.size() && nodes.get(at).id().equals(id) ? Optional.of(nodes.get(at)) : Optional.empty();
    }

    private int rank(NodeId id) {
        return RecordSet.rank(nodes, it -> it.id().compareTo(id) < 0);
    }

    private static int order(NodeRecord.Unverified one, NodeRecord other) {
        return Long.compareUnsigned(one.sequence(), other.sequence());
    }

    private static boolean isTimely(NodeRecord.Unverified record, Now now) {
        return record.endSeconds() > now.wallSeconds()
                && record.issuedSeconds() <= now.wallSeconds() + CLOCKS_DIFFER.toSeconds();
    }

    /// Whether one of the addresses lies where enough other nodes are. In a closed network its key bounds who is in.
    private boolean isCrowded(List<NetAddress> addresses, Optional<Known> known) {
        var before = known.map(it -> subnets(it.held())).orElse(List.of());
        return admission.isOpen()
                && subnets(addresses.stream()).stream()
                        .anyMatch(
                                subnet -> !before.contains(subnet) && subnets.getOrDefault(subnet, 0) >= MAX_IN_SUBNET);
    }

    private static List<Long> subnets(List<NodeRecord> records) {
        return subnets(records.stream().flatMap(record -> record.addresses().stream()));
    }

    private static List<Long> subnets(Stream<NetAddress> addresses) {
        return addresses
                .filter(address -> !address.isLocal())
                .map(NetAddress::subnet)
                .distinct()
                .toList();
    }

    /// Who gives way to a newcomer in a full view: the node closest to its end, if it has missed a renewal and so is
    /// likely gone. Who was here first stays, or whoever makes up nodes would push the others out. Only for a neighbour
    /// there always is room, and neighbours never give way.
    private Optional<Known> leaving(NodeId newcomer, Now now) {
        boolean isUrgent = newcomer.equals(own) || linked.contains(newcomer);
        long overdue = now.uptime().plus(OVERDUE).toMillis();
        if (!isUrgent && soonestEnd >= overdue) {
            return Optional.empty();
        }
        return nodes.stream()
                .filter(known -> !known.id().equals(own) && !linked.contains(known.id()))
                .min(Comparator.comparingLong(Known::goneMillis))
                .filter(known -> isUrgent || known.goneMillis() < overdue);
    }

    private Verdict handleWitness(Known known, NodeId giver, Verdict verdict) {
        if (known.handleWitness(giver)) {
            save(known);
        }
        return verdict;
    }

    private void add(Known known) {
        if (linked.contains(known.id())) {
            known.handleLinked();
        }
        remembered.forget(known.id());
        insert(known);
        save(known);
    }

    private void change(Known known, Runnable change) {
        var before = known.held();
        uncount(known);
        change.run();
        var after = known.held();
        before.stream().filter(it -> !after.contains(it)).forEach(records::replace);
        after.stream().filter(it -> !before.contains(it)).forEach(records::add);
        count(known);
        save(known);
    }

    private void insert(Known known) {
        nodes.add(rank(known.id()), known);
        known.held().forEach(records::add);
        count(known);
    }

    private void drop(Known known) {
        nodes.remove(rank(known.id()));
        known.held().forEach(records::remove);
        uncount(known);
        revision++;
        if (known.id().equals(own) || !remembered.add(known)) { // else the row is that of its addresses now
            store.delete(Table.RECORD, known.id().toBytes());
        }
    }

    private void count(Known known) {
        if (admission.isOpen()) {
            subnets(known.held()).forEach(subnet -> subnets.merge(subnet, 1, Integer::sum));
        }
        soonestEnd = Math.min(soonestEnd, known.goneMillis());
        revision++;
    }

    private void uncount(Known known) {
        if (admission.isOpen()) {
            subnets(known.held())
                    .forEach(subnet -> subnets.computeIfPresent(subnet, (_, count) -> count > 1 ? count - 1 : null));
        }
    }

    private void save(Known known) {
        store.put(Table.RECORD, known.id().toBytes(), NO_GROUP, known.encode());
    }
}
