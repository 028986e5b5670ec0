package org.heliograph.core.bundle;

import org.heliograph.crypto.Entropy;

/// Chooses, from the front to the back, which of the places left hold content: every choice is as likely as any other
/// (Knuth, *The Art of Computer Programming*, 3.4.2, algorithm S).
final class Places {
    private final Entropy entropy;
    private int left;
    private int unfilled;

    /// `filled` of `all` places are to hold content.
    Places(int all, int filled, Entropy entropy) {
        this.entropy = entropy;
        this.left = all;
        this.unfilled = filled;
    }

    int left() {
        return left;
    }

    /// Whether the next place holds content.
    boolean next() {
        boolean holds = entropy.below(left) < unfilled;
        left--;
        unfilled -= holds ? 1 : 0;
        return holds;
    }
}
