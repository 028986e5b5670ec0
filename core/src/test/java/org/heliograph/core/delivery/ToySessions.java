package org.heliograph.core.delivery;

import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.heliograph.core.PeerFault;
import org.heliograph.core.wire.Reader;
import org.heliograph.core.wire.Writer;
import org.heliograph.testkit.Case;

/// What a conversation's sessions do for delivery, without a single key: they number boxes, open each once, turn
/// to a new sending chain when the other end has, and forget chains that are complete or too old.
///
/// A number says which of two sessions counts: the higher one sends. A box is its place and its frame, in the
/// clear.
final class ToySessions {
    static final int FIRST_FRAME_BYTES = 300;
    static final int FRAME_BYTES = 420;

    /// Older chains with gaps that can still be opened.
    private static final int OLDER_CHAINS = 40;

    /// Small, so that chains end.
    private final int numbersPerChain;

    private final TreeMap<Long, State> known = new TreeMap<>();

    /// Sessions up to this one are gone.
    private long lostTo = -1;

    /// A chain of the other end. `length` is not known before the next one begins.
    private record Receiving(BitSet opened, int length) {
        boolean isComplete() {
            return opened.cardinality() == length;
        }
    }

    private static final class State {
        long sendingTag;
        int next;
        int previousLength;
        boolean started;
        final LinkedHashMap<Long, Receiving> receiving = new LinkedHashMap<>();
        final TreeSet<Long> forgotten = new TreeSet<>();

        State copy() {
            var copy = new State();
            copy.sendingTag = sendingTag;
            copy.next = next;
            copy.previousLength = previousLength;
            copy.started = started;
            receiving.forEach((tag, chain) -> copy.receiving.put(
                    tag, new Receiving((BitSet) chain.opened().clone(), chain.length())));
            copy.forgotten.addAll(forgotten);
            return copy;
        }

        void answered(long tag, int lengthBefore, Case random) {
            if (!receiving.isEmpty()) {
                receiving.computeIfPresent(
                        receiving.lastEntry().getKey(), (_, last) -> new Receiving(last.opened(), lengthBefore));
            }
            receiving.put(tag, new Receiving(new BitSet(), -1));
            previousLength = next;
            next = 0;
            sendingTag = random.nextLong();
        }

        void forgetOldChains() {
            int younger = receiving.size();
            for (var chains = receiving.entrySet().iterator(); chains.hasNext(); younger--) {
                var chain = chains.next();
                if (chain.getValue().isComplete() || younger > OLDER_CHAINS) {
                    forgotten.add(chain.getKey());
                    chains.remove();
                }
            }
        }
    }

    /// `frame` is empty if the box was opened before.
    record Opened(long session, long chainTag, int n, Optional<byte[]> frame) {}

    ToySessions(int numbersPerChain) {
        this.numbersPerChain = numbersPerChain;
    }

    ToySessions copy() {
        var copy = new ToySessions(numbersPerChain);
        known.forEach((session, state) -> copy.known.put(session, state.copy()));
        copy.lostTo = lostTo;
        return copy;
    }

    /// The number that an end of this side would start next.
    long start(int side, Case random) {
        long session = (Math.max(lostTo, sending().orElse(-1L)) / 2 + 1) * 2 + side;
        var state = new State();
        state.sendingTag = random.nextLong();
        known.put(session, state);
        return session;
    }

    void loseAll() {
        sending().ifPresent(session -> lostTo = session);
        known.clear();
    }

    Optional<Long> sending() {
        return known.isEmpty() ? Optional.empty() : Optional.of(known.lastKey());
    }

    boolean canSend() {
        return !known.isEmpty() && known.lastEntry().getValue().next < numbersPerChain;
    }

    Room room() {
        var entry = known.lastEntry();
        int first = entry.getValue().started ? FRAME_BYTES : FIRST_FRAME_BYTES;
        return new Room(entry.getKey(), first, FRAME_BYTES, numbersPerChain - entry.getValue().next);
    }

    BoxRef place() {
        var entry = known.lastEntry();
        return new BoxRef(entry.getKey(), entry.getValue().sendingTag, entry.getValue().next);
    }

    SealedBox seal(byte[] frame) {
        var place = place();
        var state = known.lastEntry().getValue();
        var kind = state.started ? BoxKind.RATCHET : BoxKind.INIT;
        state.started = true;
        state.next++;
        var box = new Writer(32 + frame.length)
                .u64(place.session())
                .u64(place.chainTag())
                .u16(place.n())
                .u16(state.previousLength)
                .u8(kind == BoxKind.INIT ? 1 : 0)
                .bytes(frame);
        return new SealedBox(kind, box.toBytes(), new byte[] {7});
    }

    /// Empty if there is no key for it; with no frame if it was opened before.
    Optional<Opened> open(byte[] box, Case random) throws PeerFault {
        var in = new Reader(box);
        long session = in.u64();
        long tag = in.u64();
        int n = in.u16();
        int lengthBefore = in.u16();
        boolean init = in.u8() == 1;
        if (init && session > lostTo && !known.containsKey(session)) {
            var state = new State();
            state.started = true;
            known.put(session, state);
        }
        var state = known.get(session);
        if (state == null || state.forgotten.contains(tag)) {
            return Optional.empty();
        }
        if (!state.receiving.containsKey(tag)) {
            state.answered(tag, lengthBefore, random);
        }
        var chain = state.receiving.get(tag);
        if (chain == null || chain.opened().get(n)) {
            return Optional.of(new Opened(session, tag, n, Optional.empty()));
        }
        chain.opened().set(n);
        state.forgetOldChains();
        return Optional.of(new Opened(session, tag, n, Optional.of(in.rest())));
    }
}
