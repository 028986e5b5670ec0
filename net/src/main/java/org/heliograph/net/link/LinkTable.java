package org.heliograph.net.link;

import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.heliograph.core.LinkId;
import org.heliograph.core.NodeId;
import org.jspecify.annotations.Nullable;

/// The live links of this node: at most one to each other node, and never too many.
final class LinkTable {
    static final int MAX_LINKS = 64;

    /// Of which others may have dialled; the rest are for this node's own wishes.
    static final int MAX_ACCEPTED = 48;

    /// Of the links that others dialled, so many from one IPv4 address or IPv6 /64, this machine itself apart.
    static final int MAX_PER_SOURCE = 16;

    private static final Duration RIVAL_PATIENCE = Duration.ofHours(1);

    /// What became of a link that wanted to be in the table.
    enum Outcome {
        ADDED,
        /// This node itself.
        SELF,
        /// There is a link to that node already, and it stays.
        KNOWN,
        FULL
    }

    private final NodeId self;
    private final Map<LinkId, Link> byId = new HashMap<>();
    private final Map<NodeId, Link> byPeer = new HashMap<>();
    private final Set<NodeId> dialled = new HashSet<>();
    private boolean closed;

    LinkTable(NodeId self) {
        this.self = self;
    }

    /// Whether a link that this node dials to `peer` would be [#add]ed. Asked before the peer has seen who dials, so
    /// that it
    /// does not give up a good link for one that would not stay.
    private synchronized Outcome claim(NodeId peer) {
        if (peer.equals(self)) {
            return Outcome.SELF;
        }
        var old = byPeer.get(peer);
        if (old == null && (closed || byId.size() >= MAX_LINKS)) {
            return Outcome.FULL;
        }
        boolean stays = old == null || (!old.dialer() && self.compareTo(peer) < 0);
        return stays && dialled.add(peer) ? Outcome.ADDED : Outcome.KNOWN;
    }

    private synchronized @Nullable Link live(NodeId peer) {
        return byPeer.get(peer);
    }

    private synchronized void release(NodeId peer) {
        dialled.remove(peer);
    }

    /// One attempt to dial: it keeps other attempts away from the same node until it is closed.
    final class Attempt implements AutoCloseable {
        private @Nullable NodeId claimed;
        private @Nullable Link rival;

        /// Whether the attempt should go on, now that it is known who answers.
        boolean wants(NodeId peer) {
            boolean wanted = claim(peer) == Outcome.ADDED;
            if (wanted) {
                claimed = peer;
            } else {
                rival = live(peer);
            }
            return wanted;
        }

        /// Waits until the link that made this attempt needless has ended.
        void awaitRival() {
            var other = rival;
            while (other != null && !other.awaitEnd(RIVAL_PATIENCE)) {
                if (Thread.currentThread().isInterrupted()) {
                    return;
                }
            }
        }

        @Override
        public void close() {
            if (claimed != null) {
                release(claimed);
            }
        }
    }

    /// Adds `link` unless a better one is there. A link that it replaces ends.
    synchronized Outcome add(Link link) {
        if (link.peer().equals(self)) {
            return Outcome.SELF;
        }
        var old = byPeer.get(link.peer());
        if (closed || (old == null && isFullFor(link) && !makeRoomFor(link))) {
            return Outcome.FULL;
        }
        if (old != null && !replaces(link, old)) {
            return Outcome.KNOWN;
        }
        if (old != null) {
            remove(old);
            old.abort();
        }
        byId.put(link.id(), link);
        byPeer.put(link.peer(), link);
        return Outcome.ADDED;
    }

    synchronized void remove(Link link) {
        byId.remove(link.id(), link);
        byPeer.remove(link.peer(), link);
    }

    synchronized Optional<Link> link(LinkId id) {
        return Optional.ofNullable(byId.get(id));
    }

    /// Ends the table: nothing is added any more. Gives what was in it.
    synchronized List<Link> close() {
        closed = true;
        return List.copyOf(byId.values());
    }

    private boolean isFullFor(Link link) {
        return byId.size() >= MAX_LINKS
                || (!link.dialer()
                        && (accepted().size() >= MAX_ACCEPTED
                                || (!link.source().isEmpty() && from(link.source()) >= MAX_PER_SOURCE)));
    }

    /// The newest link from the place that has most gives way to one from a place that has at least two fewer: names
    /// cost
    /// nothing, addresses do.
    private boolean makeRoomFor(Link link) {
        if (link.dialer()) {
            return false;
        }
        var crowded = accepted().stream()
                .max(Comparator.comparingLong((Link other) -> from(other.source()))
                        .thenComparingLong(other -> other.id().value()));
        boolean gives = crowded.isPresent() && from(crowded.get().source()) > from(link.source()) + 1;
        if (gives) {
            remove(crowded.get());
            crowded.get().abort();
        }
        return gives;
    }

    private List<Link> accepted() {
        return byId.values().stream().filter(link -> !link.dialer()).toList();
    }

    private long from(String source) {
        return accepted().stream().filter(link -> link.source().equals(source)).count();
    }

    /// Both ends come to the same answer: the link that the lower id dialled stays. Of two from the same dialer the
    /// later one
    /// does, since nobody dials where it has a link that lives.
    private boolean replaces(Link link, Link old) {
        if (link.dialer() == old.dialer()) {
            return true;
        }
        boolean selfIsLower = self.compareTo(link.peer()) < 0;
        return link.dialer() == selfIsLower;
    }
}
