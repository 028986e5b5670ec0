package org.heliograph.core.delivery;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import org.heliograph.core.wire.Ack;
import org.jspecify.annotations.Nullable;

/// What arrived in which chain, and which of it to name in the next acknowledgement.
///
/// A chain that was dropped from the log and is heard of again starts empty, so it shows gaps that are none; the
/// other end has no boxes for them and skips them.
final class ReceiveLog {
    /// Chains without gaps are kept this long, counted in younger chains: a repeated box may still ask for them.
    static final int KEPT_CHAINS = 5;

    /// More chains with gaps than any honest end leaves open at a time.
    static final int MAX_CHAINS = 64;

    private static final int ENTRY_BYTES = 8 + 4 + 1;

    /// The one whose last arrival is newest comes last.
    private final LinkedHashMap<Long, ReceivingChain> chains = new LinkedHashMap<>();

    /// The chain with gaps that had the last turn in a head.
    private long lastTurn;

    /// What one frame says: a head, and for an acknowledgement frame a body.
    record Report(Ack.Head head, Ack.Body body, List<ReceivingChain> complete) {}

    void commit(long tag, int n, boolean wanted) {
        var chain = open(tag);
        chains.putLast(tag, chain);
        chain.commit(n);
        chain.fresh = true;
        chain.wanted |= wanted;
        prune();
    }

    /// What a box brought was not kept.
    void refuse(long tag, int n) {
        open(tag).refused.set(n);
        prune();
    }

    /// A box came again. Gives the chain if its number was committed, which the log may have forgotten.
    Optional<ReceivingChain> repeated(long tag, int n) {
        var chain = chains.get(tag);
        if (chain != null && chain.refused.get(n)) {
            return Optional.empty();
        }
        if (chain == null || !chain.has(n)) {
            commit(tag, n, false);
        }
        return Optional.of(open(tag));
    }

    boolean has(long tag, int n) {
        var chain = chains.get(tag);
        return chain != null && chain.has(n) && !chain.refused.get(n);
    }

    /// A box came that nobody can open any more: the other end must hear that its number is missing.
    void missing(long tag) {
        open(tag).wanted = true;
        prune();
    }

    private ReceivingChain open(long tag) {
        return chains.computeIfAbsent(tag, ReceivingChain::new);
    }

    /// The chain may be new here: perhaps nothing else of it ever comes.
    void skip(long tag, int below) {
        if (below > 0) {
            var chain = open(tag);
            chain.skip(below);
            chain.fresh = true;
            prune();
        }
    }

    boolean anyWanted() {
        return chains.values().stream().anyMatch(chain -> chain.wanted);
    }

    /// For a frame that carries something else: the head alone.
    Report head() {
        var chain = choose();
        if (chain == null) {
            return new Report(Ack.Head.NOTHING, new Ack.Body(List.of()), List.of());
        }
        return new Report(chain.head(), new Ack.Body(List.of()), chain.fitsHead() ? List.of(chain) : List.of());
    }

    /// For an acknowledgement frame: every chain with news, newest first, then those with gaps, as far as they
    /// fit.
    Report full(int bodyBytes) {
        var entries = new ArrayList<Ack.Chain>();
        var complete = new ArrayList<ReceivingChain>();
        int left = bodyBytes - 1;
        for (boolean news : new boolean[] {true, false}) {
            for (var chain : chains.sequencedValues().reversed()) {
                boolean listed = news ? chain.fresh || chain.wanted : !chain.fresh && !chain.wanted && chain.hasGaps();
                var entry = chain.entry();
                int size = ENTRY_BYTES + entry.bitmap().length;
                if (listed && size <= left && entries.size() < Ack.MAX_CHAINS) {
                    entries.add(entry);
                    complete.add(chain);
                    left -= size;
                }
            }
        }
        var newest = chains.lastEntry();
        return new Report(
                newest == null ? Ack.Head.NOTHING : newest.getValue().head(), new Ack.Body(entries), complete);
    }

    /// The frame with this report is kept: what it names need not be named again. `order` is that of its box, if
    /// it is an acknowledgement frame.
    void reported(Report report, long order) {
        lastTurn = report.head().chainTag();
        var headed = chains.get(lastTurn);
        if (headed != null) {
            headed.fresh = false; // if the head could not say all of it, the chain has gaps and takes its turns
        }
        for (var chain : report.complete()) {
            chain.fresh = false;
            chain.wanted = false;
            chain.namedBy = order == ReceivingChain.NOBODY ? chain.namedBy : order;
        }
    }

    private @Nullable ReceivingChain choose() {
        ReceivingChain afterLast = null;
        ReceivingChain firstWithGaps = null;
        boolean pastLast = false;
        for (var chain : chains.sequencedValues().reversed()) {
            if (chain.fresh) {
                return chain;
            }
            if (chain.hasGaps()) {
                firstWithGaps = firstWithGaps == null ? chain : firstWithGaps;
                afterLast = afterLast == null && pastLast ? chain : afterLast;
            }
            pastLast |= chain.tag == lastTurn;
        }
        if (afterLast != null) {
            return afterLast;
        }
        return firstWithGaps != null || chains.isEmpty()
                ? firstWithGaps
                : chains.lastEntry().getValue();
    }

    private void prune() {
        int younger = chains.size();
        for (var all = chains.values().iterator(); all.hasNext(); younger--) {
            var chain = all.next();
            boolean done = !chain.hasGaps() && !chain.fresh && !chain.wanted && chain.refused.isEmpty();
            if (younger > MAX_CHAINS || (done && younger > KEPT_CHAINS)) {
                all.remove();
            }
        }
    }

    List<ReceivingChain> chains() {
        return List.copyOf(chains.values());
    }

    void restore(ReceivingChain chain) {
        chains.putLast(chain.tag, chain);
    }
}
