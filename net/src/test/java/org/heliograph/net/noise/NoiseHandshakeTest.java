package org.heliograph.net.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.heliograph.core.PeerFault;
import org.heliograph.crypto.AgreementKey;
import org.heliograph.crypto.Secret;
import org.heliograph.crypto.Suite;
import org.heliograph.testkit.Case;
import org.heliograph.testkit.Cases;
import org.junit.jupiter.api.Test;

class NoiseHandshakeTest {
    private static final byte[] PROLOGUE = {1, 2, 3};
    private static final byte[] NONE = {};

    @Test
    void anyChangedBitOfAnyMessageIsAFaultAtTheNextRead() {
        Cases.forAll(60, random -> {
            int changed = random.nextInt(3);
            try (var initiator = end(random, true, 7);
                    var responder = end(random, false, 7)) {
                assertThatThrownBy(() -> {
                            for (int i = 0; i < 3; i++) {
                                var message = (i % 2 == 0 ? initiator : responder).write(random.bytes(20));
                                if (i == changed) {
                                    message[random.nextInt(message.length)] ^= (byte) (1 << random.nextInt(8));
                                }
                                (i % 2 == 0 ? responder : initiator).read(message);
                            }
                        })
                        .isInstanceOf(PeerFault.class);
            }
        });
    }

    @Test
    void randomBytesOfAnyLengthAreAFaultAndNothingElse() {
        Cases.forAll(500, random -> {
            try (var responder = end(random, false, 7)) {
                assertThatThrownBy(() -> responder.read(random.bytesUpTo(200))).isInstanceOf(PeerFault.class);
                assertThatThrownBy(() -> responder.read(NONE)).isInstanceOf(IllegalStateException.class);
            }
        });
    }

    @Test
    void anEphemeralKeyOfLowOrderIsRefused() throws PeerFault {
        var protocol = NoiseProtocol.LINK;
        var random = new Case(0);
        try (var responder = end(protocol, random, false, List.of())) {
            responder.read(new byte[32]);
            assertThatThrownBy(() -> responder.write(NONE)).isInstanceOf(PeerFault.class);
        }
    }

    @Test
    void anotherSharedKeyAnotherPrologueOrAnotherPatternDoNotMeet() {
        var random = new Case(0);
        try (var initiator = end(random, true, 7);
                var responder = end(random, false, 8)) {
            assertThatThrownBy(() -> responder.read(initiator.write(NONE))).isInstanceOf(PeerFault.class);
        }
    }

    @Test
    void itsUserMustKeepTheOrder() throws PeerFault {
        var random = new Case(0);
        try (var initiator = end(random, true, 7);
                var responder = end(random, false, 7)) {
            assertThatThrownBy(() -> responder.write(NONE)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> initiator.read(NONE)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(initiator::split).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(initiator::peerStatic).isInstanceOf(IllegalStateException.class);
            responder.read(initiator.write(NONE));
        }
    }

    @Test
    void aRekeyedCipherOpensOnlyWithARekeyedOne() throws PeerFault {
        var random = new Case(3);
        var sender = cipher(random);
        var receiver = cipher(new Case(3));
        receiver.open(NONE, sender.seal(NONE, NONE));
        sender.rekey();
        var sealed = sender.seal(NONE, new byte[] {5});
        assertThatThrownBy(() -> receiver.open(NONE, sealed)).isInstanceOf(PeerFault.class);
        receiver.rekey();
        assertThat(receiver.open(NONE, sealed)).containsExactly(5);
    }

    @Test
    void aPatternIsReadFromItsNotationOrNotAtAll() {
        assertThatThrownBy(() -> NoisePattern.of("bad", "-> e -> e")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> NoisePattern.of("bad", "-> f")).isInstanceOf(IllegalArgumentException.class);
        assertThat(NoiseProtocol.CLOSED_LINK.name()).isEqualTo("Noise_XXpsk0+psk3_25519_ChaChaPoly_SHA256");
        assertThat(NoiseProtocol.LINK.name()).isEqualTo("Noise_XX_25519_ChaChaPoly_SHA256");
    }

    private static NoiseCipher cipher(Case random) {
        return new NoiseCipher(NoiseProtocol.LINK.aead(), Secret.taking(random.bytes(32)));
    }

    private static NoiseHandshake end(Case random, boolean initiator, int shared) {
        var key = new byte[32];
        key[0] = (byte) shared;
        return end(
                NoiseProtocol.CLOSED_LINK,
                random,
                initiator,
                List.of(Secret.taking(key.clone()), Secret.taking(key.clone())));
    }

    private static NoiseHandshake end(NoiseProtocol protocol, Case random, boolean initiator, List<Secret> shared) {
        var keys = new NoiseHandshake.Keys(
                AgreementKey.generate(Suite.X25519, random::nextBytes),
                null,
                () -> AgreementKey.generate(Suite.X25519, random::nextBytes),
                shared);
        return new NoiseHandshake(protocol, initiator, PROLOGUE, keys);
    }
}
