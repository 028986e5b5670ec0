package org.heliograph.net.noise;

import static org.assertj.core.api.Assertions.assertThat;

import com.southernstorm.noise.protocol.CipherStatePair;
import com.southernstorm.noise.protocol.HandshakeState;
import java.util.Arrays;
import java.util.List;
import org.heliograph.crypto.Aead;
import org.heliograph.crypto.AgreementKey;
import org.heliograph.crypto.Entropy;
import org.heliograph.crypto.Suite;
import org.heliograph.testkit.Case;
import org.heliograph.testkit.Cases;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Handshakes with another implementation at the other end. It knows no `psk` modifiers; known answers cover those.
class NoiseInteropTest {
    private static final int CASES = 5;

    @ParameterizedTest
    @ValueSource(strings = {"N", "X", "NN", "NK", "NX", "XN", "XK", "XX", "KN", "KK", "KX", "IN", "IK", "IX"})
    void anotherImplementationAgreesInBothRoles(String pattern) {
        Cases.forAll(CASES, random -> {
            var suite = random.pick(Suite.X25519, Suite.X448);
            var aead = random.pick(Aead.CHACHA20_POLY1305, Aead.AES_256_GCM);
            var hash = BouncyHash.named(random.pick("SHA256", "SHA512", "BLAKE2s", "BLAKE2b"));
            var protocol = new NoiseProtocol(NoisePatterns.named(pattern), suite, aead, hash);
            for (boolean initiator : new boolean[] {true, false}) {
                new Meeting(protocol, initiator, random).run();
            }
        });
    }

    /// One handshake, ours at one end and theirs at the other, and messages in every direction the pattern has.
    private static final class Meeting {
        private static final byte[] NONE = {};

        private final NoiseProtocol protocol;
        private final boolean initiator;
        private final Case random;
        private final HandshakeState theirs;
        private final NoiseHandshake ours;

        Meeting(NoiseProtocol protocol, boolean initiator, Case random) throws Exception {
            this.protocol = protocol;
            this.initiator = initiator;
            this.random = random;
            theirs = new HandshakeState(
                    protocol.name(), initiator ? HandshakeState.RESPONDER : HandshakeState.INITIATOR);
            var prologue = random.bytesUpTo(40);
            theirs.setPrologue(prologue, 0, prologue.length);
            var own = AgreementKey.generate(protocol.agreement(), random::nextBytes);
            var peer = exchangeStatics(own);
            Entropy entropy = random::nextBytes;
            ours = new NoiseHandshake(
                    protocol,
                    initiator,
                    prologue,
                    new NoiseHandshake.Keys(
                            own, peer, () -> AgreementKey.generate(protocol.agreement(), entropy), List.of()));
            theirs.start();
        }

        private byte[] exchangeStatics(AgreementKey own) {
            if (theirs.needsRemotePublicKey()) {
                theirs.getRemotePublicKey().setPublicKey(own.publicKey(), 0);
            }
            if (!theirs.needsLocalKeyPair()) {
                return NONE;
            }
            theirs.getLocalKeyPair().generateKeyPair();
            var peer = new byte[theirs.getLocalKeyPair().getPublicKeyLength()];
            theirs.getLocalKeyPair().getPublicKey(peer, 0);
            return peer;
        }

        void run() throws Exception {
            boolean oursNext = initiator;
            while (!ours.done()) {
                var payload = random.bytesUpTo(100);
                assertThat(oursNext ? theyRead(ours.write(payload)) : ours.read(theyWrite(payload)))
                        .isEqualTo(payload);
                oursNext = !oursNext;
            }
            assertThat(ours.hash()).isEqualTo(theirs.getHandshakeHash());
            var ciphers = ours.split();
            var pair = theirs.split();
            for (int i = 0; i < 3; i++) {
                if (initiator || !protocol.pattern().oneWay()) {
                    oursToTheirs(ciphers.sending(), pair);
                }
                if (!initiator || !protocol.pattern().oneWay()) {
                    theirsToOurs(ciphers.receiving(), pair);
                }
            }
        }

        private byte[] theyRead(byte[] message) throws Exception {
            var payload = new byte[message.length];
            return Arrays.copyOf(payload, theirs.readMessage(message, 0, message.length, payload, 0));
        }

        private byte[] theyWrite(byte[] payload) throws Exception {
            var message = new byte[payload.length + 400];
            return Arrays.copyOf(message, theirs.writeMessage(message, 0, payload, 0, payload.length));
        }

        private void oursToTheirs(NoiseCipher sending, CipherStatePair pair) throws Exception {
            var payload = random.bytesUpTo(100);
            var sealed = sending.seal(NONE, payload);
            var opened = new byte[sealed.length];
            int length = pair.getReceiver().decryptWithAd(NONE, sealed, 0, opened, 0, sealed.length);
            assertThat(Arrays.copyOf(opened, length)).isEqualTo(payload);
        }

        private void theirsToOurs(NoiseCipher receiving, CipherStatePair pair) throws Exception {
            var payload = random.bytesUpTo(100);
            var sealed = new byte[payload.length + Aead.TAG_BYTES];
            pair.getSender().encryptWithAd(NONE, payload, 0, sealed, 0, payload.length);
            assertThat(receiving.open(NONE, sealed)).isEqualTo(payload);
        }
    }
}
