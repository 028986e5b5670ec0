package org.heliograph.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.math.BigInteger;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class AgreementKeyTest {
    @Test
    void twoPeopleAgreeAsPublished() {
        for (var vector : Known.answers("agreement.txt", 3)) {
            var suite = Suite.valueOf(vector.text("suite"));
            try (var alice = AgreementKey.restore(suite, vector.bytes("alice"));
                    var bob = AgreementKey.restore(suite, vector.bytes("bob"))) {
                assertThat(alice.publicKey()).isEqualTo(vector.bytes("alicePublic"));
                assertThat(bob.publicKey()).isEqualTo(vector.bytes("bobPublic"));
                assertThat(Known.opened(alice.agree(bob.publicKey()).orElseThrow()))
                        .isEqualTo(vector.bytes("shared"));
                assertThat(Known.opened(bob.agree(alice.publicKey()).orElseThrow()))
                        .isEqualTo(vector.bytes("shared"));
            }
        }
    }

    /// The second point has its top bit set: libsodium computes what the RFC wants, and we refuse it for not being
    /// canonical.
    @Test
    void x25519MultipliesAsPublished() {
        for (var vector : Known.answers("x25519-rfc7748.txt", 2)) {
            assertThat(multiplied(vector.bytes("scalar"), vector.bytes("u"))).isEqualTo(vector.bytes("result"));
            try (var key = AgreementKey.restore(Suite.X25519, vector.bytes("scalar"))) {
                var shared = key.agree(vector.bytes("u")).map(Known::opened).map(Known::hex);
                assertThat(shared.orElse("refused"))
                        .isEqualTo(vector.bytes("u")[31] < 0 ? "refused" : vector.text("result"));
            }
        }
    }

    @Test
    void x448MultipliesAsPublished() {
        for (var vector : Known.answers("x448-rfc7748.txt", 2)) {
            assertThat(agreed(Suite.X448, vector.bytes("scalar"), vector.bytes("u")))
                    .isEqualTo(vector.bytes("result"));
        }
    }

    /// RFC 7748, 5.2: the million of iterations takes half a minute and runs with -Dslow=true.
    @Test
    void x25519IteratesAsPublished() {
        var scalar = new byte[32];
        scalar[0] = 9;
        var u = scalar.clone();
        int last = Boolean.getBoolean("slow") ? 1_000_000 : 1_000;
        for (int i = 1; i <= last; i++) {
            var result = multiplied(scalar, u);
            u = scalar;
            scalar = result;
            switch (i) {
                case 1 ->
                    assertThat(Known.hex(scalar))
                            .isEqualTo("422c8e7a6227d7bca1350b3e2bb7279f7897b87bb6854b783c60e80311ae3079");
                case 1_000 ->
                    assertThat(Known.hex(scalar))
                            .isEqualTo("684cf59ba83309552800ef566f2f4d3c1c3887c49360e3875f2eb94d99532c51");
                case 1_000_000 ->
                    assertThat(Known.hex(scalar))
                            .isEqualTo("7c3911e0ab2586fd864497297e575e6f3bc601c0883c30df5f4dd2d24f665424");
                default -> {}
            }
        }
    }

    /// RFC 7748, 5.2.
    @Test
    void x448IteratesAsPublished() {
        var scalar = new byte[56];
        scalar[0] = 5;
        var u = scalar.clone();
        for (int i = 1; i <= 1_000; i++) {
            var result = agreed(Suite.X448, scalar.clone(), u);
            u = scalar;
            scalar = result;
            if (i == 1) {
                assertThat(Known.hex(scalar))
                        .isEqualTo(
                                "3f482c8a9f19b01e6c46ee9711d9dc14fd4bf67af30765c2ae2b846a4d23a8cd0db897086239492caf350b51f833868b9bc2b3bca9cf4113");
            }
        }
        assertThat(Known.hex(scalar))
                .isEqualTo(
                        "aa3b4749d55b9daf1e5b00288826c467274ce3ebbdd5c17b975e09d4af6c67cf10d087202db88286e2b79fceea3ec353ef54faa26e219f38");
    }

    /// Every u whose multiple by a clamped scalar is zero: orders 1, 2, 4 and 8 on the curve and its twist.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0000000000000000000000000000000000000000000000000000000000000000",
                "0100000000000000000000000000000000000000000000000000000000000000",
                "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
                "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
                "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"
            })
    void x25519RefusesSmallOrder(String point) {
        refuses(Suite.X25519, Known.bytes(point));
    }

    @Test
    void x25519RefusesWhatIsNotCanonical() {
        var prime = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));
        for (int above = 0; above < 19; above++) {
            refuses(Suite.X25519, littleEndian(prime.add(BigInteger.valueOf(above)), 32));
        }
        try (var key = AgreementKey.generate(Suite.X25519, new SeededEntropy(1))) {
            var topBit = key.publicKey();
            topBit[31] |= (byte) 0x80;
            refuses(Suite.X25519, topBit);
        }
        assertThat(AgreementKey.isValidPublicKey(Suite.X25519, littleEndian(prime.subtract(BigInteger.TWO), 32)))
                .isTrue();
    }

    @Test
    void blindingRefusesWhatAgreeingRefuses() {
        try (var factor = Secret.random(32, new SeededEntropy(1));
                var shortFactor = Secret.random(16, new SeededEntropy(1));
                var key = AgreementKey.generate(Suite.X25519, new SeededEntropy(2));
                var other = AgreementKey.generate(Suite.X448, new SeededEntropy(2))) {
            assertThat(AgreementKey.blind(new byte[32], factor)).isEmpty();
            assertThat(AgreementKey.blind(new byte[31], factor)).isEmpty();
            var notCanonical = key.publicKey();
            notCanonical[31] |= (byte) 0x80;
            assertThat(AgreementKey.blind(notCanonical, factor)).isEmpty();
            assertThatThrownBy(() -> AgreementKey.blind(key.publicKey(), shortFactor))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> key.blinded(shortFactor)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> other.blinded(factor)).isInstanceOf(IllegalStateException.class);
        }
    }

    /// The bits that clamping decides are not the factor's: 0 and the largest number are factors as any other.
    @Test
    void theExtremesOfAFactorBlindAsWell() {
        var peer = AgreementKey.generate(Suite.X25519, new SeededEntropy(3)).publicKey();
        for (byte fill : new byte[] {0, 1, (byte) 0x7f, (byte) 0x80, (byte) 0xff}) {
            var bytes = new byte[32];
            Arrays.fill(bytes, fill);
            try (var factor = Secret.taking(bytes.clone());
                    var key = AgreementKey.restore(Suite.X25519, bytes.clone());
                    var blinded = key.blinded(factor)) {
                assertThat(AgreementKey.blind(key.publicKey(), factor)).contains(blinded.publicKey());
                var twice = AgreementKey.blind(Known.opened(key.agree(peer).orElseThrow()), factor);
                assertThat(twice).contains(Known.opened(blinded.agree(peer).orElseThrow()));
            }
        }
    }

    /// Most points with a small u are no multiples of the base point: they have a part of small order besides.
    @Test
    void aPartOfSmallOrderIsLostInBlindingAsInAgreeing() {
        int onTheCurve = 0;
        for (int u = 2; u < 40; u++) {
            var point = littleEndian(BigInteger.valueOf(u), 32);
            if (!isOnTheCurve(BigInteger.valueOf(u))) {
                continue;
            }
            onTheCurve++;
            try (var key = AgreementKey.generate(Suite.X25519, new SeededEntropy(u));
                    var factor = Secret.random(32, new SeededEntropy(-u));
                    var blinded = key.blinded(factor)) {
                var twice = AgreementKey.blind(Known.opened(key.agree(point).orElseThrow()), factor);
                assertThat(twice).contains(Known.opened(blinded.agree(point).orElseThrow()));
            }
        }
        assertThat(onTheCurve).isGreaterThan(10);
    }

    private static boolean isOnTheCurve(BigInteger u) {
        var prime = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));
        var square =
                u.pow(3).add(BigInteger.valueOf(486_662).multiply(u.pow(2))).add(u);
        return square.modPow(prime.shiftRight(1), prime).equals(BigInteger.ONE);
    }

    @Test
    void x448RefusesSmallOrderAndWhatIsNotCanonical() {
        var prime = BigInteger.TWO.pow(448).subtract(BigInteger.TWO.pow(224)).subtract(BigInteger.ONE);
        refuses(Suite.X448, littleEndian(BigInteger.ZERO, 56));
        refuses(Suite.X448, littleEndian(BigInteger.ONE, 56));
        refuses(Suite.X448, littleEndian(prime.subtract(BigInteger.ONE), 56));
        refuses(Suite.X448, littleEndian(prime, 56));
        refuses(Suite.X448, littleEndian(prime.add(BigInteger.TWO), 56));
        var allOnes = new byte[56];
        Arrays.fill(allOnes, (byte) 0xff);
        refuses(Suite.X448, allOnes);
        assertThat(AgreementKey.isValidPublicKey(Suite.X448, littleEndian(prime.subtract(BigInteger.TWO), 56)))
                .isTrue();
    }

    @Test
    void p256RefusesWhatIsNotOnTheCurve() {
        var good = AgreementKey.generate(Suite.P256, new SeededEntropy(2)).publicKey();
        for (int prefix = 0; prefix < 256; prefix++) {
            var point = good.clone();
            point[0] = (byte) prefix;
            assertThat(AgreementKey.isValidPublicKey(Suite.P256, point)).isEqualTo(prefix == 2 || prefix == 3);
        }
        int refused = 0;
        for (int i = 0; i < 64; i++) {
            var point = good.clone();
            point[32] = (byte) (point[32] + i + 1);
            refused += AgreementKey.isValidPublicKey(Suite.P256, point) ? 0 : 1;
        }
        assertThat(refused).as("half of all x have no point").isBetween(16, 48);
        var noPoint = new byte[33];
        noPoint[0] = 2;
        noPoint[32] = 1; // 1 - 3 + b is no square
        refuses(Suite.P256, noPoint);
        var allOnes = new byte[33];
        Arrays.fill(allOnes, (byte) 0xff);
        allOnes[0] = 2;
        refuses(Suite.P256, allOnes);
        refuses(
                Suite.P256,
                prefixed(new BigInteger("ffffffff00000001000000000000000000000000ffffffffffffffffffffffff", 16)));
    }

    @ParameterizedTest
    @EnumSource
    void aKeyOfAnotherLengthIsRefused(Suite suite) {
        for (int length : new int[] {0, 1, 31, 34, 55, 57, 65}) {
            refuses(suite, new byte[length]);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsNoPrivateKeyIsOurOwnMistakeAndIsWipedAllTheSame(Suite suite) {
        var wrong = new byte[31];
        Arrays.fill(wrong, (byte) 7);
        assertThatThrownBy(() -> AgreementKey.restore(suite, wrong)).isInstanceOf(IllegalArgumentException.class);
        assertThat(wrong).containsOnly(0);
    }

    @Test
    void aScalarOfP256LiesBetweenOneAndTheOrder() {
        var order = new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);
        for (var scalar : new BigInteger[] {BigInteger.ZERO, order, order.add(BigInteger.ONE)}) {
            assertThatThrownBy(() -> AgreementKey.restore(Suite.P256, bigEndian(scalar)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        var one = AgreementKey.restore(Suite.P256, bigEndian(BigInteger.ONE));
        var last = AgreementKey.restore(Suite.P256, bigEndian(order.subtract(BigInteger.ONE)));
        assertThat(Known.hex(one.publicKey()))
                .isEqualTo("036b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296");
        assertThat(Known.hex(last.publicKey()))
                .isEqualTo("026b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296");
    }

    /// Entropy that begins with numbers above the order: they are passed over, not reduced.
    @Test
    void aScalarOfP256IsDrawnUntilOneFits() {
        var draws = new int[1];
        Entropy entropy = out -> Arrays.fill(out, draws[0]++ < 3 ? (byte) 0xff : (byte) 0x42);
        try (var key = AgreementKey.generate(Suite.P256, entropy)) {
            assertThat(draws[0]).isEqualTo(4);
            assertThat(key.reveal()).containsOnly(0x42);
        }
    }

    @ParameterizedTest
    @EnumSource
    void theSameBytesGiveTheSameKey(Suite suite) {
        try (var one = AgreementKey.generate(suite, new SeededEntropy(7));
                var other = AgreementKey.generate(suite, new SeededEntropy(7));
                var third = AgreementKey.generate(suite, new SeededEntropy(8))) {
            assertThat(one.publicKey()).isEqualTo(other.publicKey()).isNotEqualTo(third.publicKey());
            assertThat(one.reveal()).isEqualTo(other.reveal());
            assertThat(one.suite()).isEqualTo(suite);
            assertThat(one.toString()).isEqualTo("AgreementKey[" + suite.family() + "]");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aClosedKeyIsGone(Suite suite) {
        var key = AgreementKey.generate(suite, new SeededEntropy(9));
        var peer = key.publicKey();
        key.close();
        key.close();
        assertThatThrownBy(() -> key.agree(peer)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(key::reveal).isInstanceOf(IllegalStateException.class);
    }

    private static void refuses(Suite suite, byte[] point) {
        assertThat(AgreementKey.isValidPublicKey(suite, point)).isFalse();
        try (var key = AgreementKey.generate(suite, new SeededEntropy(3))) {
            assertThat(key.agree(point)).isEmpty();
        }
    }

    private static byte[] agreed(Suite suite, byte[] scalar, byte[] point) {
        try (var key = AgreementKey.restore(suite, scalar)) {
            return Known.opened(key.agree(point).orElseThrow());
        }
    }

    private static byte[] multiplied(byte[] scalar, byte[] u) {
        var result = new byte[32];
        assertThat(Sodium.x25519(
                        MemorySegment.ofArray(result), MemorySegment.ofArray(scalar), MemorySegment.ofArray(u)))
                .isZero();
        return result;
    }

    private static byte[] littleEndian(BigInteger value, int length) {
        var out = new byte[length];
        for (int i = 0; i < length; i++) {
            out[i] = value.shiftRight(8 * i).byteValue();
        }
        return out;
    }

    private static byte[] bigEndian(BigInteger value) {
        var out = new byte[32];
        for (int i = 0; i < 32; i++) {
            out[31 - i] = value.shiftRight(8 * i).byteValue();
        }
        return out;
    }

    private static byte[] prefixed(BigInteger x) {
        var out = new byte[33];
        out[0] = 2;
        System.arraycopy(bigEndian(x), 0, out, 1, 32);
        return out;
    }
}
