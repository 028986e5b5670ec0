package org.heliograph.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.bouncycastle.crypto.digests.SHAKEDigest;
import org.bouncycastle.crypto.kems.MLKEMExtractor;
import org.bouncycastle.crypto.kems.MLKEMGenerator;
import org.bouncycastle.crypto.params.MLKEMParameters;
import org.bouncycastle.crypto.params.MLKEMPrivateKeyParameters;
import org.heliograph.testkit.Cases;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class KemKeyTest {
    /// Go's `crypto/mlkem`, `TestAccumulated`: keys, ciphertexts, secrets and refusals of 100 keys in one hash, of
    /// 10,000
    /// with -Dslow=true.
    @Test
    void mlKem768IsThatOfGo() {
        assertThat(accumulated(Suite.X25519_MLKEM768, 100))
                .isEqualTo("1114b1b6699ed191734fa339376afa7e285c9e6acf6ff0177d346696ce564415");
        if (Boolean.getBoolean("slow")) {
            assertThat(accumulated(Suite.P256_MLKEM768, 10_000))
                    .isEqualTo("8a518cc63da366322a8e7a818c7a0d63483cb3528d34a4cf42f35d5ad73f22fc");
        }
    }

    /// The same procedure for ML-KEM-1024; nobody publishes its hash, PQClean, kyber-py, Go and CIRCL agree on it.
    @Test
    void mlKem1024IsThatOfFourOthers() {
        assertThat(accumulated(Suite.X448_MLKEM1024, 100))
                .isEqualTo("800018fec3e2723f73f1d657fe239b4d5d8782efaade297e8cd448e54cc2ac00");
    }

    private static String accumulated(Suite suite, int rounds) {
        var stream = new SHAKEDigest(128);
        var sum = new SHAKEDigest(128);
        Entropy drawn = out -> stream.doOutput(out, 0, out.length);
        for (int i = 0; i < rounds; i++) {
            try (var key = KemKey.generate(suite, drawn)) {
                var made = KemKey.encapsulate(suite, key.publicKey(), drawn).orElseThrow();
                var secret = Known.opened(made.secret());
                assertThat(Known.opened(key.decapsulate(made.ciphertext()).orElseThrow()))
                        .isEqualTo(secret);
                var foreign = drawn.bytes(suite.kemCiphertextBytes());
                for (var part : new byte[][] {
                    key.publicKey(),
                    made.ciphertext(),
                    secret,
                    Known.opened(key.decapsulate(foreign).orElseThrow())
                }) {
                    sum.update(part, 0, part.length);
                }
            }
        }
        return Known.hex(finished(sum));
    }

    private static byte[] finished(SHAKEDigest sum) {
        var out = new byte[32];
        sum.doOutput(out, 0, out.length);
        return out;
    }

    @ParameterizedTest
    @EnumSource(names = {"X25519_MLKEM768", "X448_MLKEM1024"})
    void bouncyCastleAgreesOnKeysSecretsAndRefusals(Suite suite) {
        var parameters = suite == Suite.X448_MLKEM1024 ? MLKEMParameters.ml_kem_1024 : MLKEMParameters.ml_kem_768;
        Cases.forAll(150, random -> {
            var seed = random.bytes(64);
            var coins = random.bytes(32);
            var theirs = new MLKEMPrivateKeyParameters(parameters, seed);
            try (var ours = KemKey.restore(suite, seed.clone())) {
                assertThat(ours.publicKey()).isEqualTo(theirs.getPublicKey());
                var made = KemKey.encapsulate(suite, ours.publicKey(), EntropyTest.giving(coins))
                        .orElseThrow();
                var other = MLKEMGenerator.internalGenerateEncapsulated(theirs.getPublicKeyParameters(), coins);
                assertThat(made.ciphertext()).isEqualTo(other.getEncapsulation());
                assertThat(Known.opened(made.secret())).isEqualTo(other.getSecret());
                var ciphertext = made.ciphertext();
                ciphertext[random.nextInt(ciphertext.length)] ^= (byte) (1 << random.nextInt(8));
                assertThat(Known.opened(ours.decapsulate(ciphertext).orElseThrow()))
                        .isEqualTo(new MLKEMExtractor(theirs).extractSecret(ciphertext))
                        .isNotEqualTo(other.getSecret());
            }
        });
    }

    /// FIPS 203, 7.2: a coefficient takes 12 bits and must be below 3,329. Any coefficient of the key may be the wrong
    /// one.
    @ParameterizedTest
    @EnumSource(names = {"X25519_MLKEM768", "X448_MLKEM1024"})
    void aCoefficientAboveTheModulusIsRefused(Suite suite) {
        var entropy = new SeededEntropy(1);
        try (var key = KemKey.generate(suite, entropy)) {
            int coefficients = (suite.kemKeyBytes() - 32) * 8 / 12;
            for (int i = 0; i < coefficients; i += 5) {
                for (int value : new int[] {3_329, 4_095}) {
                    assertThat(KemKey.encapsulate(suite, withCoefficient(key.publicKey(), i, value), entropy))
                            .isEmpty();
                }
                assertThat(KemKey.isValidPublicKey(suite, withCoefficient(key.publicKey(), i, 3_329)))
                        .isFalse();
                assertThat(KemKey.isValidPublicKey(suite, withCoefficient(key.publicKey(), i, 3_328)))
                        .isTrue();
            }
        }
    }

    private static byte[] withCoefficient(byte[] publicKey, int index, int value) {
        int at = index / 2 * 3;
        if (index % 2 == 0) {
            publicKey[at] = (byte) value;
            publicKey[at + 1] = (byte) ((publicKey[at + 1] & 0xf0) | value >> 8);
        } else {
            publicKey[at + 1] = (byte) ((publicKey[at + 1] & 0x0f) | value << 4);
            publicKey[at + 2] = (byte) (value >> 4);
        }
        return publicKey;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 32, 1_087, 1_089, 1_183, 1_185, 1_567, 1_569})
    void wrongLengthsAreRefused(int length) {
        for (var suite : new Suite[] {Suite.X25519_MLKEM768, Suite.P256_MLKEM768, Suite.X448_MLKEM1024}) {
            try (var key = KemKey.generate(suite, new SeededEntropy(2))) {
                assertThat(key.decapsulate(new byte[length])).isEmpty();
                assertThat(KemKey.encapsulate(suite, new byte[length], new SeededEntropy(3)))
                        .isEmpty();
                assertThat(KemKey.isValidPublicKey(suite, new byte[length])).isFalse();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"X25519", "P256", "X448"})
    void aClassicSuiteHasNoKeyEncapsulation(Suite suite) {
        var seed = new byte[64];
        Arrays.fill(seed, (byte) 1);
        assertThatThrownBy(() -> KemKey.restore(suite, seed)).isInstanceOf(IllegalArgumentException.class);
        assertThat(seed).containsOnly(0);
        assertThatThrownBy(() -> KemKey.encapsulate(suite, seed, new SeededEntropy(1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aKeyComesBackFromItsSeed() {
        var seed = new SeededEntropy(4).bytes(64);
        try (var key = KemKey.restore(Suite.X25519_MLKEM768, seed.clone())) {
            assertThat(key.reveal()).isEqualTo(seed);
            assertThat(key.suite()).isEqualTo(Suite.X25519_MLKEM768);
            assertThat(key.toString()).isEqualTo("KemKey[X25519_MLKEM768]");
        }
        assertThatThrownBy(() -> KemKey.restore(Suite.X25519_MLKEM768, new byte[63]))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aClosedKeyIsGone() {
        var key = KemKey.generate(Suite.X25519_MLKEM768, new SeededEntropy(5));
        key.close();
        key.close();
        assertThatThrownBy(() -> key.decapsulate(new byte[1_088])).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(key::reveal).isInstanceOf(IllegalStateException.class);
    }
}
