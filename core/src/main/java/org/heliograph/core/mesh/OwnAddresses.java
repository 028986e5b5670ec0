package org.heliograph.core.mesh;

import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.heliograph.core.LinkId;
import org.heliograph.core.NodeId;
import org.heliograph.core.Now;
import org.heliograph.core.wire.NetAddress;

/// Where this node can be dialled, as far as it can tell: the addresses a person had it listen on, else what its
/// neighbours see.
///
/// One neighbour alone is not believed, or it could have others dial whom it likes; only on a local network, which
/// nobody else reaches, there may be no second one. Learned local addresses are told only while no other is known: they
/// say something of the inside of a network, and nothing to those outside.
final class OwnAddresses {
    /// Neighbours that must see the same.
    private static final int WITNESSES = 2;

    /// For so long a link that came in shows that others can come in as well.
    private static final Duration PROVEN_FOR = Duration.ofHours(24);

    private enum Side {
        LOCAL,
        OUTSIDE;

        static Side of(NetAddress address) {
            return address.isLocal() ? LOCAL : OUTSIDE;
        }
    }

    private record Seen(NodeId by, NetAddress address) {}

    private List<NetAddress> given = List.of();
    private int port;
    private final Map<LinkId, Seen> seen = new LinkedHashMap<>();
    private List<NetAddress> learned = List.of();
    private final Map<LinkId, Side> inbound = new LinkedHashMap<>();
    private final Map<Side, Duration> lastInbound = new EnumMap<>(Side.class);
    private long revision;

    /// What this node listens on.
    ///
    /// @param specific each address of one interface; none if it listens on all of this machine's
    /// @param listening the port, 0 when it does not listen
    void listen(List<NetAddress> specific, int listening) {
        given = specific.stream().limit(NodeRecord.ADDRESSES).toList();
        port = listening;
        learn();
        revision++;
    }

    /// A link came in from this address.
    void handleInbound(LinkId link, NetAddress from) {
        inbound.put(link, Side.of(from));
        revision++;
    }

    /// A neighbour says where it sees this node. Who dialled it knows the port as well; else it is the one this node
    /// listens on.
    void handleSeen(LinkId link, NodeId by, NetAddress address, boolean dialledUs) {
        int listening = dialledUs ? address.port() : port;
        if (listening != 0) {
            seen.put(link, new Seen(by, NetAddress.of(address.ip(), listening)));
            learn();
            revision++;
        }
    }

    void handleDown(LinkId link, Now now) {
        var side = inbound.remove(link);
        if (side != null) {
            lastInbound.put(side, now.uptime());
        }
        seen.remove(link);
        learn();
        revision++;
    }

    /// Goes up whenever something may have changed.
    long revision() {
        return revision;
    }

    /// At most [NodeRecord#ADDRESSES]; none while this node does not listen.
    List<NetAddress> addresses() {
        if (port == 0) {
            return List.of();
        }
        return given.isEmpty() ? learned : given;
    }

    /// Whether somebody came in from where these addresses are reached.
    boolean areProven(Now now) {
        return addresses().stream().map(Side::of).anyMatch(side -> isProven(side, now));
    }

    private boolean isProven(Side side, Now now) {
        var last = lastInbound.get(side);
        return inbound.containsValue(side)
                || (last != null && now.uptime().minus(last).compareTo(PROVEN_FOR) < 0);
    }

    /// While too few neighbours agree on anything, what they last agreed on stays: links come and go.
    private void learn() {
        var agreed = seen.values().stream()
                .map(Seen::address)
                .distinct()
                .filter(this::isBelieved)
                .toList();
        var outside = agreed.stream().filter(OwnAddresses::isOutside).toList();
        if (!outside.isEmpty()) {
            learned = outside;
        } else if (!agreed.isEmpty() && learned.stream().noneMatch(OwnAddresses::isOutside)) {
            learned = agreed;
        }
        learned = learned.stream().limit(NodeRecord.ADDRESSES).toList();
    }

    private static boolean isOutside(NetAddress address) {
        return Side.of(address) == Side.OUTSIDE;
    }

    private boolean isBelieved(NetAddress address) {
        long witnesses = seen.values().stream()
                .filter(it -> it.address.equals(address))
                .map(Seen::by)
                .distinct()
                .count();
        return witnesses >= (address.isLocal() ? 1 : WITNESSES);
    }
}
