package org.heliograph.core.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.heliograph.core.ContactId;
import org.heliograph.core.MemoryStore;
import org.heliograph.core.MessageId;
import org.heliograph.core.Now;
import org.heliograph.core.Store;
import org.heliograph.core.wire.Frame;

/// A conversation at hand, for examples: what it seals can be given to another, or not.
final class Desk {
    static final ContactId PEER = new ContactId(1, 2, 3, 4);
    static final int FRAME_BYTES = 2_950;
    private static final Instant START = Instant.ofEpochSecond(1_800_000_000);

    /// What went into a box, and where the box is.
    record Sent(BoxRef ref, Frame frame) {}

    final Store store;
    Conversation conversation;
    long session = 1;
    long chain;
    int n;
    private Duration uptime = Duration.ofHours(1);

    Desk(long chain) {
        this(chain, new MemoryStore());
    }

    Desk(long chain, Store store) {
        this.chain = chain;
        this.store = store;
        conversation = load();
    }

    private Conversation load() {
        return Conversation.load(store, PEER, new SplittableRandom(chain)::nextBytes, now());
    }

    Now now() {
        return new Now(uptime, START.plus(uptime));
    }

    void pass(Duration time) {
        uptime = uptime.plus(time);
    }

    MessageId submit(String text) {
        return submit(text, 0);
    }

    MessageId submit(String text, long ttlSeconds) {
        var accepted = (Submission.Accepted) conversation.submit(Content.text(text), ttlSeconds, now());
        return accepted.id();
    }

    /// Seals all there is to seal.
    List<Sent> seal() {
        return seal(FRAME_BYTES);
    }

    List<Sent> seal(int firstFrameBytes) {
        var sent = new ArrayList<Sent>();
        int frameBytes = firstFrameBytes;
        while (n < BoxRef.MAX_NUMBERS) {
            var room = new Room(session, frameBytes, FRAME_BYTES, BoxRef.MAX_NUMBERS - n);
            var draft = conversation.nextDraft(room, now());
            if (draft.isEmpty()) {
                break;
            }
            var ref = new BoxRef(session, chain, n++);
            var kind = room.first() ? BoxKind.INIT : BoxKind.RATCHET;
            conversation.sealed(draft.get(), ref, new SealedBox(kind, new byte[] {1, 2, 3}, new byte[] {4}));
            sent.add(new Sent(ref, draft.get().frame()));
            frameBytes = FRAME_BYTES;
        }
        return sent;
    }

    List<Happening> handle(Sent sent) {
        return handle(sent, Via.DIRECT);
    }

    List<Happening> handle(Sent sent, Via via) {
        return conversation.handle(new Arrival(sent.ref().chainTag(), sent.ref().n(), via), sent.frame(), now());
    }

    List<Happening> handleAll(List<Sent> sent) {
        return sent.stream().flatMap(each -> handle(each).stream()).toList();
    }

    List<Transmission> settle() {
        var due = conversation.due(now());
        conversation.settle();
        store.commit();
        return due;
    }

    void restart() {
        store.rollback();
        conversation = load();
    }

    void newChain(long tag) {
        chain = tag;
        n = 0;
    }
}
