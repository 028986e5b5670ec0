package org.heliograph.core.mesh;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.heliograph.core.NodeId;
import org.heliograph.core.Now;
import org.heliograph.core.PeerFault;
import org.heliograph.core.Store;
import org.heliograph.core.Store.Table;
import org.heliograph.core.wire.Reader;
import org.heliograph.core.wire.Writer;
import org.heliograph.crypto.Entropy;

/// Decides when this node issues a new record of itself, and what it says.
///
/// The whole network carries each record, so there are few: three in a row, then one in ten minutes. What must be said
/// soon is that a link is gone, for paths would still go over it; and a new link to a node that hardly anybody could
/// reach without it. Another new link may wait, for nothing breaks without it (`docs/protocol/mesh.md`).
final class Announcer {
    static final Pace PACE = new Pace(3, Duration.ofMinutes(10));

    static final Duration RENEWED_AFTER = Duration.ofHours(12);

    /// What changes together is said together; a link that is back within this was not gone.
    static final Duration DEBOUNCE = Duration.ofSeconds(2);

    /// How long a new link waits for others when a record is to spare but the next may be long in coming.
    static final Duration GATHERING = Duration.ofSeconds(15);

    /// With fewer of its listed links alive a node is hard to reach.
    static final int FEW_LINKS = 4;

    /// A neighbour that so many others are linked to, as both say, is reached without us.
    private static final int WAYS = 2;

    private static final byte[] ROW = "record sequence".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NO_GROUP = {};
    private static final long LATEST_SECONDS = 0xffff_ffffL;

    /// Why there should be a new record.
    private enum Reason {
        FIRST,
        RENEWAL,
        /// The mix keys in the last one are not ours any more: every packet made with it is lost.
        KEYS_REPLACED,
        /// Another life of this node has issued one that counts as newer.
        OVERTAKEN,
        /// Addresses, vias or capabilities are others.
        CHANGED,
        LINK_LOST,
        /// A new neighbour is out of reach for others as long as we do not list it.
        LINK_NEEDED,
        LINK_GAINED
    }

    /// What the reasons were found in, so that they are not looked for when nothing has changed.
    private record Reviewed(long changes, long ofView, long ofAddresses) {}

    private final Store store;
    private final NodeKeys keys;
    private final NodeId own;
    private final View view;
    private final Entropy entropy;
    private final LinkedHashSet<NodeId> links = new LinkedHashSet<>();

    /// Since when each reason holds.
    private final Map<Reason, Duration> reasons = new EnumMap<>(Reason.class);

    private Optional<Gossip.Profile> profile = Optional.empty();
    private long changes;
    private Optional<Reviewed> reviewed = Optional.empty();
    private Duration renewalAt;
    private long lastSequence;
    private long repaidAt;

    private Announcer(Store store, NodeKeys keys, View view, Entropy entropy) {
        this.store = store;
        this.keys = keys;
        this.own = keys.id();
        this.view = view;
        this.entropy = entropy;
        this.renewalAt = Duration.ZERO;
    }

    /// Goes on from the last record, if that is still valid, and from its sequence in any case.
    static Announcer load(Store store, NodeKeys keys, View view, Entropy entropy, Now now) {
        var announcer = new Announcer(store, keys, view, entropy);
        var said = announcer.said();
        announcer.lastSequence = later(
                store.value(Table.SELF, ROW).map(Announcer::sequence).orElse(0L),
                said.map(NodeRecord::sequence).orElse(0L));
        announcer.renewalAt = said.map(
                        record -> now.uptimeMillisAt((record.issuedSeconds() + RENEWED_AFTER.toSeconds()) * 1_000))
                .map(Duration::ofMillis)
                .orElse(now.uptime());
        return announcer;
    }

    void describe(Gossip.Profile what) {
        profile = Optional.of(what);
        changes++;
    }

    void handleLinked(NodeId neighbour) {
        links.add(neighbour);
        changes++;
    }

    void handleUnlinked(NodeId neighbour) {
        links.remove(neighbour);
        changes++;
    }

    /// A new record, when it is time for one. Its sequence is in the store: once that is committed the record may
    /// leave.
    Optional<NodeRecord> due(OwnAddresses where, Now now) {
        var state = Optional.of(new Reviewed(changes, view.revision(), where.revision()));
        boolean isTime =
                nextWake().filter(at -> at.compareTo(now.uptime()) <= 0).isPresent();
        if (isTime || !state.equals(reviewed)) {
            review(where, now);
            reviewed = state;
        }
        var at = dueAt();
        return at.isPresent() && at.get().compareTo(now.uptime()) <= 0
                ? Optional.of(issue(where, now))
                : Optional.empty();
    }

    /// When [#due] has something to say, as far as is known now.
    Optional<Duration> nextWake() {
        var at = dueAt();
        boolean isRenewalAhead = isListened() && said().isPresent() && !reasons.containsKey(Reason.RENEWAL);
        return isRenewalAhead && at.filter(it -> it.compareTo(renewalAt) < 0).isEmpty() ? Optional.of(renewalAt) : at;
    }

    /// Whether there is something to say, and somebody to say it to.
    private boolean isListened() {
        return profile.isPresent() && !links.isEmpty();
    }

    private void review(OwnAddresses where, Now now) {
        if (!isListened()) {
            reasons.clear();
            return;
        }
        var said = said();
        note(Reason.FIRST, said.isEmpty(), now);
        note(Reason.RENEWAL, said.filter(it -> isOld(it, now)).isPresent(), now);
        note(Reason.OVERTAKEN, said.isPresent() && Long.compareUnsigned(view.echo(), lastSequence) >= 0, now);
        note(Reason.KEYS_REPLACED, said.filter(it -> !isContinued(it)).isPresent(), now);
        note(Reason.CHANGED, said.filter(it -> !isAsSaid(it, where, now)).isPresent(), now);
        note(Reason.LINK_LOST, said.filter(this::isLinkLost).isPresent(), now);
        note(Reason.LINK_NEEDED, said.filter(this::isLinkNeeded).isPresent(), now);
        note(Reason.LINK_GAINED, said.filter(this::isLinkGained).isPresent(), now);
    }

    private void note(Reason reason, boolean holds, Now now) {
        if (holds) {
            reasons.putIfAbsent(reason, now.uptime());
        } else {
            reasons.remove(reason);
        }
    }

    private Optional<NodeRecord> said() {
        return view.find(own);
    }

    /// By either clock: a machine that slept has lost no uptime, but its record is over for others all the same.
    private boolean isOld(NodeRecord said, Now now) {
        long age = now.wallSeconds() - said.issuedSeconds();
        return renewalAt.compareTo(now.uptime()) <= 0 || Math.abs(age) >= RENEWED_AFTER.toSeconds();
    }

    /// Whether the mix keys in this record are those of the chain in use.
    private boolean isContinued(NodeRecord said) {
        var current = profile.orElseThrow();
        for (int i = 0; i < NodeRecord.MIX_KEYS; i++) {
            long epoch = current.firstEpoch() + i;
            boolean isSame = said.covers(epoch)
                    && Arrays.equals(said.mixKey(epoch), current.mixKeys().get(i));
            if (!isSame && (i == 0 || said.covers(epoch))) {
                return false;
            }
        }
        return true;
    }

    private boolean isAsSaid(NodeRecord said, OwnAddresses where, Now now) {
        return said.addresses().equals(where.addresses())
                && said.vias().equals(profile.orElseThrow().vias())
                && said.capabilities() == capabilities(where, now);
    }

    private int capabilities(OwnAddresses where, Now now) {
        return profile.orElseThrow().capabilities() | (where.areProven(now) ? NodeRecord.DIALABLE : 0);
    }

    private boolean isLinkLost(NodeRecord said) {
        return aliveIn(said) < said.links().length;
    }

    private boolean isLinkGained(NodeRecord said) {
        return listed(Optional.of(said)).stream().anyMatch(link -> !said.lists(link));
    }

    private boolean isLinkNeeded(NodeRecord said) {
        return listed(Optional.of(said)).stream()
                .filter(link -> !said.lists(link))
                .anyMatch(link -> view.find(link).filter(this::isHardToReach).isPresent());
    }

    private boolean isHardToReach(NodeRecord neighbour) {
        var ways = view.usable().stream()
                .filter(other -> other.lists(neighbour.id())
                        && neighbour.lists(other.id())
                        && !other.id().equals(own));
        return neighbour.lists(own) && ways.limit(WAYS).count() < WAYS;
    }

    /// How many of the links in this record are alive.
    private long aliveIn(NodeRecord said) {
        return links.stream().filter(said::lists).count();
    }

    /// The links to list. A link counts only when both ends list it, so first those that list us, then those whom we
    /// list already, so that the list does not change for nothing.
    private List<NodeId> listed(Optional<NodeRecord> said) {
        if (links.size() <= NodeRecord.LINKS) {
            return List.copyOf(links);
        }
        Comparator<NodeId> preference = Comparator.comparing(this::listsUs)
                .thenComparing(link -> said.filter(it -> it.lists(link)).isPresent());
        return links.stream()
                .sorted(preference.reversed())
                .limit(NodeRecord.LINKS)
                .toList();
    }

    private boolean listsUs(NodeId neighbour) {
        return view.find(neighbour).filter(record -> record.lists(own)).isPresent();
    }

    private Optional<Duration> dueAt() {
        return reasons.entrySet().stream()
                .map(it -> dueMillis(it.getKey(), it.getValue().toMillis()))
                .min(Long::compare)
                .map(millis -> Duration.ofMillis(Math.max(millis, PACE.readyAt(repaidAt, 1))));
    }

    private long dueMillis(Reason reason, long since) {
        return switch (reason) {
            case FIRST, RENEWAL, KEYS_REPLACED, OVERTAKEN, CHANGED, LINK_LOST -> since + DEBOUNCE.toMillis();
            case LINK_NEEDED -> since + DEBOUNCE.toMillis() + turn();
            case LINK_GAINED -> {
                long allLeft = Math.max(since + DEBOUNCE.toMillis(), PACE.readyAt(repaidAt, PACE.atOnce()));
                long oneToSpare = Math.max(since + GATHERING.toMillis(), PACE.readyAt(repaidAt, 2));
                boolean isThin = said().filter(it -> aliveIn(it) < FEW_LINKS).isPresent();
                yield isThin ? Math.min(allLeft, oneToSpare) : allLeft;
            }
        };
    }

    /// Not all neighbours of a node need say the same: each waits for a time of its own, and most hear it from others.
    private long turn() {
        return Math.floorMod(own.a(), GATHERING.toMillis());
    }

    private NodeRecord issue(OwnAddresses where, Now now) {
        var current = profile.orElseThrow();
        long seconds = Math.clamp(now.wallSeconds(), 0, LATEST_SECONDS);
        lastSequence = later(later(lastSequence + 1, view.echo() + 1), seconds);
        store.put(Table.SELF, ROW, NO_GROUP, new Writer(8).u64(lastSequence).toBytes());
        var claims = new NodeRecord.Claims(
                current.firstEpoch(),
                current.mixKeys(),
                where.addresses(),
                current.vias(),
                listed(said()),
                capabilities(where, now),
                lastSequence);
        repaidAt = PACE.spend(repaidAt, now.uptime());
        renewalAt = now.uptime().plus(RENEWED_AFTER);
        reasons.clear();
        return NodeRecord.issue(keys, view.admission(), claims, seconds, entropy);
    }

    private static long later(long one, long two) {
        return Long.compareUnsigned(one, two) < 0 ? two : one;
    }

    private static long sequence(byte[] row) {
        try {
            return new Reader(row).u64();
        } catch (PeerFault notARow) {
            throw Known.damaged();
        }
    }
}
