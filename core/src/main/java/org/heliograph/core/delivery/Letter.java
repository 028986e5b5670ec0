package org.heliograph.core.delivery;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.heliograph.core.MessageId;
import org.heliograph.core.Now;
import org.heliograph.core.wire.Fragment;

/// One outgoing body, from its submission until all of it is acknowledged or it is given up. The body itself
/// stays in the store.
final class Letter {
    /// How a body is cut into pieces. The first piece may be of another length: it may travel in the box that
    /// starts a session, which has less room. Cut once, a body stays cut so: pieces made later must fit those
    /// that arrived.
    record Cut(int count, int firstBytes, int laterBytes) {
        /// Not cut: it goes, or went, in one box.
        static final Cut WHOLE = new Cut(1, 0, 0);

        static Cut of(int bodyBytes, int firstBytes, int laterBytes) {
            int rest = bodyBytes - firstBytes;
            return new Cut(1 + (rest + laterBytes - 1) / laterBytes, firstBytes, laterBytes);
        }

        int from(int index) {
            return index == 0 ? 0 : firstBytes + (index - 1) * laterBytes;
        }

        int to(int index, int bodyBytes) {
            return Math.min(bodyBytes, from(index + 1));
        }
    }

    /// What never changes: `order` counts the letters of a conversation, `type` is that of the frame, `bodyBytes`
    /// the length of the body. A withdrawal says how long the body is that it withdraws; otherwise `withdraws` is
    /// 0.
    record Head(long order, MessageId id, int type, long sentMillis, long ttlSeconds, int bodyBytes, int withdraws) {}

    /// The share of the quota for what a letter costs beside its body.
    static final int OVERHEAD_BYTES = 512;

    final Head head;
    Cut cut = Cut.WHOLE;

    /// Pieces below were sealed at least once.
    private int sealedTo;

    /// Those of them that must be sealed again: their session is gone.
    private SortedSet<Integer> again = Collections.emptySortedSet();

    /// The boxes that are not acknowledged, by piece.
    private SortedMap<Integer, Box> boxes = Collections.emptySortedMap();

    boolean wentDirect;
    boolean wentByMail;

    /// How deposits of it left since the start; by the plainest way, if by several.
    Optional<Via> leftBy = Optional.empty();

    Letter(Head head) {
        this.head = head;
    }

    long expiresAt() {
        return Expiring.at(head.sentMillis(), head.ttlSeconds());
    }

    boolean isOver(Now now) {
        return Expiring.isOver(expiresAt(), now);
    }

    boolean isCut() {
        return cut.count() > 1;
    }

    boolean isWaiting() {
        return !again.isEmpty() || sealedTo < cut.count();
    }

    boolean isDone() {
        return !isWaiting() && boxes.isEmpty();
    }

    int sealedTo() {
        return sealedTo;
    }

    boolean wasSealed() {
        return sealedTo > 0;
    }

    boolean startsSession() {
        return boxes.values().stream().anyMatch(box -> box.starts);
    }

    int nextPiece() {
        return again.isEmpty() ? sealedTo : again.first();
    }

    /// The bytes of the frame's body for the next piece.
    int nextBytes() {
        if (!isCut()) {
            return head.bodyBytes();
        }
        int index = nextPiece();
        return Fragment.HEADER_BYTES + cut.to(index, head.bodyBytes()) - cut.from(index);
    }

    /// What it may occupy at the other end until it is whole, or known to be given up.
    int unfinishedBytes() {
        return isCut() ? head.bodyBytes() : head.withdraws();
    }

    int cost() {
        return OVERHEAD_BYTES + head.bodyBytes();
    }

    List<Box> boxes() {
        return List.copyOf(boxes.values());
    }

    List<Integer> again() {
        return List.copyOf(again);
    }

    /// How far it was when its row was written.
    void restore(int sealedBefore, List<Integer> sealedAgain) {
        sealedTo = sealedBefore;
        sealedAgain.forEach(this::sealAgain);
    }

    void sealed(Box box, int index) {
        if (index < sealedTo) {
            again.remove(index);
        } else {
            sealedTo = index + 1;
        }
        restore(box, index);
    }

    void restore(Box box, int index) {
        boxes = boxes.isEmpty() ? new TreeMap<>() : boxes; // most letters wait without any, in great number
        boxes.put(index, box);
    }

    void acknowledged(int index) {
        boxes.remove(index);
    }

    /// Its box is of no use any more, but its body is.
    void unseal(int index) {
        boxes.remove(index);
        if (isCut()) {
            sealAgain(index);
        } else {
            sealedTo = 0;
        }
    }

    private void sealAgain(int index) {
        again = again.isEmpty() ? new TreeSet<>() : again;
        again.add(index);
    }
}
