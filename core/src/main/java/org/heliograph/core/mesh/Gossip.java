package org.heliograph.core.mesh;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.heliograph.core.LinkId;
import org.heliograph.core.NodeId;
import org.heliograph.core.Now;
import org.heliograph.core.PeerFault;
import org.heliograph.core.Store;
import org.heliograph.core.wire.ElementId;
import org.heliograph.core.wire.GossipMessage;
import org.heliograph.core.wire.NetAddress;
import org.heliograph.crypto.Entropy;

/// What neighbours tell each other of nodes: this node's own record, and all that is new to it.
///
/// In a small network news goes to every other link at once. In a large one it is a *rumour*: every half minute two
/// neighbours chosen at random are told, and when that was needless [#NEEDLESS] times the rumour ends, for then most
/// know it (Demers et al., Epidemic algorithms for replicated database maintenance, 1987: feedback and counter). What
/// rumours missed, comparing sets finds, when a link comes up and every ten minutes.
///
/// Nothing here is remembered but through the [View], which writes it down: the caller commits, then runs the errands.
public final class Gossip {
    /// Up to so many nodes news is told to all neighbours at once.
    static final int SMALL_NETWORK = 256;

    /// How long news waits for more to share a frame with; a neighbour that tells it meanwhile need not be told.
    static final Duration PUSH_AFTER = Duration.ofMillis(500);

    /// A gossip round.
    static final Duration ROUND = Duration.ofSeconds(30);

    static final int TOLD_PER_ROUND = 2;

    /// Needless tellings that end a rumour. With three, one node in a thousand is missed; with two, six are.
    static final int NEEDLESS = 3;

    static final Duration COMPARE_EVERY = Duration.ofMinutes(10);

    /// 32 KiB a second to one neighbour, as frames.
    private static final Pace TELLING = new Pace(8, Duration.ofMillis(125));

    /// What a neighbour may tell: twice that, and what piled up while the link stood still. More is not read.
    private static final Pace HEARING = new Pace(64, Duration.ofMillis(62));

    /// News waiting for one link; what falls out, comparing finds.
    private static final int MAX_NEWS = 512;

    /// Records waiting to be handed over to all neighbours that asked: four of them may lack everything.
    private static final int MAX_ASKED = 4 * View.MAX_NODES;

    /// Rumours at a time; the oldest ends first.
    private static final int MAX_RUMOURS = 4_096;

    private static final LinkId NOBODY = new LinkId(-1);

    /// What this node says of itself beside its addresses and links.
    ///
    /// @param firstEpoch the epoch of the first mix key, as a rule the current one
    /// @param mixKeys 8 public keys X25519, one per epoch
    /// @param vias neighbours that forward to this node, at most 3
    /// @param capabilities what it does for others ([NodeRecord#STORES] and so on); whether it can be dialled is found
    ///     out
    public record Profile(long firstEpoch, List<byte[]> mixKeys, List<NodeId> vias, int capabilities) {
        public Profile {
            mixKeys = List.copyOf(mixKeys);
            vias = List.copyOf(vias);
            if (mixKeys.size() != NodeRecord.MIX_KEYS || vias.size() > NodeRecord.VIAS) {
                throw new IllegalArgumentException(mixKeys.size() + " mix keys and " + vias.size() + " vias");
            }
        }
    }

    /// What is to be done once the store has committed.
    public sealed interface Errand {
        /// Send this in a GOSSIP frame.
        record Push(LinkId link, GossipMessage message) implements Errand {}

        /// Begin to compare the record sets over this link.
        record Compare(LinkId link) implements Errand {}
    }

    /// One live link and what waits for it.
    private static final class Line {
        final LinkId link;
        final NodeId peer;
        final boolean dialler;
        final LinkedHashSet<NodeId> news = new LinkedHashSet<>();
        final LinkedHashSet<NodeId> asked = new LinkedHashSet<>();
        Duration newsAt = Duration.ZERO;
        long toldRepaidAt;
        long heardRepaidAt;

        Line(LinkId link, NodeId peer, boolean dialler) {
            this.link = link;
            this.peer = peer;
            this.dialler = dialler;
        }

        /// When the next frame may go.
        Optional<Duration> nextFrame() {
            if (news.isEmpty() && asked.isEmpty()) {
                return Optional.empty();
            }
            var free = Duration.ofMillis(Math.max(0, TELLING.readyAt(toldRepaidAt, 1)));
            return Optional.of(asked.isEmpty() && newsAt.compareTo(free) > 0 ? newsAt : free);
        }
    }

    /// News of one node in a large network: the links it may still be told on, and how often that was needless.
    private static final class Rumour {
        final TreeSet<Long> untold;
        int needless;

        Rumour(TreeSet<Long> untold) {
            this.untold = untold;
        }

        boolean isOver() {
            return untold.isEmpty() || needless >= NEEDLESS;
        }
    }

    private final View view;
    private final Announcer announcer;
    private final OwnAddresses addresses = new OwnAddresses();
    private final NetworkTag network;
    private final NodeId own;
    private final Entropy entropy;
    private final TreeMap<Long, Line> lines = new TreeMap<>();
    private final Map<NodeId, Rumour> rumours = new LinkedHashMap<>();
    private final List<LinkId> uncompared = new ArrayList<>();
    private Duration nextRound = Duration.ZERO;
    private Duration nextComparison;

    private Gossip(View view, Announcer announcer, NodeId own, NetworkTag network, Entropy entropy) {
        this.view = view;
        this.announcer = announcer;
        this.network = network;
        this.own = own;
        this.entropy = entropy;
        this.nextComparison = COMPARE_EVERY;
    }

    /// Goes on from what the store holds. `keys` stay the caller's.
    public static Gossip load(Store store, Network network, NodeKeys keys, Entropy entropy, Now now) {
        var admission = network.admission();
        var view = View.load(store, admission, keys.id(), now);
        var announcer = Announcer.load(store, keys, view, entropy, now);
        return new Gossip(view, announcer, keys.id(), admission.network(), entropy);
    }

    public View view() {
        return view;
    }

    /// From now on this is true of this node; nothing is issued before the first time.
    public void describe(Profile what) {
        announcer.describe(what);
    }

    /// What this node listens on.
    ///
    /// @param specific each address of one interface; none if it listens on all of this machine's
    /// @param port 0 when it does not listen
    public void listen(List<NetAddress> specific, int port) {
        addresses.listen(specific, port);
    }

    /// A link is ready for frames.
    ///
    /// @param from where the connection came from, if the peer dialled and that is known
    public void handleUp(LinkId link, NodeId peer, boolean dialler, Optional<NetAddress> from) {
        lines.put(link.value(), new Line(link, peer, dialler));
        view.handleLinked(peer);
        announcer.handleLinked(peer);
        if (dialler) {
            uncompared.add(link);
        } else {
            from.ifPresent(address -> addresses.handleInbound(link, address));
        }
    }

    public void handleDown(LinkId link, Now now) {
        var gone = lines.remove(link.value());
        if (gone == null) {
            return;
        }
        uncompared.remove(link);
        addresses.handleDown(link, now);
        rumours.values().forEach(rumour -> rumour.untold.remove(link.value()));
        rumours.values().removeIf(Rumour::isOver);
        if (lines.values().stream().noneMatch(line -> line.peer.equals(gone.peer))) {
            view.handleUnlinked(gone.peer);
            announcer.handleUnlinked(gone.peer);
        }
    }

    /// Reads what a neighbour tells. One record that breaks the rules keeps no other from being read.
    public void handle(LinkId from, GossipMessage message, Now now) throws PeerFault {
        var line = lines.get(from.value());
        if (line == null || !HEARING.allows(line.heardRepaidAt, now.uptime())) {
            return;
        }
        line.heardRepaidAt = HEARING.spend(line.heardRepaidAt, now.uptime());
        Optional<PeerFault> fault = Optional.empty();
        for (var record : message.records()) {
            try {
                hear(line, NodeRecord.read(record, network), now);
            } catch (PeerFault refused) {
                fault = Optional.of(refused);
            }
        }
        if (fault.isPresent()) {
            throw fault.get();
        }
    }

    private void hear(Line line, NodeRecord.Unverified record, Now now) throws PeerFault {
        switch (view.offer(record, line.peer, now)) {
            case NEW, NEWER, CONFLICTING -> spread(record.id(), line.link, now);
            case KNOWN -> markTold(line, record.id());
            case OLDER, UNTIMELY, TOO_OFTEN, CROWDED, FULL, OURS -> {}
        }
    }

    /// A neighbour says where it sees this node.
    public void handleSeen(LinkId link, NetAddress address) {
        var line = lines.get(link.value());
        if (line != null) {
            addresses.handleSeen(link, line.peer, address, !line.dialler);
        }
    }

    /// A neighbour has these records: it need not be told of them.
    public void handleListing(LinkId from, List<ElementId> elements) {
        var line = lines.get(from.value());
        if (line != null) {
            elements.forEach(element -> view.records().find(element).ifPresent(record -> markTold(line, record.id())));
        }
    }

    /// A neighbour lacks these records, or asked for them. They are handed over as fast as the link may be used for it.
    public void handOver(LinkId to, List<ElementId> elements) {
        var line = lines.get(to.value());
        if (line == null) {
            return;
        }
        int room = MAX_ASKED
                - lines.values().stream().mapToInt(it -> it.asked.size()).sum();
        elements.stream()
                .flatMap(element -> view.records().find(element).stream())
                .limit(room)
                .forEach(record -> line.asked.add(record.id()));
    }

    /// What is to be done now, in this order.
    public List<Errand> due(Now now) {
        view.expire(now);
        announcer.due(addresses, now).ifPresent(record -> {
            view.adopt(record, now);
            spread(own, NOBODY, now);
        });
        var errands = new ArrayList<Errand>();
        compare(now, errands);
        if (nextRound.compareTo(now.uptime()) <= 0 && !rumours.isEmpty()) {
            nextRound = now.uptime().plus(ROUND);
            tellRumours(now);
        }
        lines.values().forEach(line -> push(line, now, errands));
        return errands;
    }

    /// When [#due] is to be called next, if nothing happens before.
    public Optional<Duration> nextWake() {
        var ofLines = lines.values().stream().flatMap(line -> line.nextFrame().stream());
        var ofLinked = lines.isEmpty() ? Stream.<Duration>empty() : Stream.of(nextComparison);
        var ofRumours = rumours.isEmpty() ? Stream.<Duration>empty() : Stream.of(nextRound);
        var ofOthers = Stream.concat(announcer.nextWake().stream(), view.nextEnd().stream());
        return Stream.of(ofLines, ofLinked, ofRumours, ofOthers)
                .flatMap(it -> it)
                .min(Duration::compareTo);
    }

    private void compare(Now now, List<Errand> errands) {
        uncompared.forEach(link -> errands.add(new Errand.Compare(link)));
        uncompared.clear();
        if (nextComparison.compareTo(now.uptime()) <= 0) {
            nextComparison = now.uptime().plus(COMPARE_EVERY);
            picked(1).forEach(line -> errands.add(new Errand.Compare(line.link)));
        }
    }

    /// There is news of a node, which came over `from`.
    private void spread(NodeId node, LinkId from, Now now) {
        var others =
                lines.values().stream().filter(line -> !line.link.equals(from)).toList();
        if (view.size() <= SMALL_NETWORK) {
            others.forEach(line -> tell(line, node, now.uptime().plus(PUSH_AFTER)));
            return;
        }
        if (rumours.isEmpty() && nextRound.compareTo(now.uptime()) <= 0) {
            nextRound = now.uptime().plus(ROUND.multipliedBy(random(256)).dividedBy(256)); // nobody's rounds coincide
        }
        var untold = new TreeSet<Long>();
        others.forEach(line -> untold.add(line.link.value()));
        rumours.remove(node);
        if (!untold.isEmpty()) {
            rumours.put(node, new Rumour(untold));
        }
        if (rumours.size() > MAX_RUMOURS) {
            rumours.remove(rumours.keySet().iterator().next());
        }
    }

    private void tellRumours(Now now) {
        for (var line : picked(TOLD_PER_ROUND)) {
            rumours.forEach((node, rumour) -> {
                if (rumour.untold.remove(line.link.value())) {
                    tell(line, node, now.uptime());
                } else {
                    rumour.needless++;
                }
            });
            rumours.values().removeIf(Rumour::isOver);
        }
    }

    private static void tell(Line line, NodeId node, Duration at) {
        if (line.news.isEmpty()) {
            line.newsAt = at;
        }
        line.news.add(node);
        if (line.news.size() > MAX_NEWS) {
            line.news.removeFirst();
        }
    }

    private void markTold(Line line, NodeId node) {
        line.news.remove(node);
        var rumour = rumours.get(node);
        if (rumour != null) {
            rumour.untold.remove(line.link.value());
        }
    }

    private void push(Line line, Now now, List<Errand> errands) {
        while (line.nextFrame().filter(at -> at.compareTo(now.uptime()) <= 0).isPresent()) {
            var records = new ArrayList<byte[]>();
            if (line.newsAt.compareTo(now.uptime()) <= 0) {
                take(line.news, records);
            }
            take(line.asked, records);
            if (!records.isEmpty()) {
                errands.add(new Errand.Push(line.link, new GossipMessage(records)));
                line.toldRepaidAt = TELLING.spend(line.toldRepaidAt, now.uptime());
            }
        }
    }

    /// Moves as many as one frame has room for.
    private void take(LinkedHashSet<NodeId> nodes, List<byte[]> records) {
        while (!nodes.isEmpty()) {
            var held = view.held(nodes.getFirst());
            if (records.size() + held.size() > GossipMessage.MAX_RECORDS) {
                return;
            }
            nodes.removeFirst();
            held.forEach(record -> records.add(record.bytes()));
        }
    }

    /// So many links, chosen at random.
    private List<Line> picked(int count) {
        var left = new ArrayList<>(lines.values());
        var picked = new ArrayList<Line>();
        while (picked.size() < count && !left.isEmpty()) {
            picked.add(left.remove(random(left.size())));
        }
        return picked;
    }

    private int random(int bound) {
        return Math.floorMod(ByteBuffer.wrap(entropy.bytes(4)).getInt(), bound);
    }
}
