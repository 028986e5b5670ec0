package org.heliograph.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.macs.SipHash;
import org.bouncycastle.crypto.params.Argon2Parameters;
import org.bouncycastle.crypto.params.KeyParameter;
import org.heliograph.testkit.Cases;
import org.junit.jupiter.api.Test;

/// SHA-256, SipHash, HMAC, HKDF, BLAKE2b and Argon2id against what is published about them.
class HashTest {
    /// FIPS 180-4 examples.
    @Test
    void hashesAsPublished() {
        assertThat(Known.hex(Sha256.hash()))
                .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        assertThat(Known.hex(Sha256.hash("ab".getBytes(StandardCharsets.US_ASCII), new byte[] {'c'})))
                .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    /// The answer for 16 bytes among those that the authors publish with their code.
    @Test
    void hashesShortlyAsPublished() {
        long hash = ShortHash.hash(0x0706050403020100L, 0x0f0e0d0c0b0a0908L, 0x0001020304050607L, 0x08090a0b0c0d0e0fL);
        assertThat(hash).isEqualTo(0x3f2acc7f57c29bdbL);
    }

    @Test
    void hashesShortlyAsBouncyCastleDoes() {
        Cases.forAll(500, random -> {
            long[] words = {random.nextLong(), random.nextLong(), random.nextLong(), random.nextLong()};
            var key = ByteBuffer.allocate(ShortHash.KEY_BYTES).order(ByteOrder.LITTLE_ENDIAN);
            var theirs = new SipHash(2, 4);
            theirs.init(new KeyParameter(key.putLong(words[0]).putLong(words[1]).array()));
            theirs.update(
                    ByteBuffer.allocate(16).putLong(words[2]).putLong(words[3]).array(), 0, 16);
            assertThat(ShortHash.hash(words[0], words[1], words[2], words[3])).isEqualTo(theirs.doFinal());
        });
    }

    @Test
    void aProofOfWorkIsTheFirstNumberWhoseHashHasTheZeros() {
        Cases.forAll(40, random -> {
            var prefix = random.bytes(random.nextInt(100));
            int bits = random.nextInt(9);
            long from = random.nextLong();
            long found = Sha256.search(prefix, bits, from, Long.MAX_VALUE).orElseThrow();
            for (long number = from; number != found; number++) {
                assertThat(Sha256.leadingZeroBits(numbered(prefix, number))).isLessThan(bits);
            }
            assertThat(Sha256.leadingZeroBits(numbered(prefix, found))).isGreaterThanOrEqualTo(bits);
            assertThat(Sha256.search(prefix, bits, from, found - from)).isEmpty();
        });
    }

    private static byte[] numbered(byte[] prefix, long number) {
        return ByteBuffer.allocate(prefix.length + Long.BYTES)
                .put(prefix)
                .putLong(number)
                .array();
    }

    @Test
    void authenticatesAsPublished() {
        for (var vector : Known.answers("hmac-rfc4231.txt", 7)) {
            var message = vector.bytes("message");
            int cut = message.length / 3;
            try (var key = Secret.taking(vector.bytes("key"))) {
                var code =
                        Hmac.sha256(key, Arrays.copyOf(message, cut), Arrays.copyOfRange(message, cut, message.length));
                assertThat(code).startsWith(vector.bytes("code")).hasSize(32);
                assertThat(Known.opened(Hmac.secret(key, message))).isEqualTo(code);
            }
        }
    }

    @Test
    void derivesAsPublished() {
        for (var vector : Known.answers("hkdf-rfc5869.txt", 3)) {
            var okm = vector.bytes("okm");
            var salt = vector.bytes("salt");
            var info = vector.bytes("info");
            try (var ikm = Secret.taking(vector.bytes("ikm"));
                    var prk = Secret.taking(vector.bytes("prk"));
                    var saltSecret = Secret.taking(salt.length == 0 ? new byte[32] : salt.clone())) {
                assertThat(Known.opened(Hkdf.extract(saltSecret, ikm))).isEqualTo(vector.bytes("prk"));
                assertThat(Hkdf.expandBytes(prk, info, okm.length)).isEqualTo(okm);
                assertThat(Known.opened(Hkdf.expand(prk, info, okm.length))).isEqualTo(okm);
                assertThat(Known.opened(Hkdf.derive(salt, ikm, info, okm.length)))
                        .isEqualTo(okm);
                cutsAsPublished(okm, Hkdf.derive(salt, ikm, info, 10, 0, okm.length - 10));
                cutsAsPublished(okm, Hkdf.derive(saltSecret, ikm, info, 10, 0, okm.length - 10));
            }
        }
    }

    private static void cutsAsPublished(byte[] okm, Secret[] parts) {
        assertThat(parts).hasSize(3);
        assertThat(parts[1].length()).isZero();
        assertThat(Known.opened(Secret.join(parts))).isEqualTo(okm);
    }

    @Test
    void aPartOfAnArrayIsAuthenticatedAsItsCopy() {
        var array = new byte[] {0, 1, 2, 3, 4, 5};
        try (var key = Secret.random(32, new SeededEntropy(1))) {
            assertThat(Hmac.sha256(key, Span.of(array, 2, 3))).isEqualTo(Hmac.sha256(key, new byte[] {2, 3, 4}));
        }
    }

    @Test
    void whatIsExpandedCanBeCut() {
        try (var key = Secret.random(32, new SeededEntropy(1))) {
            var whole = Hkdf.expandBytes(key, new byte[] {7}, 48);
            var parts = Hkdf.expand(key, new byte[] {7}, 32, 16);
            assertThat(parts).hasSize(2);
            assertThat(Known.opened(parts[0])).isEqualTo(Arrays.copyOf(whole, 32));
            assertThat(Known.opened(parts[1])).isEqualTo(Arrays.copyOfRange(whole, 32, 48));
        }
    }

    @Test
    void hkdfGivesAtMost255Blocks() {
        try (var prk = Secret.random(32, new SeededEntropy(1))) {
            var longest = Hkdf.expandBytes(prk, new byte[0], Hkdf.MAX_BYTES);
            assertThat(longest).startsWith(Hkdf.expandBytes(prk, new byte[0], 33));
            assertThat(Hkdf.expandBytes(prk, new byte[0], 0)).isEmpty();
            assertThatThrownBy(() -> Hkdf.expandBytes(prk, new byte[0], Hkdf.MAX_BYTES + 1))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> Hkdf.expandBytes(prk, new byte[0], -1))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    /// RFC 7693 has no keyed answer; this is the first of the reference implementation's `blake2b` table with a key and
    /// input: 64 bytes 00 to 3f, no message.
    @Test
    void blake2bIsTheReferenceOne() {
        var key = new byte[64];
        for (int i = 0; i < key.length; i++) {
            key[i] = (byte) i;
        }
        try (var secret = Secret.taking(key)) {
            assertThat(Known.hex(Blake2b.keyed(secret, 64)))
                    .isEqualTo("10ebb67700b1868efb4417987acf4690ae9d972fb7a590c2f02871799aaa4786"
                            + "b5e996e8f0f4eb981fc214b005f42d2ff4233499391653df7aefcbc13fc51568");
        }
    }

    @Test
    void blake2bTakesPartsAndRefusesSizesItDoesNotHave() {
        try (var key = Secret.random(32, new SeededEntropy(2));
                var tooShort = Secret.random(15, new SeededEntropy(2));
                var tooLong = Secret.random(65, new SeededEntropy(2))) {
            assertThat(Blake2b.keyed(key, 32, new byte[] {1}, new byte[] {2, 3}))
                    .isEqualTo(Blake2b.keyed(key, 32, new byte[] {1, 2, 3}))
                    .isNotEqualTo(Blake2b.keyed(key, 32, new byte[] {1, 2, 4}));
            for (int size : new int[] {0, 15, 65}) {
                assertThatThrownBy(() -> Blake2b.keyed(key, size)).isInstanceOf(IllegalArgumentException.class);
            }
            assertThatThrownBy(() -> Blake2b.keyed(tooShort, 32)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> Blake2b.keyed(tooLong, 32)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    /// RFC 9106, 5.3, on the oracle: libsodium takes neither the secret nor the associated data of that example.
    @Test
    void theOracleOfArgon2idIsSound() {
        var parameters = new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withIterations(3)
                .withMemoryAsKB(32)
                .withParallelism(4)
                .withSalt(filled(16, 2))
                .withSecret(filled(8, 3))
                .withAdditional(filled(12, 4))
                .build();
        assertThat(Known.hex(oracle(parameters, filled(32, 1), 32)))
                .isEqualTo("0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659");
    }

    @Test
    void argon2idIsTheOraclesForOneLane() {
        Cases.forAll(60, random -> {
            var passphrase = random.bytesUpTo(80);
            var salt = random.bytes(16);
            int passes = 1 + random.nextInt(4);
            int kib = 8 + random.nextInt(200);
            int length = 16 + random.nextInt(100);
            var parameters = new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                    .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                    .withIterations(passes)
                    .withMemoryAsKB(kib)
                    .withParallelism(1)
                    .withSalt(salt)
                    .build();
            assertThat(Known.opened(Argon2id.derive(passphrase, salt, passes, kib * 1_024L, length)))
                    .isEqualTo(oracle(parameters, passphrase, length));
        });
    }

    @Test
    void argon2idRefusesWhatCostsNothing() {
        assertThatThrownBy(() -> Argon2id.derive(new byte[1], new byte[15], 1, 8_192, 32))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Argon2id.derive(new byte[1], new byte[16], 0, 8_192, 32))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Argon2id.derive(new byte[1], new byte[16], 1, 8_191, 32))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Argon2id.derive(new byte[1], new byte[16], 1, 8_192, 15))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void argon2idSaysWhenTheMachineLacksTheMemory() {
        assertThatThrownBy(() -> Argon2id.derive(new byte[1], new byte[16], 1, 1L << 41, 32))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("memory");
    }

    private static byte[] oracle(Argon2Parameters parameters, byte[] passphrase, int length) {
        var generator = new Argon2BytesGenerator();
        generator.init(parameters);
        var out = new byte[length];
        generator.generateBytes(passphrase, out);
        return out;
    }

    private static byte[] filled(int length, int value) {
        var bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }
}
