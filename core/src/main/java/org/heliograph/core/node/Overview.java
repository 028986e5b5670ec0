package org.heliograph.core.node;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.heliograph.core.Now;
import org.heliograph.core.mailbox.Custody;
import org.heliograph.core.mesh.Dialing;
import org.heliograph.core.mesh.Neighbours;
import org.heliograph.core.mesh.route.Placement.Mode;
import org.heliograph.core.node.transit.Mesh;
import org.heliograph.core.node.transit.Stance;

/// What a person sees of the node itself.
final class Overview {
    private static final String NO_ONION =
            "direct and mailbox only: your neighbours see that you send, but not what or to whom";

    private static final String ONION =
            "onion: whoever carries your messages cannot tell that they are yours, nor for whom they are";

    private static final String NO_GUARD =
            "onion, once one of your guards is linked again: until then what is not sent directly waits";

    /// What this node is among others.
    record Nodes(Mesh mesh, Stance stance) {}

    private final Self self;
    private final Roster roster;
    private final Correspondences correspondences;
    private final Neighbours neighbours;
    private final Dialing dialing;

    Overview(Self self, Roster roster, Correspondences correspondences, Neighbours neighbours, Dialing dialing) {
        this.self = self;
        this.roster = roster;
        this.correspondences = correspondences;
        this.neighbours = neighbours;
        this.dialing = dialing;
    }

    Reply card(boolean isPublic) {
        var identity = self.identity();
        return new Reply.CardView(
                self.name(),
                identity.card(isPublic).toUri(),
                HexFormat.of().formatHex(identity.key().bytes()),
                identity.fingerprint().toHex(),
                Suites.name(self.suite()));
    }

    Reply status(int requests, Custody custody, Nodes nodes, Now now) {
        var mesh = view(nodes.mesh, now);
        int queued = correspondences.all().stream()
                .mapToInt(each -> each.conversation().queued())
                .sum();
        return new Reply.StatusView(
                self.name(),
                self.nodeKeys().id().toHex(),
                Optional.of(self.identity().fingerprint().toHex()),
                roster.size(),
                requests,
                neighbours.count(),
                queued,
                custody.count(),
                custody.bytes(),
                (nodes.stance.carriesAll() ? Mode.EPIDEMIC : Mode.CLOSEST)
                        .name()
                        .toLowerCase(Locale.ROOT),
                roster.usualTtlSeconds(),
                mesh,
                privacy(mesh),
                warnings(custody, queued));
    }

    private static Reply.MeshView view(Mesh mesh, Now now) {
        var standing = mesh.routing().standing(now);
        return new Reply.MeshView(
                mesh.known(), standing.reachable(), standing.guards(), standing.guardsLinked(), standing.forwarded());
    }

    private static String privacy(Reply.MeshView mesh) {
        if (mesh.isEnough()) {
            return mesh.isOnion() ? ONION : NO_GUARD;
        }
        return NO_ONION;
    }

    Reply peers(Now now) {
        var links = neighbours.all().stream()
                .map(link -> new Reply.LinkView(link.node().toHex(), link.dialler(), link.address(), names(link)))
                .toList();
        var dialling = dialing.waiting().stream()
                .map(waiting -> new Reply.DialView(
                        waiting.address(),
                        waiting.failures(),
                        Math.max(0, waiting.nextTry().minus(now.uptime()).toMillis())))
                .toList();
        return new Reply.PeerList(links, dialling);
    }

    private List<String> names(Neighbours.Neighbour link) {
        return link.proven().stream()
                .flatMap(id -> roster.known(id).stream())
                .map(Contact::alias)
                .toList();
    }

    private List<String> warnings(Custody custody, int queued) {
        var warnings = new ArrayList<String>();
        if (neighbours.count() == 0 && queued > 0) {
            warnings.add(
                    "No link to any node: " + queued + " messages wait here. Join one with: helio up --join HOST:PORT");
        }
        for (var each : correspondences.all()) {
            if (each.lacksOwn()) {
                warnings.add("\"" + each.contact().alias() + "\" says that you wrote messages which are not here. "
                        + "Only if you put this home back from an older copy, say so, and they come back: "
                        + "helio restored");
            }
            if (each.isSilent()) {
                warnings.add("\"" + each.contact().alias() + "\" confirmed nothing for three days: a new session was "
                        + "begun. If you put this home back from an older copy, say so: helio restored");
            }
        }
        if (custody.fillPercent() >= 95) {
            warnings.add("The store for other people's boxes is nearly full: new ones need dearer stamps.");
        }
        return warnings;
    }
}
