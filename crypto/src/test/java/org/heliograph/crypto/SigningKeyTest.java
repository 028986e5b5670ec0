package org.heliograph.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.heliograph.testkit.Cases;
import org.heliograph.testkit.Vectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SigningKeyTest {
    private static final Entropy NONE = out -> {
        throw new AssertionError("an Edwards curve asks for no randomness");
    };

    @Test
    void ed25519SignsAsPublished() {
        Known.answers("ed25519-rfc8032.txt", 5).forEach(vector -> signsAsPublished(Suite.X25519, vector));
    }

    @Test
    void ed448SignsAsPublished() {
        Known.answers("ed448-rfc8032.txt", 8).forEach(vector -> signsAsPublished(Suite.X448, vector));
    }

    private static void signsAsPublished(Suite suite, Vectors.Vector vector) {
        try (var key = SigningKey.restore(suite, vector.bytes("seed"))) {
            assertThat(key.publicKey()).isEqualTo(vector.bytes("public"));
            assertThat(key.reveal()).isEqualTo(vector.bytes("seed"));
            assertThat(key.sign(vector.bytes("message"), NONE)).isEqualTo(vector.bytes("signature"));
            assertThat(SigningKey.verify(
                            suite, vector.bytes("public"), vector.bytes("message"), vector.bytes("signature")))
                    .isTrue();
        }
    }

    /// The JDK reads 40 bytes as a little-endian number for the nonce, so the known nonce with zeros behind it gives
    /// the known signature.
    @Test
    void ecdsaSignsAsPublishedWithThePublishedNonce() {
        for (var vector : Known.answers("ecdsa-rfc6979.txt", 2)) {
            var message = vector.text("message").getBytes(StandardCharsets.US_ASCII);
            Entropy nonce = out -> {
                assertThat(out).hasSize(40);
                Arrays.fill(out, (byte) 0);
                var k = vector.bytes("k");
                for (int i = 0; i < 32; i++) {
                    out[i] = k[31 - i];
                }
            };
            try (var key = SigningKey.restore(Suite.P256, vector.bytes("x"))) {
                var publicKey = Known.bytes("03" + vector.text("ux")); // uy is odd
                assertThat(key.publicKey()).isEqualTo(publicKey);
                var signature = Known.bytes(vector.text("r") + vector.text("s"));
                assertThat(key.sign(message, nonce)).isEqualTo(signature);
                assertThat(SigningKey.verify(Suite.P256, publicKey, message, signature))
                        .isTrue();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"X25519", "P256", "X448"})
    void oneBitAnywhereIsNoticed(Suite suite) {
        Cases.forAll(1, random -> {
            var message = random.bytes(10);
            try (var key = SigningKey.generate(suite, random::nextBytes)) {
                var signature = key.sign(message, random::nextBytes);
                for (int bit = 0; bit < signature.length * 8; bit += 3) {
                    assertThat(SigningKey.verify(suite, key.publicKey(), message, flipped(signature, bit)))
                            .isFalse();
                }
                for (int bit = 0; bit < key.publicKey().length * 8; bit += 7) {
                    assertThat(SigningKey.verify(suite, flipped(key.publicKey(), bit), message, signature))
                            .isFalse();
                }
                assertThat(SigningKey.verify(suite, key.publicKey(), flipped(message, 3), signature))
                        .isFalse();
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void wrongLengthsAreNotBelieved(Suite suite) {
        try (var key = SigningKey.generate(suite, new SeededEntropy(1))) {
            var signature = key.sign(new byte[3], new SeededEntropy(2));
            for (int length : new int[] {0, 32, 63, 65, 113, 115}) {
                assertThat(SigningKey.verify(suite, key.publicKey(), new byte[3], Arrays.copyOf(signature, length)))
                        .isFalse();
                assertThat(SigningKey.verify(suite, new byte[length], new byte[3], signature))
                        .isFalse();
            }
            for (int length : new int[] {0, 31, 34, 56, 58}) {
                assertThat(SigningKey.isValidPublicKey(suite, new byte[length])).isFalse();
            }
        }
    }

    /// s + order is another encoding of the same s: accepting it would make signatures malleable.
    @Test
    void aSignatureHasOneEncoding() {
        var order25519 = BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));
        var order448 = BigInteger.TWO
                .pow(446)
                .subtract(new BigInteger("8335dc163bb124b65129c96fde933d8d723a70aadc873d6d54a7bb0d", 16));
        notMalleable(Suite.X25519, order25519, 32, 32);
        notMalleable(Suite.X448, order448, 57, 57);
    }

    private static void notMalleable(Suite suite, BigInteger order, int at, int length) {
        try (var key = SigningKey.generate(suite, new SeededEntropy(3))) {
            var signature = key.sign(new byte[0], NONE);
            var s = BigInteger.ZERO;
            for (int i = length - 1; i >= 0; i--) {
                s = s.shiftLeft(8).or(BigInteger.valueOf(signature[at + i] & 0xff));
            }
            var other = s.add(order);
            for (int i = 0; i < length; i++) {
                signature[at + i] = other.shiftRight(8 * i).byteValue();
            }
            assertThat(SigningKey.verify(suite, key.publicKey(), new byte[0], signature))
                    .isFalse();
        }
    }

    @Test
    void ecdsaRefusesZeros() {
        try (var key = SigningKey.generate(Suite.P256, new SeededEntropy(4))) {
            assertThat(SigningKey.verify(Suite.P256, key.publicKey(), new byte[0], new byte[64]))
                    .isFalse();
        }
    }

    /// Encodings of the points of order 1, 2, 4 and 8, with both sign bits where they differ.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0100000000000000000000000000000000000000000000000000000000000000",
                "0100000000000000000000000000000000000000000000000000000000000080",
                "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
                "0000000000000000000000000000000000000000000000000000000000000000",
                "0000000000000000000000000000000000000000000000000000000000000080",
                "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
                "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
                "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
                "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85"
            })
    void ed25519RefusesSmallOrder(String point) {
        refuses(Suite.X25519, Known.bytes(point));
    }

    @Test
    void ed25519RefusesWhatIsNotCanonical() {
        for (int low = 0xed; low <= 0xff; low++) {
            var point = new byte[32];
            Arrays.fill(point, (byte) 0xff);
            point[0] = (byte) low;
            refuses(Suite.X25519, point);
            point[31] = 0x7f;
            refuses(Suite.X25519, point);
        }
    }

    @Test
    void ed448RefusesSmallOrderAndWhatIsNotCanonical() {
        var prime = BigInteger.TWO.pow(448).subtract(BigInteger.TWO.pow(224)).subtract(BigInteger.ONE);
        var refused = new BigInteger[] {
            BigInteger.ZERO,
            BigInteger.ONE,
            prime.subtract(BigInteger.ONE),
            prime,
            prime.add(BigInteger.ONE),
            BigInteger.TWO.pow(448).subtract(BigInteger.ONE)
        };
        for (var y : refused) {
            var point = new byte[57];
            for (int i = 0; i < 56; i++) {
                point[i] = y.shiftRight(8 * i).byteValue();
            }
            refuses(Suite.X448, point);
            point[56] = (byte) 0x80;
            refuses(Suite.X448, point);
        }
        var good = SigningKey.generate(Suite.X448, new SeededEntropy(5)).publicKey();
        for (int bit = 0; bit < 7; bit++) {
            refuses(Suite.X448, flipped(good, 448 + bit));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"X25519", "P256", "X448"})
    void halfOfAllEncodingsHaveNoPoint(Suite suite) {
        var good = SigningKey.generate(suite, new SeededEntropy(6)).publicKey();
        int refused = 0;
        for (int i = 1; i <= 64; i++) {
            var point = good.clone();
            point[10] = (byte) (point[10] + i);
            refused += SigningKey.isValidPublicKey(suite, point) ? 0 : 1;
        }
        assertThat(refused).isBetween(16, 63); // Ed25519 also refuses what is not in the main group
    }

    @ParameterizedTest
    @EnumSource
    void theSameBytesGiveTheSameSignature(Suite suite) {
        try (var one = SigningKey.generate(suite, new SeededEntropy(7));
                var other = SigningKey.generate(suite, new SeededEntropy(7))) {
            assertThat(one.publicKey()).isEqualTo(other.publicKey());
            assertThat(one.sign(new byte[5], new SeededEntropy(8)))
                    .isEqualTo(other.sign(new byte[5], new SeededEntropy(8)));
            assertThat(one.suite()).isEqualTo(suite);
            assertThat(one.toString()).isEqualTo("SigningKey[" + suite.family() + "]");
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsNoPrivateKeyIsOurOwnMistakeAndIsWipedAllTheSame(Suite suite) {
        var wrong = new byte[31];
        Arrays.fill(wrong, (byte) 7);
        assertThatThrownBy(() -> SigningKey.restore(suite, wrong)).isInstanceOf(IllegalArgumentException.class);
        assertThat(wrong).containsOnly(0);
    }

    @ParameterizedTest
    @EnumSource
    void aClosedKeyIsGone(Suite suite) {
        var key = SigningKey.generate(suite, new SeededEntropy(9));
        key.close();
        key.close();
        assertThatThrownBy(() -> key.sign(new byte[1], new SeededEntropy(1))).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(key::reveal).isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @EnumSource
    void aGuardedKeyIsTheSameKey(Suite suite) {
        var plain = SigningKey.generate(suite, new SeededEntropy(10));
        var bytes = plain.reveal();
        var signature = plain.sign(new byte[7], new SeededEntropy(11));
        try (var guarded = plain.guarded()) {
            assertThat(guarded.reveal()).isEqualTo(bytes);
            assertThat(guarded.publicKey()).isEqualTo(plain.publicKey());
            assertThat(guarded.sign(new byte[7], new SeededEntropy(11))).isEqualTo(signature);
            assertThatThrownBy(plain::reveal).isInstanceOf(IllegalStateException.class);
        }
    }

    private static void refuses(Suite suite, byte[] point) {
        assertThat(SigningKey.isValidPublicKey(suite, point))
                .as(Known.hex(point))
                .isFalse();
        assertThat(SigningKey.verify(suite, point, new byte[0], new byte[suite.signatureBytes()]))
                .isFalse();
    }

    private static byte[] flipped(byte[] bytes, int bit) {
        var copy = bytes.clone();
        copy[bit / 8] ^= (byte) (1 << (bit % 8));
        return copy;
    }
}
