package org.heliograph.core.node.shelf;

import java.time.Duration;
import org.heliograph.core.Now;
import org.heliograph.core.node.transit.Exit.Outcome;
import org.heliograph.core.node.transit.Exit.Told;
import org.heliograph.core.node.transit.Out;
import org.heliograph.core.wire.Status;

/// An item on its way to its storers: who asked hears of it once, when all have answered or have had time to.
final class Giving {
    /// When some have answered, the others may take so long.
    private static final Duration SOON = Duration.ofMillis(1_500);

    /// If none has: storers may be far away.
    private static final Duration LATEST = Duration.ofSeconds(10);

    private final Told then;
    private final Duration since;
    private int open;
    private int copies;
    private int bits;
    private boolean isNews;
    private boolean isDeleted;
    private boolean isOver;

    /// @param open answers that are awaited, one at least
    Giving(Told then, int open, Now now) {
        this.then = then;
        this.open = open;
        this.since = now.uptime();
    }

    Duration dueAt() {
        return since.plus(copies > 0 ? SOON : LATEST);
    }

    boolean isOver() {
        return isOver;
    }

    /// One of the storers answers.
    void handle(Outcome outcome, Out out) {
        switch (outcome.status()) {
            case STORED -> {
                copies++;
                isNews = true;
            }
            case HAD_IT -> copies++;
            case STAMP_TOO_SMALL -> bits = Math.max(bits, outcome.bits());
            case DELETED -> isDeleted = true;
            case PASSED_ON, FULL, REFUSED -> {}
        }
        open--;
        if (open == 0) {
            end(out);
        }
    }

    /// Says how it stands.
    void end(Out out) {
        if (!isOver) {
            isOver = true;
            then.accept(new Outcome(status(), copies, bits), out);
        }
    }

    private Status status() {
        if (copies > 0) {
            return isNews ? Status.STORED : Status.HAD_IT;
        }
        if (isDeleted) {
            return Status.DELETED;
        }
        return bits > 0 ? Status.STAMP_TOO_SMALL : Status.PASSED_ON;
    }
}
