package org.heliograph.core.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import java.util.Arrays;
import java.util.Optional;
import org.heliograph.core.PeerFault;
import org.heliograph.core.PeerFault.Kind;
import org.heliograph.core.identity.DeviceCertificate;
import org.heliograph.core.wire.Writer;
import org.heliograph.crypto.AgreementKey;
import org.heliograph.crypto.Entropy;
import org.heliograph.crypto.Secret;
import org.heliograph.crypto.Suite;
import org.heliograph.testkit.Case;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HandshakeTest {
    private final Entropy entropy = new Case(11)::nextBytes;
    private final Person alice = new Person(Suite.X25519, entropy);
    private final Person bob = new Person(Suite.X25519, entropy);

    private byte[] init() throws PeerFault {
        return init(alice, bob);
    }

    private byte[] init(Person from, Person to) throws PeerFault {
        return from.start(to, entropy).initiation().seal(new byte[60], entropy).message();
    }

    private static Kind refused(Person by, byte[] init) {
        try {
            by.accept(init);
        } catch (PeerFault refused) {
            return refused.kind();
        }
        return fail("accepted");
    }

    @ParameterizedTest
    @EnumSource
    void bothEndsAgreeAndTheResponderLearnsWhoItIs(Suite suite) throws PeerFault {
        var initiator = new Person(suite, entropy);
        var responder = new Person(suite, entropy);
        var started = initiator.start(responder, entropy);
        var frame = entropy.bytes(started.initiation().frameBytes());
        var sealed = started.initiation().seal(frame, entropy);
        var accepted = responder.accept(sealed.message());
        assertThat(accepted.initiator().bytes())
                .isEqualTo(initiator.device.certificate().bytes());
        assertThat(accepted.prekeyId()).isEqualTo(responder.prekey.id());
        assertThat(accepted.first().frame()).isEqualTo(frame);
        assertThat(accepted.first().chainTag()).isEqualTo(sealed.chainTag());
        assertThat(sealed.n()).isZero();
        assertThat(accepted.session().th()).isEqualTo(started.session().th());
        assertThat(accepted.session().suite()).isEqualTo(suite);
        try (var pair = new Pair(new End(started.session()), new End(accepted.session()), entropy)) {
            pair.roundTrip();
            pair.alice().restart();
            pair.bob().restart();
            pair.roundTrip();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"X25519", "P256"})
    void anInitAlteredAtAnyByteIsRefused(Suite suite) throws PeerFault {
        var initiator = new Person(suite, entropy);
        var responder = new Person(suite, entropy);
        var init = init(initiator, responder);
        for (int at = 0; at < init.length; at++) {
            init[at] ^= 1;
            refused(responder, init);
            init[at] ^= 1;
        }
        for (int length = 0; length < init.length; length += 7) {
            refused(responder, Arrays.copyOf(init, length));
        }
        refused(responder, Arrays.copyOf(init, init.length + 1));
        responder.accept(init);
    }

    @Test
    void anInitOfAHybridSuiteAlteredInItsEncapsulationIsRefused() throws PeerFault {
        var initiator = new Person(Suite.X25519_MLKEM768, entropy);
        var responder = new Person(Suite.X25519_MLKEM768, entropy);
        var init = init(initiator, responder);
        for (int at = 2; at < init.length; at += 13) {
            init[at] ^= 0x20;
            refused(responder, init);
            init[at] ^= 0x20;
        }
        responder.accept(init);
    }

    @Test
    void anInitOfADeviceThatIsKnownIsAcceptedAsAnyOther() throws PeerFault {
        bob.know(alice.device.certificate());
        assertThat(bob.accept(init()).initiator().bytes())
                .isEqualTo(alice.device.certificate().bytes());
        bob.know(new Person(Suite.X25519, entropy).device.certificate());
        assertThat(bob.accept(init()).initiator().bytes())
                .isEqualTo(alice.device.certificate().bytes());
    }

    @Test
    void anInitIsAcceptedOnce() throws PeerFault {
        var init = init();
        bob.accept(init);
        for (int i = 0; i < 1_000; i++) {
            assertThat(refused(bob, init)).isEqualTo(Kind.REPLAYED);
        }
    }

    @Test
    void anInitForAPrekeyThatIsGoneOrSomeoneElsesIsRefused() throws PeerFault {
        assertThatThrownBy(() -> Handshake.accept(
                        init(), id -> Optional.empty(), bob.device, tag -> false, id -> Optional.empty()))
                .isInstanceOfSatisfying(
                        PeerFault.class, fault -> assertThat(fault.kind()).isEqualTo(Kind.OUT_OF_TURN));
        assertThatThrownBy(() -> Handshake.accept(
                        init(), id -> Optional.of(alice.prekey), bob.device, tag -> false, id -> Optional.empty()))
                .isInstanceOf(PeerFault.class);
    }

    @Test
    void anInitDowngradedToTheClassicSuiteIsRefused() throws PeerFault {
        var initiator = new Person(Suite.X25519_MLKEM768, entropy);
        var responder = new Person(Suite.X25519_MLKEM768, entropy);
        var init = InitMessage.read(init(initiator, responder));
        var stripped = new InitMessage(
                        Suite.X25519,
                        init.prekeyId(),
                        init.ephemeralKey(),
                        new byte[0],
                        init.identity(),
                        init.ratchetMessage())
                .encode();
        assertThat(refused(responder, stripped)).isEqualTo(Kind.FORGED);
        assertThatThrownBy(() -> Handshake.start(Suite.X25519, initiator.device, responder.prekey.bundle(), entropy))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anInitWithAnEphemeralKeyOfLowOrderIsRefused() throws PeerFault {
        var init = InitMessage.read(init());
        var one = new byte[32];
        one[0] = 1;
        for (var key : new byte[][] {new byte[32], one}) {
            var forged = new InitMessage(
                            init.suite(),
                            init.prekeyId(),
                            key,
                            init.ciphertext(),
                            init.identity(),
                            init.ratchetMessage())
                    .encode();
            assertThat(refused(bob, forged)).isEqualTo(Kind.MALFORMED);
        }
    }

    /// Key compromise: Mallory has Bob's prekey secrets, and Alice's certificate, which is no secret among contacts.
    @Test
    void whoStoleThePrekeyStillCannotPoseAsSomeoneElse() throws PeerFault {
        var mallory = new Person(Suite.X25519, entropy);
        var forged = forge(alice.device.certificate(), mallory);
        assertThat(refused(bob, forged)).isEqualTo(Kind.FORGED);
        bob.know(alice.device.certificate());
        assertThat(refused(bob, forged)).isEqualTo(Kind.FORGED);
        bob.accept(forge(mallory.device.certificate(), mallory));
    }

    /// An INIT under this certificate, signed by that person's device, from a prekey whose secret is known.
    private byte[] forge(DeviceCertificate certificate, Person signer) throws PeerFault {
        var bundle = bob.prekey.bundle();
        var stolen = bob.prekey.agreementKey();
        try (var ephemeral = AgreementKey.generate(Suite.X25519, entropy);
                var dh1 = KeySchedule.agree(stolen, certificate.agreementKey());
                var dh2 = KeySchedule.agree(ephemeral, bundle.certificate().agreementKey());
                var dh3 = KeySchedule.agree(ephemeral, bundle.agreementKey());
                var early = KeySchedule.early(dh2, dh3, Optional.empty());
                var all = Secret.join(dh1, early)) {
            var t1 = KeySchedule.earlyTranscript(bundle, ephemeral.publicKey(), new byte[0]);
            var th = KeySchedule.transcript(t1, certificate);
            var identity = new Writer(512)
                    .bytes(certificate.bytes())
                    .bytes(signer.device.sign(KeySchedule.signed(th), entropy))
                    .toBytes();
            var sealed = Suite.X25519.aead().seal(KeySchedule.identityKey(t1, early), new byte[24], t1, identity);
            var keys = KeySchedule.sessionKeys(th, all);
            var session = Session.initiator(
                    new Session.Agreed(Suite.X25519, th, keys.exporter()),
                    keys,
                    AgreementKey.generate(Suite.X25519, entropy),
                    bundle.agreementKey());
            return new InitMessage(
                            Suite.X25519,
                            bundle.id(),
                            ephemeral.publicKey(),
                            new byte[0],
                            sealed,
                            session.seal(new byte[1], entropy).message())
                    .encode();
        }
    }

    @Test
    void anInitWithALaterMessageThanTheFirstIsRefused() throws PeerFault {
        var started = alice.start(bob, entropy);
        var init =
                InitMessage.read(started.initiation().seal(new byte[1], entropy).message());
        var second = started.session().seal(new byte[1], entropy).message();
        assertThat(refused(bob, init.with(second).encode())).isEqualTo(Kind.MALFORMED);
        assertThatThrownBy(() -> started.initiation().seal(new byte[1], entropy))
                .isInstanceOf(IllegalStateException.class);
        bob.accept(init.encode());
    }

    @Test
    void messagesBeforeTheFirstAnswerOpenInAnyOrder() throws PeerFault {
        var started = alice.start(bob, entropy);
        var init = started.initiation().seal(new byte[1], entropy).message();
        var second = started.session().seal(new byte[2], entropy).message();
        var third = started.session().seal(new byte[3], entropy).message();
        var session = bob.accept(init).session();
        assertThat(session.open(third).n()).isEqualTo(2);
        assertThat(session.open(second).n()).isEqualTo(1);
    }
}
