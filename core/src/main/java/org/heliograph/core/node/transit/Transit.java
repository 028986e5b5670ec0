package org.heliograph.core.node.transit;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.Function;
import java.util.stream.Stream;
import org.heliograph.core.LinkId;
import org.heliograph.core.NodeId;
import org.heliograph.core.Now;
import org.heliograph.core.PeerFault;
import org.heliograph.core.mesh.route.Cover;
import org.heliograph.core.mesh.route.Routing;
import org.heliograph.core.mesh.route.Routing.Path;
import org.heliograph.core.onion.Body;
import org.heliograph.core.onion.ReplyBlocks;
import org.heliograph.core.onion.Sphinx;
import org.heliograph.core.onion.Sphinx.Opened;
import org.heliograph.core.onion.Sphinx.Packet;
import org.heliograph.core.onion.Sphinx.ReplyBlock;
import org.heliograph.core.wire.ElementId;
import org.heliograph.core.wire.Item;
import org.heliograph.core.wire.LinkFrame;
import org.heliograph.core.wire.SlotId;
import org.heliograph.crypto.Entropy;

/// This node's part in the onion: it takes a layer off the packets of others, keeps them for their delay and sends them
/// on; makes packets of its own along paths; and reads the answers to its reply blocks.
public final class Transit implements AutoCloseable {
    /// Packets kept for their delay, 64 MiB: what a node can open in some seconds. More are dropped.
    static final int MAX_DELAYED = 16_384;

    /// Packets for which there is no way now: they wait for a link, and no longer than [#STRANDED_FOR].
    static final int MAX_STRANDED = 1_024;

    /// Own packets that wait for their turn under a constant rate.
    static final int MAX_WAITING = 1_024;

    private static final Duration STRANDED_FOR = Duration.ofSeconds(60);
    private static final Duration STRANDED_RETRY = Duration.ofSeconds(1);

    /// A path that has brought no receipt by then lost a packet...
    private static final Duration JUDGED_AFTER = Duration.ofSeconds(25);

    /// ...but over slow links it may still come.
    private static final Duration BLOCK_LIFE = Duration.ofMinutes(10);

    private static final Duration TIDIED_EVERY = Duration.ofMinutes(10);
    private static final LinkId MYSELF = new LinkId(0);

    /// What an answer to a reply block of this node is for.
    public sealed interface Purpose {
        /// Somebody says what became of this deposit.
        record Receipt(ElementId element) implements Purpose {}

        /// What a storer was asked for: what lies in this slot, or comes into it.
        record Lying(SlotId slot, NodeId storer) implements Purpose {}
    }

    /// A question with reply blocks for its answers.
    ///
    /// @param blocks how many
    /// @param life how long answers may take
    /// @param body made of the blocks
    public record Question(Purpose purpose, int blocks, Duration life, Function<List<ReplyBlock>, Body> body) {}

    /// What a packet that ends here holds.
    public sealed interface Found {
        /// Somebody asks this node for something. The packet came over `from`, which says nothing about who.
        record Request(LinkId from, Body body) implements Found {}

        /// An answer to a reply block of this node.
        record Answer(Purpose purpose, Body body) implements Found {}
    }

    private record Delayed(Duration at, long order, Packet packet) implements Comparable<Delayed> {
        @Override
        public int compareTo(Delayed other) {
            int byTime = at.compareTo(other.at);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    private record Stranded(Packet packet, Duration until) {}

    /// What an answer is for, and the way of the packet that asked for it, if that was to be answered soon.
    private record Asked(Purpose purpose, Optional<Trial> trial) {}

    /// A packet that should be heard of again.
    private static final class Trial {
        private final Path path;
        private final Duration until;
        private boolean over;

        private Trial(Path path, Duration until) {
            this.path = path;
            this.until = until;
        }
    }

    private final NodeId self;
    private final Entropy entropy;
    private final Routing routing;
    private final KeyRoom keys;
    private final ReplyBlocks<Asked> blocks;
    private final Cover cover;
    private final PriorityQueue<Delayed> delayed = new PriorityQueue<>();
    private final ArrayDeque<Stranded> stranded = new ArrayDeque<>();
    private final ArrayDeque<Packet> waiting = new ArrayDeque<>();
    private final ArrayDeque<Trial> trials = new ArrayDeque<>();
    private List<Routing.Hop> deposited = List.of();
    private Duration strandedRetry = Duration.ZERO;
    private Duration tidiedAt = Duration.ZERO;
    private long nextOrder;

    public Transit(Mesh.Ground ground, Routing routing, Cover.Traffic traffic, Now now) {
        this.self = ground.keys().id();
        this.entropy = ground.entropy();
        this.routing = routing;
        this.blocks = new ReplyBlocks<>(entropy);
        this.cover = new Cover(traffic, entropy, now);
        this.keys = new KeyRoom(ground.store(), entropy, now);
    }

    /// A clean stop: what was opened is saved. Nothing is opened after this.
    public void stop() {
        keys.stop();
    }

    /// The day of the first of [#publicKeys].
    public long firstEpoch() {
        return keys.firstEpoch();
    }

    /// What others make packets for this node with, 8 keys of successive days.
    public List<byte[]> publicKeys() {
        return keys.publicKeys();
    }

    /// Moves on to the day that it is; true if the keys are others now.
    public boolean renewKeys(Now now) {
        boolean changed = keys.renew(now);
        if (tidiedAt.plus(TIDIED_EVERY).compareTo(now.uptime()) <= 0) {
            tidiedAt = now.uptime();
            blocks.expire(now);
        }
        return changed;
    }

    // ---- packets of others

    /// Takes a layer off a packet that came over `from`. The array is taken over.
    ///
    /// A fault is nobody's in particular: the neighbour only passed it on.
    public Optional<Found> handle(LinkId from, LinkFrame frame, Now now) throws PeerFault {
        return open(from, frame.keyEpoch(), frame.packet(), now);
    }

    private Optional<Found> open(LinkId from, int keyEpoch, byte[] packet, Now now) throws PeerFault {
        return switch (keys.open(packet, keyEpoch)) {
            case Opened.Forward(var next, var delay) -> {
                if (next.to().equals(self)) {
                    throw new PeerFault(PeerFault.Kind.MALFORMED, "a packet that goes in circles");
                }
                delay(next, delay, now);
                yield Optional.empty();
            }
            case Opened.Final(var bytes) -> request(from, Body.decode(bytes), now);
            case Opened.Reply reply -> Optional.of(answer(reply, now));
        };
    }

    private Optional<Found> request(LinkId from, Body body, Now now) {
        if (!(body instanceof Body.Loop(var id))) {
            return Optional.of(new Found.Request(from, body));
        }
        cover.handleBack(id.toBytes()).ifPresent(path -> routing.handleResult(path, true, now));
        return Optional.empty();
    }

    private Found answer(Opened.Reply reply, Now now) throws PeerFault {
        var answer = blocks.open(reply, now);
        answer.purpose().trial.filter(trial -> !trial.over).ifPresent(trial -> {
            trial.over = true;
            routing.handleResult(trial.path, true, now);
        });
        return new Found.Answer(answer.purpose().purpose(), Body.decode(answer.body()));
    }

    private void delay(Packet packet, Duration delay, Now now) {
        if (delayed.size() < MAX_DELAYED) {
            delayed.add(new Delayed(now.uptime().plus(delay), nextOrder++, packet));
        }
    }

    // ---- packets of this node

    /// Sends a request along guard, mix and a random exit. The way it takes, or why there is none.
    public Routing.Route send(Body body, Out out) {
        var route = routing.forward(List.of(), keys.day(), out.now());
        if (route instanceof Path path) {
            originate(path, body, out);
        }
        return route;
    }

    /// Deposits an item at a random exit; one for the second position of a slot along other nodes than the last. Its
    /// receipt will be for a [Purpose.Receipt] of its name.
    public Routing.Route deposit(Item item, Out out) {
        var now = out.now();
        var route = routing.forward(item.v() == 0 ? List.of() : deposited, keys.day(), now);
        if (route instanceof Path path) {
            deposited = path.hops();
            var trial = new Trial(path, now.uptime().plus(JUDGED_AFTER));
            var purpose = new Purpose.Receipt(item.element());
            var block = block(new Asked(purpose, Optional.of(trial)), BLOCK_LIFE, now);
            if (block.isPresent()) {
                trials.add(trial);
                originate(path, new Body.Deposit(item, block.get()), out);
            }
        }
        return route;
    }

    /// Asks a node along guard and mix. The way the question takes, or why there is none.
    public Routing.Route ask(NodeId node, Question question, Out out) {
        var route = routing.forwardTo(node, keys.day(), out.now());
        if (route instanceof Path path) {
            var answers = new ArrayList<ReplyBlock>();
            for (int i = 0; i < question.blocks; i++) {
                block(new Asked(question.purpose, Optional.empty()), question.life, out.now())
                        .ifPresent(answers::add);
            }
            if (answers.size() == question.blocks) {
                originate(path, question.body.apply(answers), out);
            }
        }
        return route;
    }

    /// The day whose mix keys are in use: what was asked on another is asked again.
    public long day() {
        return keys.day();
    }

    private Optional<ReplyBlock> block(Asked asked, Duration life, Now now) {
        if (!(routing.reply(keys.day(), now) instanceof Path path)) {
            return Optional.empty();
        }
        try {
            return Optional.of(blocks.make(toMyself(path), asked, life, now));
        } catch (PeerFault aBadRecord) {
            return Optional.empty();
        }
    }

    /// Answers by somebody's reply block; false when it is of no use any more.
    public boolean answer(ReplyBlock block, byte[] body, Out out) {
        var packet = block.use(body, keys.day());
        packet.ifPresent(ready -> dispatch(ready, out));
        return packet.isPresent();
    }

    private void originate(Path path, Body body, Out out) {
        Packet packet;
        try {
            packet = Sphinx.wrap(hops(path), body.encode(), entropy);
        } catch (PeerFault aBadRecord) {
            return; // whoever wanted it sent tries again by another path
        }
        if (!cover.isClocked()) {
            dispatch(packet, out);
        } else if (waiting.size() < MAX_WAITING) {
            waiting.add(packet);
        }
    }

    private List<Sphinx.Hop> hops(Path path) {
        var hops = new ArrayList<Sphinx.Hop>();
        for (var hop : path.hops()) {
            hops.add(new Sphinx.Hop(hop.node(), hop.mixKey(), path.epoch(), Sphinx.drawDelay(entropy)));
        }
        return hops;
    }

    private List<Sphinx.Hop> toMyself(Path path) {
        var hops = hops(path);
        hops.add(new Sphinx.Hop(self, keys.publicKey(path.epoch()), path.epoch(), Duration.ZERO));
        return hops;
    }

    private void dispatch(Packet packet, Out out) {
        if (packet.to().equals(self)) {
            delay(packet, Duration.ZERO, out.now()); // opened again by the next [#due]
        } else if (!send(packet, out) && stranded.size() < MAX_STRANDED) {
            stranded.add(new Stranded(packet, out.now().uptime().plus(STRANDED_FOR)));
        }
    }

    private boolean send(Packet packet, Out out) {
        var frame = new LinkFrame(LinkFrame.SPHINX, packet.keyEpoch(), 0, 0, packet.bytes());
        var onward = routing.send(packet.to(), frame, out.now());
        onward.ifPresent(it -> out.send(it.link(), it.frame()));
        return onward.isPresent();
    }

    // ---- time

    /// Does what is due; what this node sent to itself is found.
    public List<Found> due(Out out) {
        var found = new ArrayList<Found>();
        while (!delayed.isEmpty() && delayed.peek().at.compareTo(out.now().uptime()) <= 0) {
            var packet = delayed.remove().packet;
            if (packet.to().equals(self)) {
                openOwn(packet, out.now())
                        .filter(it -> it instanceof Found.Answer) // nobody asks himself: a path is made of others
                        .ifPresent(found::add);
            } else {
                dispatch(packet, out);
            }
        }
        retryStranded(out);
        takeTurn(out);
        judgeLost(out.now());
        return found;
    }

    private Optional<Found> openOwn(Packet packet, Now now) {
        try {
            return open(MYSELF, packet.keyEpoch(), packet.bytes(), now);
        } catch (PeerFault nobodys) {
            return Optional.empty();
        }
    }

    private void retryStranded(Out out) {
        var now = out.now().uptime();
        if (stranded.isEmpty() || strandedRetry.compareTo(now) > 0) {
            return;
        }
        strandedRetry = now.plus(STRANDED_RETRY);
        stranded.removeIf(each -> each.until.compareTo(now) <= 0 || send(each.packet, out));
    }

    private void takeTurn(Out out) {
        var turn = cover.due(!waiting.isEmpty(), out.now());
        if (turn.isPresent()) {
            switch (turn.get()) {
                case RELEASE -> dispatch(waiting.remove(), out);
                case LOOP -> loop(out);
            }
        }
    }

    private void loop(Out out) {
        if (!(routing.loop(keys.day(), out.now()) instanceof Path path)) {
            return;
        }
        var id = Sphinx.Token.of(cover.send(path, out.now()));
        try {
            dispatch(Sphinx.wrap(toMyself(path), new Body.Loop(id).encode(), entropy), out);
        } catch (PeerFault aBadRecord) {
            return; // the loop counts as lost, as it should
        }
    }

    private void judgeLost(Now now) {
        cover.lost(now).forEach(path -> routing.handleResult(path, false, now));
        while (!trials.isEmpty() && trials.peek().until.compareTo(now.uptime()) <= 0) {
            var trial = trials.remove();
            if (!trial.over) {
                trial.over = true;
                routing.handleResult(trial.path, false, now);
            }
        }
    }

    /// When [#due] has something to do.
    public Optional<Duration> nextWake() {
        var release = Optional.ofNullable(delayed.peek()).map(Delayed::at);
        var retry = stranded.isEmpty() ? Optional.<Duration>empty() : Optional.of(strandedRetry);
        var verdict = Optional.ofNullable(trials.peek()).map(trial -> trial.until);
        return Stream.of(release, retry, verdict, cover.nextWake())
                .flatMap(Optional::stream)
                .min(Duration::compareTo);
    }

    @Override
    public void close() {
        keys.close();
        blocks.close();
    }
}
