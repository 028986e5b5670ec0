package org.heliograph.core.node.transit;

import java.time.Duration;
import java.util.Optional;
import org.heliograph.core.mailbox.Custody;
import org.heliograph.core.mesh.route.Placement.Mode;

/// Which items this node holds: all there are, or those that are its to hold.
public final class Stance {
    /// After the first link came up: a neighbour has told by then what nodes it knows.
    static final Duration INTRODUCTION = Duration.ofSeconds(5);

    /// After the first link came up, so long others may be out of reach though they are known. Meanwhile what would be
    /// seen to come from here waits.
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /// After others could be reached, who may be cut off on purpose. No longer than invariant I9 allows.
    private static final Duration SIEGE = Duration.ofSeconds(45);

    /// Nodes known from which a path can be expected: four others, and this one.
    private static final int ENOUGH_KNOWN = 5;

    /// Of fewer others no path can be made. All of them together with this one are not more than the storers of an
    /// item.
    private static final int FEWEST_OTHERS = 4;

    private final Mesh mesh;
    private final Custody custody;
    private final Optional<Mode> forced;
    private Mode mode;
    private Optional<Duration> linkedSince = Optional.empty();
    private Optional<Duration> reachedAt = Optional.empty();
    private boolean carriesAll = true;

    /// @param forced what a person decided
    public Stance(Mesh mesh, Custody custody, Optional<Mode> forced) {
        this.mesh = mesh;
        this.custody = custody;
        this.forced = forced;
        this.mode = Mode.first(forced, mesh.known(), custody.fillPercent());
    }

    /// There are so many links now.
    public void handleLinks(int count, Out out) {
        if (count == 0) {
            linkedSince = Optional.empty();
        } else if (linkedSince.isEmpty()) {
            linkedSince = Optional.of(out.now().uptime());
        }
    }

    /// Looks at the network again; true if this node is to hold other items than before.
    public boolean review(Out out) {
        mode = mode.next(forced, mesh.known(), custody.fillPercent());
        boolean before = carriesAll;
        carriesAll = mode == Mode.EPIDEMIC || isAmongFew(out);
        mesh.handleCustody(carriesAll);
        return carriesAll != before;
    }

    /// Whether this node holds every item it hears of. It does too while it is among so few that all of them are the
    /// storers of everything.
    public boolean carriesAll() {
        return carriesAll;
    }

    /// Whether what this device reads may lie at other nodes and not here.
    public boolean readsElsewhere(Out out) {
        return !carriesAll || !mesh.routing().allCarryAll(out.now());
    }

    /// There was a path.
    void handlePath(Out out) {
        reachedAt = Optional.of(out.now().uptime());
    }

    boolean isLinked() {
        return linkedSince.isPresent();
    }

    /// Whether others may yet come into reach. Without a link there is nobody to give to; with few known nodes, perhaps
    /// nobody has told yet of more.
    boolean mayWait(Out out) {
        var patient = mesh.known() >= ENOUGH_KNOWN ? PATIENCE : INTRODUCTION;
        return !isPast(linkedSince, patient, out) || (reachedAt.isPresent() && !isPast(reachedAt, SIEGE, out));
    }

    private static boolean isPast(Optional<Duration> since, Duration patience, Out out) {
        return since.filter(at -> at.plus(patience).compareTo(out.now().uptime()) <= 0)
                .isPresent();
    }

    private boolean isAmongFew(Out out) {
        return mesh.routing().reachable(out.now()) < FEWEST_OTHERS && !mayWait(out);
    }
}
