package org.heliograph.core.session;

import java.util.Optional;
import java.util.function.Function;
import org.heliograph.core.ContactId;
import org.heliograph.core.PeerFault;
import org.heliograph.core.identity.Device;
import org.heliograph.core.identity.DeviceCertificate;
import org.heliograph.core.identity.Prekey;
import org.heliograph.core.wire.Reader;
import org.heliograph.crypto.Secret;
import org.heliograph.crypto.Suite;

/// The responder's side of the handshake: one INIT, its prekey found and the INIT not seen before.
final class Responder {
    private final InitMessage init;
    private final Prekey prekey;
    private final Device me;
    private final Function<ContactId, Optional<DeviceCertificate>> certificates;
    private final Suite suite;

    Responder(
            InitMessage init, Prekey prekey, Device me, Function<ContactId, Optional<DeviceCertificate>> certificates) {
        this.init = init;
        this.prekey = prekey;
        this.me = me;
        this.certificates = certificates;
        this.suite = prekey.suite();
    }

    /// The initiator's certificate, and its device's signature of the transcript.
    private record Shown(DeviceCertificate certificate, byte[] signature) {}

    Handshake.Accepted accept() throws PeerFault {
        var t1 = KeySchedule.earlyTranscript(prekey.bundle(), init.ephemeralKey(), init.ciphertext());
        try (var early = early()) {
            var initiator = openIdentity(t1, early);
            var th = KeySchedule.transcript(t1, initiator.certificate);
            if (!initiator.certificate.signed(KeySchedule.signed(th), initiator.signature)) {
                throw new PeerFault(PeerFault.Kind.FORGED, "an INIT that its device did not sign");
            }
            try (var dh1 = KeySchedule.agree(prekey.agreementKey(), initiator.certificate.agreementKey());
                    var all = Secret.join(dh1, early)) {
                return open(initiator.certificate, session(th, all));
            }
        }
    }

    private Secret early() throws PeerFault {
        var ss = decapsulate();
        try (var dh2 = KeySchedule.agree(me.agreementKey(), init.ephemeralKey());
                var dh3 = KeySchedule.agree(prekey.agreementKey(), init.ephemeralKey())) {
            return KeySchedule.early(dh2, dh3, ss);
        } finally {
            ss.ifPresent(Secret::close);
        }
    }

    private Optional<Secret> decapsulate() throws PeerFault {
        if (!suite.hybrid()) {
            return Optional.empty();
        }
        var ss = prekey.kemKey().orElseThrow().decapsulate(init.ciphertext());
        if (ss.isEmpty()) {
            throw new PeerFault(PeerFault.Kind.MALFORMED, "an encapsulation of a wrong form");
        }
        return ss;
    }

    private Shown openIdentity(byte[] t1, Secret early) throws PeerFault {
        try (var key = KeySchedule.identityKey(t1, early)) {
            var identity = suite.aead().open(key, new byte[suite.aead().nonceBytes()], t1, init.identity());
            if (identity.isEmpty()) {
                throw new PeerFault(PeerFault.Kind.FORGED, "an INIT that does not open");
            }
            var in = new Reader(identity.get());
            var certificate = DeviceCertificate.verify(in.bytes(DeviceCertificate.bytes(suite)), certificates);
            if (certificate.identity().family() != suite.family()) {
                throw new PeerFault(PeerFault.Kind.FORGED, "an INIT by a device of another family");
            }
            return new Shown(certificate, in.rest());
        }
    }

    private Session session(byte[] th, Secret all) {
        var keys = KeySchedule.sessionKeys(th, all);
        var agreed = new Session.Agreed(suite, th, keys.exporter());
        return Session.responder(agreed, keys, prekey.agreementKey());
    }

    private Handshake.Accepted open(DeviceCertificate initiator, Session session) throws PeerFault {
        try {
            var first = session.open(init.ratchetMessage());
            if (first.n() != 0) {
                throw new PeerFault(PeerFault.Kind.MALFORMED, "an INIT without the first message of its session");
            }
            return new Handshake.Accepted(initiator, prekey.id(), init.replayTag(), session, first);
        } catch (PeerFault refused) {
            session.close();
            throw refused;
        }
    }
}
