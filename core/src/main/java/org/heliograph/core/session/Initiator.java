package org.heliograph.core.session;

import java.util.Optional;
import org.heliograph.core.PeerFault;
import org.heliograph.core.identity.Device;
import org.heliograph.core.identity.DeviceCertificate;
import org.heliograph.core.identity.PrekeyBundle;
import org.heliograph.core.wire.Writer;
import org.heliograph.crypto.AgreementKey;
import org.heliograph.crypto.Entropy;
import org.heliograph.crypto.KemKey;
import org.heliograph.crypto.Secret;
import org.heliograph.crypto.Suite;

/// The initiator's side of the handshake.
final class Initiator {
    private Initiator() {}

    /// What the initiator makes of the other's prekeys: two public values, and the secrets DH2||DH3||ss (`early`) and
    /// DH1||DH2||DH3||ss (`all`).
    private record Offer(byte[] ephemeralKey, byte[] ciphertext, Secret early, Secret all) implements AutoCloseable {
        @Override
        public void close() {
            early.close();
            all.close();
        }
    }

    static Handshake.Started start(Device me, PrekeyBundle theirs, Entropy entropy) throws PeerFault {
        var suite = theirs.suite();
        try (var offer = offer(me, theirs, entropy)) {
            var t1 = KeySchedule.earlyTranscript(theirs, offer.ephemeralKey, offer.ciphertext);
            var th = KeySchedule.transcript(t1, me.certificate());
            var signature = me.sign(KeySchedule.signed(th), entropy);
            var beginning = new InitMessage(
                    suite,
                    theirs.id(),
                    offer.ephemeralKey,
                    offer.ciphertext,
                    sealIdentity(suite, t1, offer.early, me.certificate(), signature),
                    new byte[0]);
            var keys = KeySchedule.sessionKeys(th, offer.all);
            var agreed = new Session.Agreed(suite, th, keys.exporter());
            var myKey = AgreementKey.generate(suite, entropy);
            var session = Session.initiator(agreed, keys, myKey, theirs.agreementKey());
            return new Handshake.Started(new Initiation(beginning, session), session);
        }
    }

    private static Offer offer(Device me, PrekeyBundle theirs, Entropy entropy) throws PeerFault {
        var prekey = theirs.agreementKey();
        var encapsulated = encapsulate(theirs, entropy);
        try (var ephemeral = AgreementKey.generate(theirs.suite(), entropy);
                var dh1 = KeySchedule.agree(me.agreementKey(), prekey);
                var dh2 = KeySchedule.agree(ephemeral, theirs.certificate().agreementKey());
                var dh3 = KeySchedule.agree(ephemeral, prekey)) {
            var early = KeySchedule.early(dh2, dh3, encapsulated.map(KemKey.Encapsulated::secret));
            return new Offer(
                    ephemeral.publicKey(),
                    encapsulated.map(KemKey.Encapsulated::ciphertext).orElse(new byte[0]),
                    early,
                    Secret.join(dh1, early));
        } finally {
            encapsulated.ifPresent(each -> each.secret().close());
        }
    }

    private static Optional<KemKey.Encapsulated> encapsulate(PrekeyBundle theirs, Entropy entropy) throws PeerFault {
        if (!theirs.suite().hybrid()) {
            return Optional.empty();
        }
        var encapsulated = KemKey.encapsulate(theirs.suite(), theirs.kemKey(), entropy);
        if (encapsulated.isEmpty()) {
            throw new PeerFault(PeerFault.Kind.MALFORMED, "a prekey that nothing can be encapsulated to");
        }
        return encapsulated;
    }

    /// The nonce is zero: the key serves once, since the ephemeral key is new.
    private static byte[] sealIdentity(
            Suite suite, byte[] t1, Secret early, DeviceCertificate certificate, byte[] signature) {
        var identity = new Writer(certificate.bytes().length + signature.length)
                .bytes(certificate.bytes())
                .bytes(signature)
                .toBytes();
        try (var key = KeySchedule.identityKey(t1, early)) {
            return suite.aead().seal(key, new byte[suite.aead().nonceBytes()], t1, identity);
        }
    }
}
