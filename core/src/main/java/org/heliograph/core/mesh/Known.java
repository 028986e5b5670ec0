package org.heliograph.core.mesh;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.heliograph.core.NodeId;
import org.heliograph.core.Now;
import org.heliograph.core.PeerFault;
import org.heliograph.core.StoreFailure;
import org.heliograph.core.wire.Reader;
import org.heliograph.core.wire.Writer;
import org.jspecify.annotations.Nullable;

/// What this node keeps of one node: its newest record, since when it knows it, and who told.
///
/// Of two different records with the same sequence neither says anything; both are kept, as evidence for others.
final class Known {
    /// The first byte of its row.
    static final int ROW = 1;

    /// How often a record may change here. Its node may issue three at once and then one in ten minutes; one more is
    /// for those that were late on their way.
    private static final Pace CHANGES = new Pace(4, Duration.ofMinutes(10));

    /// A node that two neighbours told of, or that was known for so long, is no invention of a moment.
    private static final Duration STABLE_AFTER = Duration.ofHours(24);

    private static final int SEEN_BY_TWO = 1;
    private static final int WAS_LINKED = 2;

    private NodeRecord record;
    private @Nullable NodeRecord rival;
    private final long firstSeenSeconds;
    private long changedSeconds;
    private long goneMillis;
    private long changesRepaidAt;
    private long witness;
    private int marks;

    private Known(NodeRecord record, long firstSeenSeconds) {
        this.record = record;
        this.firstSeenSeconds = firstSeenSeconds;
    }

    static Known of(NodeRecord record, Now now) {
        var known = new Known(record, now.wallSeconds());
        known.handleRecord(record, now);
        return known;
    }

    NodeId id() {
        return record.id();
    }

    /// Only what [#isDisputed] denies may be relied on.
    NodeRecord record() {
        return record;
    }

    boolean isDisputed() {
        return rival != null;
    }

    /// One record, or two that contradict each other, by element.
    List<NodeRecord> held() {
        var held = new ArrayList<NodeRecord>(2);
        held.add(record);
        if (rival != null) {
            held.add(record.element().compareTo(rival.element()) < 0 ? 1 : 0, rival);
        }
        return held;
    }

    boolean holds(NodeRecord.Unverified other) {
        return other.isThat(record) || (rival != null && other.isThat(rival));
    }

    boolean mayChange(Now now) {
        return CHANGES.allows(changesRepaidAt, now.uptime());
    }

    /// Takes up a newer record, and with it the end of any dispute.
    void handleRecord(NodeRecord newer, Now now) {
        countChange(now);
        record = newer;
        rival = null;
        changedSeconds = now.wallSeconds();
        goneMillis = goneMillis(newer, changedSeconds, now);
    }

    /// Takes up another record with the same sequence; says whether that changes what is held. Of more than two, all
    /// nodes keep the same two, or their sets would differ for ever.
    boolean handleRival(NodeRecord other, Now now) {
        countChange(now);
        var all = held();
        all.add(other);
        all.sort((one, two) -> one.element().compareTo(two.element()));
        if (all.indexOf(other) == 2) {
            return false;
        }
        record = all.get(0);
        rival = all.get(1);
        changedSeconds = now.wallSeconds();
        goneMillis = Math.max(goneMillis, goneMillis(other, changedSeconds, now));
        return true;
    }

    private void countChange(Now now) {
        changesRepaidAt = CHANGES.spend(changesRepaidAt, now.uptime());
    }

    /// The uptime in milliseconds at which it is over, whatever becomes of the wall clock. A record whose clock is
    /// ahead does not live longer for that.
    long goneMillis() {
        return goneMillis;
    }

    private static long goneMillis(NodeRecord record, long sinceSeconds, Now now) {
        long end = Math.min(record.endSeconds(), sinceSeconds + NodeRecord.MAX_LIFETIME_SECONDS);
        long longest = now.uptime().toMillis() + NodeRecord.MAX_LIFETIME_SECONDS * 1_000;
        return Math.min(now.uptimeMillisAt(end * 1_000), longest);
    }

    /// Unix seconds of the last change.
    long changedSeconds() {
        return changedSeconds;
    }

    /// A neighbour gave its record; says whether that is worth a new row. What a node says of itself counts for
    /// nothing.
    boolean handleWitness(NodeId giver) {
        if (is(SEEN_BY_TWO) || giver.equals(id()) || giver.a() == witness) {
            return false;
        }
        if (witness == 0) {
            witness = giver.a();
        } else {
            marks |= SEEN_BY_TWO;
        }
        return true;
    }

    boolean isStable(Now now) {
        return is(SEEN_BY_TWO) || now.wallSeconds() - firstSeenSeconds >= STABLE_AFTER.toSeconds();
    }

    /// There is a link to it; says whether that is the first time.
    boolean handleLinked() {
        boolean isFirst = !wasLinked();
        marks |= WAS_LINKED;
        return isFirst;
    }

    boolean wasLinked() {
        return is(WAS_LINKED);
    }

    private boolean is(int mark) {
        return (marks & mark) != 0;
    }

    /// u8 1 || u8 marks || u64 first seen || u64 changed || u64 witness || record[768] || the rival record or nothing.
    byte[] encode() {
        var out = new Writer(26 + 2 * NodeRecord.BYTES)
                .u8(ROW)
                .u8(marks)
                .u64(firstSeenSeconds)
                .u64(changedSeconds)
                .u64(witness)
                .bytes(record.bytes());
        if (rival != null) {
            out.bytes(rival.bytes());
        }
        return out.toBytes();
    }

    static Known decode(byte[] row, Now now) {
        try {
            var in = new Reader(row);
            in.skip(1);
            int marks = in.u8();
            long firstSeenSeconds = in.u64();
            long changedSeconds = in.u64();
            long witness = in.u64();
            var known = new Known(NodeRecord.restore(in.bytes(NodeRecord.BYTES)), firstSeenSeconds);
            known.marks = marks;
            known.witness = witness;
            known.changedSeconds = changedSeconds;
            known.goneMillis = goneMillis(known.record, changedSeconds, now);
            if (in.remaining() > 0) {
                var rival = NodeRecord.restore(in.bytes(NodeRecord.BYTES));
                known.rival = rival;
                known.goneMillis = Math.max(known.goneMillis, goneMillis(rival, changedSeconds, now));
            }
            in.end();
            return known;
        } catch (PeerFault notARow) {
            throw damaged();
        }
    }

    static StoreFailure damaged() {
        return new StoreFailure(
                StoreFailure.Kind.DAMAGED,
                "What was kept of another node cannot be read: the store is damaged or was written by a newer version. "
                        + "Restore it from a copy, or start with a new home.");
    }
}
