package org.heliograph.core.mesh;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.heliograph.core.ContactId;
import org.heliograph.core.LinkId;
import org.heliograph.core.NodeId;
import org.heliograph.core.Now;

/// The live links of this node, and which contacts are proven to be at their other ends.
public final class Neighbours {
    /// Malformed or forbidden frames per minute after which a link is closed (`docs/protocol/delivery.md`, failures).
    private static final int MAX_FAULTS_PER_MINUTE = 10;

    private static final Duration FAULT_WINDOW = Duration.ofMinutes(1);

    /// Lists of proofs looked at in a minute: each costs a MAC for every session. Honest ones send a few at once, and
    /// then one in ten seconds.
    private static final int PROOFS_PER_MINUTE = 64;

    /// How often all that is held may be summed up for one neighbour in ten minutes, in which an honest one compares
    /// once: in some five rounds, if everything differs.
    private static final int SUMMARIES_PER_TEN_MINUTES = 16;

    /// Items handed over on request that a neighbour may leave unanswered, and how many more each minute: it costs us a
    /// read of the store, and it a few bytes to ask.
    private static final int UNANSWERED = 4_096;

    /// One live link. `hash` is the handshake hash that keys proofs and summaries on it.
    public static final class Neighbour {
        private final LinkId link;
        private final NodeId node;
        private final boolean dialler;
        private final byte[] hash;
        private final String address;
        private final Set<ContactId> proven = new LinkedHashSet<>();
        private final Allowance proofs = new Allowance(Duration.ofMinutes(1));
        private final Allowance summaries = new Allowance(Duration.ofMinutes(10));
        private final Allowance items = new Allowance(Duration.ofMinutes(1));
        private int faults;
        private Duration faultsSince;

        private Neighbour(LinkId link, NodeId node, boolean dialler, byte[] hash, String address) {
            this.link = link;
            this.node = node;
            this.dialler = dialler;
            this.hash = hash.clone();
            this.address = address;
            this.faultsSince = Duration.ZERO;
        }

        public LinkId link() {
            return link;
        }

        public NodeId node() {
            return node;
        }

        /// Whether this node dialled.
        public boolean dialler() {
            return dialler;
        }

        /// 32 bytes, the same at both ends and on no other link.
        public byte[] hash() {
            return hash.clone();
        }

        public String address() {
            return address;
        }

        public Collection<ContactId> proven() {
            return List.copyOf(proven);
        }

        /// Whether another list of proofs of this neighbour is looked at now.
        public boolean mayProve(Now now) {
            return proofs.take(1, PROOFS_PER_MINUTE, now);
        }

        /// Whether so many of the `held` elements are summed up once more for this neighbour.
        public boolean mayCompare(int elements, int held, Now now) {
            return summaries.take(elements + 1L, SUMMARIES_PER_TEN_MINUTES * (held + 1L), now);
        }

        /// Whether this neighbour is handed another item that it asks for.
        public boolean mayAsk(Now now) {
            return items.take(1, UNANSWERED, now);
        }

        /// It has answered for an item.
        public void handleAnswer() {
            items.giveBack(1, UNANSWERED);
        }
    }

    private final TreeMap<Long, Neighbour> links = new TreeMap<>();
    private final LinkedHashMap<ContactId, LinkId> direct = new LinkedHashMap<>();

    /// Takes a new link up.
    public Neighbour handleUp(LinkId link, NodeId node, boolean dialler, byte[] hash, String address) {
        var neighbour = new Neighbour(link, node, dialler, hash, address);
        links.put(link.value(), neighbour);
        return neighbour;
    }

    /// Forgets a link; returns it if it was there. Contacts proven on another live link stay direct.
    public Optional<Neighbour> handleDown(LinkId link) {
        var gone = Optional.ofNullable(links.remove(link.value()));
        gone.ifPresent(neighbour -> neighbour.proven.forEach(this::findOtherLink));
        return gone;
    }

    public Optional<Neighbour> at(LinkId link) {
        return Optional.ofNullable(links.get(link.value()));
    }

    /// In the order in which they came up.
    public List<Neighbour> all() {
        return new ArrayList<>(links.values());
    }

    public int count() {
        return links.size();
    }

    /// The contact is at the other end of this link; true when that is news.
    public boolean prove(Neighbour neighbour, ContactId contact) {
        boolean news = neighbour.proven.add(contact);
        if (news) {
            direct.put(contact, neighbour.link);
        }
        return news;
    }

    /// The link over which boxes for this contact go directly.
    public Optional<LinkId> directTo(ContactId contact) {
        return Optional.ofNullable(direct.get(contact));
    }

    /// Forgets that this contact was ever proven.
    public void forget(ContactId contact) {
        links.values().forEach(neighbour -> neighbour.proven.remove(contact));
        direct.remove(contact);
    }

    /// Counts something that the peer must not send; true when the link should be closed.
    public boolean fault(Neighbour neighbour, Now now) {
        if (now.uptime().minus(neighbour.faultsSince).compareTo(FAULT_WINDOW) > 0) {
            neighbour.faultsSince = now.uptime();
            neighbour.faults = 0;
        }
        neighbour.faults++;
        return neighbour.faults >= MAX_FAULTS_PER_MINUTE;
    }

    private void findOtherLink(ContactId contact) {
        direct.remove(contact);
        for (var neighbour : links.values()) {
            if (neighbour.proven.contains(contact)) {
                direct.put(contact, neighbour.link);
            }
        }
    }
}
