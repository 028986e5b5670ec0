package org.heliograph.core.node;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.heliograph.core.ContactId;
import org.heliograph.core.NodeId;
import org.heliograph.core.mesh.Neighbours;
import org.heliograph.core.mesh.Neighbours.Neighbour;
import org.heliograph.core.mesh.Proof;
import org.heliograph.core.wire.LinkControl;
import org.heliograph.core.wire.LinkFrame;
import org.heliograph.crypto.Entropy;

/// Tells the other end of each link, and recognises in what it tells, who the contacts there are.
final class Proofs {
    /// How often the lists are sent again when sessions changed...
    private static final Duration BETWEEN = Duration.ofSeconds(10);

    /// ...but so many of them at once: two people who begin at the same time make two sessions within a second.
    private static final int AT_ONCE = 3;

    /// And again now and then: a full queue may have dropped a list, and then one end would send over this link what
    /// the
    /// other refuses.
    private static final Duration REPEAT_EVERY = Duration.ofMinutes(10);

    private final Neighbours neighbours;
    private final Correspondences correspondences;
    private final Entropy entropy;
    private boolean changed;

    /// When all turns that were taken are earned back; each turn adds [#BETWEEN].
    private Duration repaidAt = Duration.ZERO;

    private Duration repeatAt = REPEAT_EVERY;

    Proofs(Neighbours neighbours, Correspondences correspondences, Entropy entropy) {
        this.neighbours = neighbours;
        this.correspondences = correspondences;
        this.entropy = entropy;
    }

    /// The set of sessions is another: every link must hear of it.
    void markChanged() {
        changed = true;
    }

    /// When [#sendDue] has something to do.
    Optional<Duration> nextWake() {
        if (neighbours.count() == 0) {
            return Optional.empty();
        }
        return Optional.of(changed && nextTurn().compareTo(repeatAt) < 0 ? nextTurn() : repeatAt);
    }

    void sendDue(Step step) {
        var uptime = step.now().uptime();
        boolean isNews = changed && nextTurn().compareTo(uptime) <= 0;
        if (isNews) {
            changed = false;
            repaidAt = (repaidAt.compareTo(uptime) > 0 ? repaidAt : uptime).plus(BETWEEN);
        }
        if (isNews || repeatAt.compareTo(uptime) <= 0) {
            repeatAt = uptime.plus(REPEAT_EVERY);
            neighbours.all().forEach(neighbour -> send(neighbour, step));
        }
    }

    private Duration nextTurn() {
        return repaidAt.minus(BETWEEN.multipliedBy(AT_ONCE - 1));
    }

    void send(Neighbour neighbour, Step step) {
        int role = Proof.role(neighbour.dialler());
        var macs = new ArrayList<byte[]>();
        for (var correspondence : correspondences.all()) {
            for (var entry : correspondence.sessions().readable()) {
                macs.add(entry.session().linkMac(role, neighbour.hash()));
            }
        }
        for (var list : Proof.lists(macs, entropy)) {
            var packet = new LinkControl.Proof(list).encode();
            step.emit(new Effect.SendFrame(
                    neighbour.link(), LinkFrame.of(LinkFrame.CTRL, packet).encode()));
        }
    }

    /// The contacts that are at the other end for the first time on this link. They get our list once more: when ours
    /// was sent, they may not have had the session yet. Strangers are never answered.
    List<ContactId> handle(Neighbour neighbour, LinkControl.Proof proof, Step step) {
        if (!neighbour.mayProve(step.now())) {
            return List.of();
        }
        int role = Proof.role(!neighbour.dialler());
        var expected = new TreeMap<NodeId, ContactId>();
        for (var correspondence : correspondences.all()) {
            for (var entry : correspondence.sessions().readable()) {
                byte[] mac = entry.session().linkMac(role, neighbour.hash());
                expected.put(NodeId.of(mac), correspondence.contact().id());
            }
        }
        var news = Proof.recognise(expected, proof.macs()).stream()
                .filter(contact -> neighbours.prove(neighbour, contact))
                .toList();
        if (!news.isEmpty()) {
            send(neighbour, step);
        }
        return news;
    }
}
