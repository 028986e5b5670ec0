package org.heliograph.core.node.transit;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.heliograph.core.LinkId;
import org.heliograph.core.NodeId;
import org.heliograph.core.Now;
import org.heliograph.core.PeerFault;
import org.heliograph.core.Store;
import org.heliograph.core.Store.Table;
import org.heliograph.core.mailbox.Reconciliation;
import org.heliograph.core.mesh.Dialing;
import org.heliograph.core.mesh.Gossip;
import org.heliograph.core.mesh.Neighbours;
import org.heliograph.core.mesh.Neighbours.Neighbour;
import org.heliograph.core.mesh.Network;
import org.heliograph.core.mesh.NodeKeys;
import org.heliograph.core.mesh.NodeRecord;
import org.heliograph.core.mesh.route.Routing;
import org.heliograph.core.wire.GossipMessage;
import org.heliograph.core.wire.LinkControl;
import org.heliograph.core.wire.LinkFrame;
import org.heliograph.core.wire.NetAddress;
import org.heliograph.core.wire.Recon;
import org.heliograph.crypto.Entropy;
import org.heliograph.crypto.Secret;

/// This node in the graph of all nodes: it tells of itself, hears of others, keeps the links that the graph needs, and
/// passes frames on.
public final class Mesh {
    private static final byte[] ROUTING_ROW = "routing".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NO_GROUP = {};

    /// Neighbours named in the record of a node that cannot be dialled.
    private static final int VIAS = 3;

    /// What this node is, and what it keeps that in.
    public record Ground(Store store, Entropy entropy, Network network, NodeKeys keys) {}

    private final Store store;
    private final Gossip gossip;
    private final Routing routing;
    private final Neighbours neighbours;
    private final Set<NodeId> registered = new HashSet<>();
    private final Dialing asked;
    private Now now;
    private long revision = -1;
    private boolean listens;
    private boolean profileChanged = true;
    private boolean carriesAll = true;

    /// @param asked the addresses that a person gave
    public Mesh(Ground ground, Neighbours neighbours, Dialing asked, Now now) {
        this.store = ground.store;
        this.neighbours = neighbours;
        this.asked = asked;
        this.now = now;
        this.gossip = Gossip.load(ground.store, ground.network, ground.keys, ground.entropy, now);
        var view = gossip.view();
        var sources = new Routing.Sources(
                ground.keys.id(), neighbours, () -> view.usable().iterator(), id -> view.isStable(id, this.now), asked);
        this.routing = new Routing(sources, ground.entropy);
        store.value(Table.SELF, ROUTING_ROW).ifPresent(this::restore);
    }

    private void restore(byte[] row) {
        try {
            routing.restore(row);
        } catch (PeerFault ofAnotherVersion) {
            store.delete(Table.SELF, ROUTING_ROW); // guards are chosen anew
        }
    }

    public Routing routing() {
        return routing;
    }

    /// Nodes known, this one among them.
    public int known() {
        return gossip.view().size();
    }

    /// This node listens on `port` now, at each of these addresses; at all of this machine's if none is given.
    public void handleListening(List<NetAddress> specific, int port) {
        listens = port != 0;
        specific.forEach(address -> routing.allow(address.reach()));
        gossip.listen(specific, port);
        profileChanged = true;
    }

    /// A link is ready. Where the other end is reached, if a person gave its address, others may be dialled too.
    ///
    /// @param remote where its socket is
    public void handleUp(Neighbour link, Optional<NetAddress> remote, Out out) {
        gossip.handleUp(link.link(), link.node(), link.dialler(), remote.filter(_ -> !link.dialler()));
        routing.handleUp(link, out.now());
        if (asked.asks(link.address())) {
            remote.ifPresent(address -> routing.allow(address.reach()));
        }
        remote.ifPresent(address -> control(link.link(), new LinkControl.YourAddress(address), out));
        if (!listens) {
            control(link.link(), new LinkControl.Register(), out);
            registered.add(link.node());
            profileChanged = true;
        }
    }

    public void handleDown(Neighbour link, Now now) {
        gossip.handleDown(link.link(), now);
        routing.handleDown(link, now);
        profileChanged |= registered.remove(link.node());
    }

    public void handleDialFailed(String address, Now now) {
        routing.handleDialFailed(address, now);
    }

    public void handleGossip(Neighbour from, byte[] packet, Now now) throws PeerFault {
        gossip.handle(from.link(), GossipMessage.decode(packet), now);
    }

    /// A step in comparing what both ends know of nodes.
    public void handleComparison(Neighbour from, Recon message, Out out) {
        var records = new Records(gossip.view().records());
        int known = gossip.view().size();
        if (message instanceof Recon.Ranges && !from.mayCompare(known, known, out.now())) {
            return;
        }
        if (message instanceof Recon.Listing listing) {
            gossip.handleListing(from.link(), listing.elements());
        }
        try (var key = Secret.taking(from.hash())) {
            var outcome = Reconciliation.handle(message, records, key);
            outcome.answers().forEach(answer -> recon(from.link(), answer, out));
            gossip.handOver(from.link(), outcome.handOver());
        }
    }

    /// What a neighbour says of the link between the two.
    public void handleControl(Neighbour from, LinkControl control, Out out) {
        switch (control) {
            case LinkControl.Register _ -> routing.handleRegister(from);
            case LinkControl.YourAddress(var address) -> gossip.handleSeen(from.link(), address);
            case LinkControl.Bye(var reason) -> {
                if (reason == Routing.ENOUGH_LINKS) {
                    routing.handleGoodbye(from, out.now());
                }
                out.close(from.link(), "the peer said goodbye");
            }
            default -> {} // the link's own business, or of a later version
        }
    }

    /// Passes on what is for others. Whether the frame is for this node.
    public boolean isMine(Neighbour from, LinkFrame frame, Out out) {
        var judged = routing.relay(from, frame, out.now());
        if (judged instanceof Routing.Relayed.Onward(var link, var onward)) {
            out.send(link, onward);
        }
        return judged instanceof Routing.Relayed.Mine;
    }

    /// Does what is due. `mixKeys` are those that others may use from `firstEpoch` on.
    public void sendDue(List<byte[]> mixKeys, long firstEpoch, Out out) {
        now = out.now();
        if (profileChanged) {
            profileChanged = false;
            gossip.describe(new Gossip.Profile(firstEpoch, mixKeys, vias(), capabilities()));
        }
        for (var errand : gossip.due(out.now())) {
            switch (errand) {
                case Gossip.Errand.Push(var link, var message) ->
                    out.send(link, LinkFrame.of(LinkFrame.GOSSIP, message.encode()));
                case Gossip.Errand.Compare(var link) -> compare(link, out);
            }
        }
        if (revision != gossip.view().revision()) {
            revision = gossip.view().revision();
            routing.handleRecords(out.now());
        }
        keepLinks(out);
        routing.takeRow().ifPresent(row -> store.put(Table.SELF, ROUTING_ROW, NO_GROUP, row));
    }

    /// Whether this node holds every item from now on.
    public void handleCustody(boolean all) {
        profileChanged |= carriesAll != all;
        carriesAll = all;
    }

    /// The mix keys are others.
    public void handleKeysChanged() {
        profileChanged = true;
    }

    public Optional<Duration> nextWake() {
        return Stream.of(gossip.nextWake(), routing.nextWake())
                .flatMap(Optional::stream)
                .min(Duration::compareTo);
    }

    private int capabilities() {
        return NodeRecord.STORES | NodeRecord.RELAYS | (carriesAll ? NodeRecord.CARRIES_ALL : 0);
    }

    private List<NodeId> vias() {
        return neighbours.all().stream()
                .map(Neighbour::node)
                .filter(registered::contains)
                .distinct()
                .limit(VIAS)
                .toList();
    }

    private void compare(LinkId link, Out out) {
        neighbours.at(link).ifPresent(neighbour -> {
            try (var key = Secret.taking(neighbour.hash())) {
                recon(link, Reconciliation.start(new Records(gossip.view().records()), key), out);
            }
        });
    }

    private void keepLinks(Out out) {
        for (var wish : routing.links(out.now())) {
            switch (wish) {
                case Routing.LinkWish.Dial(var address) -> out.dial(address);
                case Routing.LinkWish.Leave(var link) -> {
                    control(link, new LinkControl.Bye(Routing.ENOUGH_LINKS), out);
                    out.close(link, "this node has links enough");
                }
            }
        }
    }

    private static void control(LinkId link, LinkControl control, Out out) {
        out.send(link, LinkFrame.of(LinkFrame.CTRL, control.encode()));
    }

    private static void recon(LinkId link, Recon message, Out out) {
        out.send(link, LinkFrame.of(LinkFrame.RECON, message.encode()));
    }
}
