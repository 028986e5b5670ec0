package org.heliograph.core.node;

import java.util.Optional;
import org.heliograph.core.Now;
import org.heliograph.core.PeerFault;
import org.heliograph.core.identity.DeviceCertificate;
import org.heliograph.core.identity.Prekey;
import org.heliograph.core.mailbox.Drop;
import org.heliograph.core.session.Handshake;

/// Opens what lies in the own inbox, and says who wants to talk.
///
/// Whatever does not open, verify or fit is dropped without a trace and without an answer.
final class Initiations {
    /// What came of one item of the inbox.
    sealed interface Outcome {
        /// Seen before: its sender may have missed the acknowledgement.
        record Repeated(Prekeys.Spent earlier) implements Outcome {}

        /// A verified initiation, not yet taken.
        record Opened(DeviceCertificate sender, byte[] record, Handshake.Accepted accepted) implements Outcome {}
    }

    /// Remembers what came of the replayed one.
    private final class Repetition {
        private Optional<Prekeys.Spent> earlier = Optional.empty();

        private boolean isBy(byte[] tag) {
            earlier = prekeys.spent(tag);
            return earlier.isPresent();
        }
    }

    private final Self self;
    private final Prekeys prekeys;
    private final Correspondences correspondences;

    Initiations(Self self, Prekeys prekeys, Correspondences correspondences) {
        this.self = self;
        this.prekeys = prekeys;
        this.correspondences = correspondences;
    }

    /// The INIT record in a box of the inbox, if it was sealed for it.
    Optional<byte[]> record(Mine.Inbox inbox, byte[] box) {
        try (var drop = self.drop(inbox.door(), Drop.Kind.INBOX, inbox.week())) {
            return drop.open(box);
        }
    }

    Outcome open(byte[] record, Now now) throws PeerFault {
        var repeated = new Repetition();
        try {
            var accepted = Handshake.accept(
                    record, id -> usable(id, now), self.device(), repeated::isBy, correspondences::certificate);
            return new Outcome.Opened(accepted.initiator(), record, accepted);
        } catch (PeerFault refused) {
            if (repeated.earlier.isPresent()) {
                return new Outcome.Repeated(repeated.earlier.get());
            }
            throw refused;
        }
    }

    private Optional<Prekey> usable(long prekeyId, Now now) {
        return prekeys.find(prekeyId)
                .filter(known -> !prekeys.isExhausted(prekeyId) && !known.isOver(now.wallSeconds()));
    }

    void spend(Outcome.Opened opened) {
        var accepted = opened.accepted();
        var sender = opened.sender().identity().fingerprint();
        var spent = new Prekeys.Spent(sender, accepted.first().chainTag());
        prekeys.spend(accepted.prekeyId(), accepted.replayTag(), spent);
    }
}
