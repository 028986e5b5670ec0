package org.heliograph.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What every suite promises: two people agree, a signature is believed, sizes are those of the specification.
class SuiteTest {
    private static final byte[] MESSAGE = "message".getBytes(StandardCharsets.UTF_8);

    @ParameterizedTest
    @EnumSource
    void twoPeopleAgree(Suite suite) {
        var entropy = new SeededEntropy(1);
        try (var alice = AgreementKey.generate(suite, entropy);
                var bob = AgreementKey.generate(suite, entropy);
                var again = AgreementKey.restore(suite, alice.reveal());
                var hers = alice.agree(bob.publicKey()).orElseThrow();
                var his = bob.agree(again.publicKey()).orElseThrow()) {
            assertThat(hers.matches(his)).isTrue();
            assertThat(hers.length()).isEqualTo(suite.sharedSecretBytes());
            assertThat(alice.publicKey()).hasSize(suite.agreementKeyBytes());
            assertThat(AgreementKey.isValidPublicKey(suite, bob.publicKey())).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aSignatureIsBelievedAndAForgeryIsNot(Suite suite) {
        var entropy = new SeededEntropy(2);
        try (var key = SigningKey.generate(suite, entropy);
                var again = SigningKey.restore(suite, key.reveal())) {
            var signature = again.sign(MESSAGE, entropy);
            assertThat(signature).hasSize(suite.signatureBytes());
            assertThat(key.publicKey()).hasSize(suite.verifyingKeyBytes());
            assertThat(SigningKey.isValidPublicKey(suite, key.publicKey())).isTrue();
            assertThat(SigningKey.verify(suite, key.publicKey(), MESSAGE, signature))
                    .isTrue();
            assertThat(SigningKey.verify(suite, key.publicKey(), new byte[1], signature))
                    .isFalse();
            signature[5] ^= 1;
            assertThat(SigningKey.verify(suite, key.publicKey(), MESSAGE, signature))
                    .isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"X25519_MLKEM768", "P256_MLKEM768", "X448_MLKEM1024"})
    void aSecretReachesTheOwnerOfTheKey(Suite suite) {
        var entropy = new SeededEntropy(3);
        try (var key = KemKey.generate(suite, entropy);
                var again = KemKey.restore(suite, key.reveal())) {
            var made = KemKey.encapsulate(suite, key.publicKey(), entropy).orElseThrow();
            try (var sent = made.secret();
                    var arrived = again.decapsulate(made.ciphertext()).orElseThrow()) {
                assertThat(sent.matches(arrived)).isTrue();
                assertThat(made.ciphertext()).hasSize(suite.kemCiphertextBytes());
                assertThat(key.publicKey()).hasSize(suite.kemKeyBytes());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void theSuiteSealsAndOpens(Suite suite) {
        try (var key = Secret.random(Aead.KEY_BYTES, Entropy.system())) {
            var nonce = new byte[suite.aead().nonceBytes()];
            var sealed = suite.aead().seal(key, nonce, MESSAGE, MESSAGE);
            assertThat(suite.aead().open(key, nonce, MESSAGE, sealed)).contains(MESSAGE);
            assertThat(suite.aead().open(key, nonce, new byte[0], sealed)).isEmpty();
        }
    }
}
