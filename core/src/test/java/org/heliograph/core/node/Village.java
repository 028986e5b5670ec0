package org.heliograph.core.node;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.heliograph.core.LinkId;
import org.heliograph.core.MemoryStore;
import org.heliograph.core.MessageId;
import org.heliograph.core.MessageState;
import org.heliograph.core.NodeId;
import org.heliograph.core.Now;
import org.heliograph.core.PeerFault;
import org.heliograph.core.identity.ContactCard;
import org.heliograph.core.mailbox.Stamp;
import org.heliograph.core.mesh.Network;
import org.heliograph.core.mesh.route.Cover;
import org.heliograph.core.wire.LinkFrame;
import org.heliograph.crypto.Entropy;
import org.heliograph.crypto.Sha256;
import org.heliograph.crypto.Suite;

/// A few nodes whose links carry frames at once and in order, and a clock that is set by hand.
final class Village {
    private static final Input.Origin DIALLED = new Input.Origin(true, "", Optional.empty());
    private static final Input.Origin ACCEPTED = new Input.Origin(false, "", Optional.empty());
    private static final Settings SETTINGS =
            new Settings(0, 1L << 30, 256L << 20, Optional.empty(), new Cover.Traffic.Off());
    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

    private final Map<String, House> houses = new LinkedHashMap<>();
    private final Map<Long, Stranger> strangers = new LinkedHashMap<>();
    private Duration uptime = Duration.ZERO;
    private long nextLink = 1;
    private long seeds;

    /// How houses are settled from now on.
    Settings custom = SETTINGS;

    /// The frames that do not arrive.
    Predicate<byte[]> losing = frame -> false;

    /// One node, its store, and what it told its owner.
    final class House {
        final String name;
        MemoryStore store = new MemoryStore();
        final List<MessageView> arrived = new ArrayList<>();
        final Map<MessageId, MessageState> states = new LinkedHashMap<>();
        private final Map<Long, Wire> wires = new LinkedHashMap<>();
        final ArrayDeque<Input> inbox = new ArrayDeque<>();
        Optional<Node> node = Optional.empty();
        private Optional<List<LinkFrame>> watched = Optional.empty();
        private Optional<Reply> lastReply = Optional.empty();
        Settings settings = custom;

        House(String name) {
            this.name = name;
        }

        Reply ask(Command command) {
            give(new Input.Asked(1, command));
            return lastReply.orElseThrow();
        }

        /// What was answered last: some questions take until the village has [Village#run].
        Reply reply() {
            return lastReply.orElseThrow();
        }

        void give(Input input) {
            node.orElseThrow().handle(input, now());
            settle();
        }

        /// What it sends from now on.
        List<LinkFrame> watch() {
            watched = Optional.of(new ArrayList<>());
            return watched.get();
        }

        void settle() {
            var effects = node.orElseThrow().settle(now());
            store.commit();
            effects.forEach(effect -> run(this, effect));
        }
    }

    record Wire(House other, long otherLink) {}

    /// Somebody at the other end of a link who says what they like.
    final class Stranger {
        final List<LinkFrame> heard = new ArrayList<>();
        private final House house;
        private final LinkId link;

        private Stranger(House house, LinkId link) {
            this.house = house;
            this.link = link;
        }

        void says(int type, byte[] packet) {
            says(LinkFrame.of(type, packet));
        }

        void says(LinkFrame frame) {
            house.inbox.add(new Input.FrameArrived(link, frame.encode()));
            run();
        }

        boolean isLinked() {
            return strangers.containsKey(link.value());
        }
    }

    /// A link that a stranger dialled.
    Stranger stranger(House house) {
        var link = new LinkId(nextLink++);
        var stranger = new Stranger(house, link);
        strangers.put(link.value(), stranger);
        byte[] name = Sha256.hash(new byte[] {(byte) link.value()});
        house.inbox.add(new Input.LinkUp(link, NodeId.of(name), name, ACCEPTED));
        run();
        return stranger;
    }

    House settle(String name) {
        return settle(name, Suite.X25519_MLKEM768);
    }

    House settle(String name, Suite suite) {
        var house = new House(name);
        houses.put(name, house);
        wake(house);
        house.ask(new Command.Init(name, suite, Network.closed(new byte[Network.KEY_BYTES])));
        return house;
    }

    void wake(House house) {
        house.node = Optional.of(Node.open(house.store, entropy(), house.settings, now()));
        house.settle();
    }

    /// Ends the node; what it had not committed is gone.
    void crash(House house) {
        List.copyOf(house.wires.keySet()).forEach(link -> unlink(house, link));
        house.node.orElseThrow().close();
        house.node = Optional.empty();
        house.store.rollback();
        house.inbox.clear();
    }

    /// Ends the node and starts it on an earlier copy of its store.
    void putBack(House house, MemoryStore copy) {
        crash(house);
        house.store = copy;
        wake(house);
    }

    void introduce(House one, House two) {
        one.ask(new Command.AddContact(card(two), two.name));
        two.ask(new Command.AddContact(card(one), one.name));
    }

    static ContactCard card(House house) {
        var text = ((Reply.CardView) house.ask(new Command.Card(false))).card();
        return ((ContactCard.Reading.Sound) ContactCard.parse(text)).card();
    }

    /// Connects two nodes; `one` is the dialer.
    void link(House one, House two) {
        long first = nextLink++;
        long second = nextLink++;
        one.wires.put(first, new Wire(two, second));
        two.wires.put(second, new Wire(one, first));
        byte[] hash = Sha256.hash(new byte[] {(byte) first, (byte) second});
        var ofOne = one.node.orElseThrow().nodeKeys().orElseThrow().id();
        var ofTwo = two.node.orElseThrow().nodeKeys().orElseThrow().id();
        one.inbox.add(new Input.LinkUp(new LinkId(first), ofTwo, hash, DIALLED));
        two.inbox.add(new Input.LinkUp(new LinkId(second), ofOne, hash, ACCEPTED));
        run();
    }

    void cut(House one, House two) {
        one.wires.entrySet().stream()
                .filter(entry -> entry.getValue().other == two)
                .map(Map.Entry::getKey)
                .toList()
                .forEach(link -> unlink(one, link));
        run();
    }

    /// Carries frames until none is left.
    void run() {
        boolean busy = true;
        while (busy) {
            busy = false;
            for (var house : houses.values()) {
                while (house.node.isPresent() && !house.inbox.isEmpty()) {
                    busy = true;
                    house.give(house.inbox.poll());
                }
            }
        }
    }

    /// Lets time pass, waking every node whenever it asked for it.
    void runFor(Duration time) {
        var end = uptime.plus(time);
        run();
        while (true) {
            var next = houses.values().stream()
                    .flatMap(house -> house.node.stream())
                    .flatMap(node -> node.nextWake().stream())
                    .min(Duration::compareTo)
                    .filter(wake -> wake.compareTo(end) <= 0);
            if (next.isEmpty()) {
                break;
            }
            uptime = next.get().compareTo(uptime) > 0 ? next.get() : uptime.plusMillis(1);
            for (var house : houses.values()) {
                if (house.node.isPresent()) {
                    house.give(new Input.TimeReached());
                }
            }
            run();
        }
        uptime = end;
    }

    Now now() {
        return new Now(uptime, START.plus(uptime));
    }

    private void unlink(House house, long link) {
        var wire = house.wires.remove(link);
        if (wire == null) {
            return;
        }
        wire.other.wires.remove(wire.otherLink);
        house.inbox.add(new Input.LinkDown(new LinkId(link)));
        wire.other.inbox.add(new Input.LinkDown(new LinkId(wire.otherLink)));
    }

    private void run(House house, Effect effect) {
        switch (effect) {
            case Effect.SendFrame(var link, var frame) -> {
                house.watched.ifPresent(seen -> seen.add(decoded(frame)));
                Optional.ofNullable(strangers.get(link.value()))
                        .ifPresent(stranger -> stranger.heard.add(decoded(frame)));
                var wire = house.wires.get(link.value());
                if (wire != null && !losing.test(frame)) {
                    wire.other.inbox.add(new Input.FrameArrived(new LinkId(wire.otherLink), frame));
                }
            }
            case Effect.CloseLink(var link, var _) -> {
                if (strangers.remove(link.value()) != null) {
                    house.inbox.add(new Input.LinkDown(link));
                }
                unlink(house, link.value());
            }
            case Effect.Dial(var address) -> house.inbox.add(new Input.DialFailed(address));
            case Effect.FindStamp(var ticket, var prefix, var bits) ->
                house.inbox.add(new Input.StampFound(ticket, Stamp.search(prefix, bits, 0)));
            case Effect.Answer(var _, var reply) -> house.lastReply = Optional.of(reply);
            case Effect.Tell(var event) -> note(house, event);
        }
    }

    private static LinkFrame decoded(byte[] frame) {
        try {
            return LinkFrame.decode(frame);
        } catch (PeerFault ours) {
            throw new AssertionError(ours);
        }
    }

    private static void note(House house, Event event) {
        switch (event) {
            case Event.MessageArrived(var message) -> house.arrived.add(message);
            case Event.MessageChanged(var id, var state, var _) -> house.states.put(id, state);
            case Event.RequestArrived _, Event.LinksChanged _ -> {}
        }
    }

    private Entropy entropy() {
        var random = new java.util.Random(++seeds);
        return random::nextBytes;
    }
}
