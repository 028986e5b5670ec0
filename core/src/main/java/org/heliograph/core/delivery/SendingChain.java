package org.heliograph.core.delivery;

import java.util.TreeMap;

/// The numbers of one chain of ours: which have a box, which are acknowledged, which were given up.
final class SendingChain {
    final long tag;
    final long session;

    /// Counts the chains of a conversation.
    final long ordinal;

    /// One more than the highest number used.
    int end;

    /// All below is acknowledged or skipped.
    int covered;

    /// One more than the highest number whose box is gone though nobody acknowledged it, 0 when there is none.
    int hole;

    /// A SKIP for this chain is on its way.
    boolean skipping;

    final TreeMap<Integer, Box> boxes = new TreeMap<>();

    SendingChain(long tag, long session, long ordinal) {
        this.tag = tag;
        this.session = session;
        this.ordinal = ordinal;
    }

    void cover(int below) {
        covered = Math.max(covered, below);
        hole = covered >= hole ? 0 : hole;
    }

    /// Notes that the number `n` will never be sent.
    void leaveHole(int n) {
        hole = n >= covered ? Math.max(hole, n + 1) : hole;
    }

    /// The lowest number that still has a box worth sending.
    int floor() {
        for (var box : boxes.values()) {
            if (!box.isReport()) {
                return box.n;
            }
        }
        return end;
    }

    boolean wantsSkip() {
        return hole > 0 && !skipping && floor() >= hole;
    }

    boolean isIdle() {
        return boxes.isEmpty() && !skipping;
    }

    boolean isOver() {
        return isIdle() && covered == end;
    }
}
