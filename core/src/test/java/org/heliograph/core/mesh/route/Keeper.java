package org.heliograph.core.mesh.route;

import static org.heliograph.core.mesh.Atlas.START;
import static org.heliograph.core.mesh.Atlas.at;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.heliograph.core.LinkId;
import org.heliograph.core.NodeId;
import org.heliograph.core.Now;
import org.heliograph.core.mesh.Atlas;
import org.heliograph.core.mesh.Atlas.Town;
import org.heliograph.core.mesh.Neighbours;
import org.heliograph.core.mesh.Neighbours.Neighbour;
import org.heliograph.core.mesh.NodeRecord;
import org.heliograph.testkit.Case;

/// One node, and what it wants while time passes.
final class Keeper {
    final Case random;
    final Town me;
    final Peers peers = new Peers();
    final Guards guards;
    final Neighbours neighbours = new Neighbours();
    final Set<String> asked = new HashSet<>();
    final LinkPlan plan;
    List<NodeRecord> records = List.of();
    Duration time = Duration.ZERO;
    boolean changed = true;

    Keeper(Atlas atlas) {
        random = atlas.random;
        me = atlas.towns.getFirst();
        guards = new Guards(_ -> false, Atlas.entropy(random));
        plan = new LinkPlan(me.id, guards, peers, asked::contains, Atlas.entropy(random));
    }

    Now now() {
        return at(time);
    }

    Topology topology() {
        return Topology.of(me.id, neighbours.all(), records);
    }

    Optional<String> due() {
        return plan.due(topology(), neighbours.all(), now());
    }

    Optional<LinkId> surplus(Set<NodeId> kept) {
        return plan.surplus(topology(), neighbours.all(), link -> kept.contains(link.node()), now());
    }

    /// Waits until it wants to dial, and says where.
    String nextDial() {
        for (int i = 0; i < 10_000; i++) {
            var dial = due();
            if (dial.isPresent()) {
                return dial.get();
            }
            var wake = plan.nextWake().orElseThrow().minus(START.uptime());
            time = wake.compareTo(time) > 0 ? wake : time.plusMillis(100);
        }
        throw new AssertionError("it does not dial");
    }

    Neighbour up(NodeId node, boolean dialler, String address) {
        var id = new LinkId(neighbours.all().stream()
                        .mapToLong(it -> it.link().value())
                        .max()
                        .orElse(0)
                + 1);
        var link = neighbours.handleUp(id, node, dialler, new byte[32], address);
        plan.handleUp(link, topology(), now());
        changed = true;
        return link;
    }

    void down(Neighbour link) {
        neighbours.handleDown(link.link());
        plan.handleDown(link, now());
        changed = true;
    }
}
