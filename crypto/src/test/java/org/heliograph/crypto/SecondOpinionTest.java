package org.heliograph.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.KeyAgreement;
import javax.crypto.spec.ChaCha20ParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.nist.NISTNamedCurves;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.digests.Blake2bDigest;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.modes.AEADCipher;
import org.bouncycastle.crypto.modes.ChaCha20Poly1305;
import org.bouncycastle.crypto.modes.GCMBlockCipher;
import org.bouncycastle.crypto.modes.XChaCha20Poly1305;
import org.bouncycastle.crypto.params.AEADParameters;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.bouncycastle.math.ec.rfc8032.Ed448;
import org.heliograph.testkit.Cases;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Every algorithm against another implementation of it, on random input. (ML-KEM: [KemKeyTest]; Argon2id: [HashTest].)
class SecondOpinionTest {
    private static final ECDomainParameters P256 = new ECDomainParameters(NISTNamedCurves.getByName("P-256"));

    @ParameterizedTest
    @EnumSource
    void sealing(Aead aead) {
        Cases.forAll(300, random -> {
            var key = random.bytes(32);
            var nonce = random.bytes(aead.nonceBytes());
            var ad = random.bytesUpTo(100);
            var plaintext = random.bytesUpTo(1_000);
            AEADCipher other = switch (aead) {
                case XCHACHA20_POLY1305 -> new XChaCha20Poly1305();
                case AES_256_GCM -> GCMBlockCipher.newInstance(AESEngine.newInstance());
                case CHACHA20_POLY1305 -> new ChaCha20Poly1305();
            };
            var theirs = bouncySealed(other, new AEADParameters(new KeyParameter(key), 128, nonce, ad), plaintext);
            try (var secret = Secret.taking(key)) {
                assertThat(aead.seal(secret, nonce, ad, plaintext)).isEqualTo(theirs);
                assertThat(aead.open(secret, nonce, ad, theirs)).contains(plaintext);
            }
        });
    }

    private static byte[] bouncySealed(AEADCipher cipher, AEADParameters parameters, byte[] plaintext)
            throws InvalidCipherTextException {
        cipher.init(true, parameters);
        var out = new byte[cipher.getOutputSize(plaintext.length)];
        int written = cipher.processBytes(plaintext, 0, plaintext.length, out, 0);
        cipher.doFinal(out, written);
        return out;
    }

    @Test
    void sealingWithTheShortNonceAsTheJdk() {
        Cases.forAll(300, random -> {
            var key = random.bytes(32);
            var nonce = random.bytes(12);
            var ad = random.bytesUpTo(50);
            var plaintext = random.bytesUpTo(500);
            var cipher = Cipher.getInstance("ChaCha20-Poly1305");
            cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "ChaCha20"), new IvParameterSpec(nonce));
            cipher.updateAAD(ad);
            var theirs = cipher.doFinal(plaintext);
            try (var secret = Secret.taking(key)) {
                assertThat(Aead.CHACHA20_POLY1305.seal(secret, nonce, ad, plaintext))
                        .isEqualTo(theirs);
            }
        });
    }

    @Test
    void coveringWithAKeystreamAsTheJdk() {
        Cases.forAll(300, random -> {
            var key = random.bytes(32);
            var nonce = random.bytes(12);
            var data = random.bytesUpTo(5_000);
            int counter = random.nextInt(1 << 20);
            var cipher = Cipher.getInstance("ChaCha20");
            cipher.init(
                    Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "ChaCha20"), new ChaCha20ParameterSpec(nonce, counter));
            var theirs = cipher.doFinal(data);
            try (var secret = Secret.taking(key)) {
                ChaCha20.xor(secret, Span.of(nonce), counter, Span.of(data));
            }
            assertThat(data).isEqualTo(theirs);
        });
    }

    @Test
    void hashing() {
        Cases.forAll(300, random -> {
            var a = random.bytesUpTo(200);
            var b = random.bytesUpTo(200);
            var digest = new SHA256Digest();
            digest.update(a, 0, a.length);
            digest.update(b, 0, b.length);
            var theirs = new byte[32];
            digest.doFinal(theirs, 0);
            assertThat(Sha256.hash(a, b)).isEqualTo(theirs);
        });
    }

    @Test
    void authenticating() {
        Cases.forAll(300, random -> {
            var key = random.bytesUpTo(200);
            var message = random.bytesUpTo(300);
            var mac = new HMac(new SHA256Digest());
            mac.init(new KeyParameter(key));
            mac.update(message, 0, message.length);
            var theirs = new byte[32];
            mac.doFinal(theirs, 0);
            try (var secret = Secret.taking(key)) {
                assertThat(Hmac.sha256(secret, message)).isEqualTo(theirs);
            }
        });
    }

    @Test
    void deriving() {
        Cases.forAll(300, random -> {
            var salt = random.bytesUpTo(100);
            var ikm = random.bytes(1 + random.nextInt(250));
            var info = random.bytesUpTo(60);
            int length = 1 + random.nextInt(300);
            var theirs = KDF.getInstance("HKDF-SHA256")
                    .deriveData(HKDFParameterSpec.ofExtract()
                            .addIKM(ikm)
                            .addSalt(salt)
                            .thenExpand(info, length));
            try (var secret = Secret.taking(ikm);
                    var saltSecret = Secret.taking(salt.clone())) {
                assertThat(Known.opened(Hkdf.derive(salt, secret, info, length)))
                        .isEqualTo(theirs);
                assertThat(Known.opened(Hkdf.derive(saltSecret, secret, info, length)[0]))
                        .isEqualTo(theirs);
            }
        });
    }

    @Test
    void keyedHashing() {
        Cases.forAll(300, random -> {
            var key = random.bytes(16 + random.nextInt(49));
            var message = random.bytesUpTo(400);
            int length = 16 + random.nextInt(49);
            var digest = new Blake2bDigest(key, length, null, null);
            digest.update(message, 0, message.length);
            var theirs = new byte[length];
            digest.doFinal(theirs, 0);
            try (var secret = Secret.taking(key)) {
                assertThat(Blake2b.keyed(secret, length, message)).isEqualTo(theirs);
            }
        });
    }

    @Test
    void agreeingOnCurve25519() {
        Cases.forAll(300, random -> {
            var scalar = random.bytes(32);
            var peer = new byte[32];
            org.bouncycastle.math.ec.rfc7748.X25519.scalarMultBase(random.bytes(32), 0, peer, 0);
            var theirs = new byte[32];
            org.bouncycastle.math.ec.rfc7748.X25519.calculateAgreement(scalar, 0, peer, 0, theirs, 0);
            var theirPublic = new byte[32];
            org.bouncycastle.math.ec.rfc7748.X25519.scalarMultBase(scalar, 0, theirPublic, 0);
            agreesWith(Suite.X25519, scalar, peer, theirPublic, theirs);
        });
    }

    /// Any u below the prime, also those on the twist.
    @Test
    void agreeingWithAnyPointOfCurve25519() {
        Cases.forAll(200, random -> {
            var scalar = random.bytes(32);
            var peer = random.bytes(32);
            peer[31] &= 0x7f;
            var theirs = new byte[32];
            assertThat(org.bouncycastle.math.ec.rfc7748.X25519.calculateAgreement(scalar, 0, peer, 0, theirs, 0))
                    .isTrue();
            try (var key = AgreementKey.restore(Suite.X25519, scalar)) {
                assertThat(Known.opened(key.agree(peer).orElseThrow())).isEqualTo(theirs);
            }
        });
    }

    /// Five factors in a row, as the hops of a path: each step by the other library's multiplications.
    @Test
    void blindingOnCurve25519() {
        Cases.forAll(200, random -> {
            var scalar = random.bytes(32);
            var peer = new byte[32];
            org.bouncycastle.math.ec.rfc7748.X25519.scalarMultBase(random.bytes(32), 0, peer, 0);
            var theirPublic = new byte[32];
            org.bouncycastle.math.ec.rfc7748.X25519.scalarMultBase(scalar, 0, theirPublic, 0);
            var theirShared = multipliedByBouncyCastle(scalar, peer);
            var key = AgreementKey.restore(Suite.X25519, scalar);
            for (int i = 0; i < 5; i++) {
                var factor = random.bytes(32);
                theirPublic = multipliedByBouncyCastle(factor, theirPublic);
                theirShared = multipliedByBouncyCastle(factor, theirShared);
                try (var secret = Secret.taking(factor)) {
                    assertThat(AgreementKey.blind(key.publicKey(), secret)).contains(theirPublic);
                    key = key.blinded(secret);
                }
                assertThat(key.publicKey()).isEqualTo(theirPublic);
                assertThat(Known.opened(key.agree(peer).orElseThrow())).isEqualTo(theirShared);
            }
        });
    }

    private static byte[] multipliedByBouncyCastle(byte[] scalar, byte[] point) {
        var product = new byte[32];
        org.bouncycastle.math.ec.rfc7748.X25519.scalarMult(scalar, 0, point, 0, product, 0);
        return product;
    }

    @Test
    void agreeingOnCurve448() {
        Cases.forAll(150, random -> {
            var scalar = random.bytes(56);
            var peer = new byte[56];
            org.bouncycastle.math.ec.rfc7748.X448.scalarMultBase(random.bytes(56), 0, peer, 0);
            var theirs = new byte[56];
            org.bouncycastle.math.ec.rfc7748.X448.calculateAgreement(scalar, 0, peer, 0, theirs, 0);
            var theirPublic = new byte[56];
            org.bouncycastle.math.ec.rfc7748.X448.scalarMultBase(scalar, 0, theirPublic, 0);
            agreesWith(Suite.X448, scalar, peer, theirPublic, theirs);
        });
    }

    @Test
    void agreeingOnP256() {
        Cases.forAll(200, random -> {
            var scalar = P256Test.scalar(random);
            var peer = P256.getG().multiply(new BigInteger(1, P256Test.scalar(random)));
            var shared = peer.multiply(new BigInteger(1, scalar)).normalize();
            var theirPublic = P256.getG().multiply(new BigInteger(1, scalar)).getEncoded(true);
            agreesWith(
                    Suite.P256,
                    scalar,
                    peer.getEncoded(true),
                    theirPublic,
                    shared.getAffineXCoord().getEncoded());
        });
    }

    private static void agreesWith(Suite suite, byte[] scalar, byte[] peer, byte[] itsPublic, byte[] shared) {
        try (var key = AgreementKey.restore(suite, scalar)) {
            assertThat(key.publicKey()).isEqualTo(itsPublic);
            assertThat(Known.opened(key.agree(peer).orElseThrow())).isEqualTo(shared);
        }
    }

    /// Whichever provider is the fastest here, it computes what the JDK computes.
    @Test
    void theFastProviderOfP256IsRight() {
        Cases.forAll(100, random -> {
            var scalar = P256Test.scalar(random);
            try (var key = AgreementKey.restore(Suite.P256, scalar.clone());
                    var peer = AgreementKey.generate(Suite.P256, random::nextBytes)) {
                assertThat(Known.opened(key.agree(peer.publicKey()).orElseThrow()))
                        .isEqualTo(jdkAgreed(scalar, peer.publicKey()));
            }
        });
    }

    private static byte[] jdkAgreed(byte[] scalar, byte[] peer) throws GeneralSecurityException {
        var agreement = KeyAgreement.getInstance("ECDH", "SunEC");
        agreement.init(Der.P256_UNCOMPRESSED.privateKey(KeyFactory.getInstance("EC", "SunEC"), scalar));
        agreement.doPhase(
                org.heliograph
                        .crypto
                        .P256
                        .decode(peer, org.heliograph.crypto.P256.jdk())
                        .orElseThrow(),
                true);
        return agreement.generateSecret();
    }

    @Test
    void signingWithEd25519() {
        Cases.forAll(200, random -> {
            var seed = random.bytes(32);
            var message = random.bytesUpTo(300);
            var theirPublic = new byte[32];
            Ed25519.generatePublicKey(seed, 0, theirPublic, 0);
            var theirs = new byte[64];
            Ed25519.sign(seed, 0, message, 0, message.length, theirs, 0);
            try (var key = SigningKey.restore(Suite.X25519, seed)) {
                assertThat(key.publicKey()).isEqualTo(theirPublic);
                assertThat(key.sign(message, random::nextBytes)).isEqualTo(theirs);
            }
        });
    }

    @Test
    void signingWithEd448() {
        Cases.forAll(100, random -> {
            var seed = random.bytes(57);
            var message = random.bytesUpTo(300);
            var theirPublic = new byte[57];
            Ed448.generatePublicKey(seed, 0, theirPublic, 0);
            var theirs = new byte[114];
            Ed448.sign(seed, 0, new byte[0], message, 0, message.length, theirs, 0);
            try (var key = SigningKey.restore(Suite.X448, seed)) {
                assertThat(key.publicKey()).isEqualTo(theirPublic);
                assertThat(key.sign(message, random::nextBytes)).isEqualTo(theirs);
                assertThat(SigningKey.verify(Suite.X448, theirPublic, message, theirs))
                        .isTrue();
            }
        });
    }

    @Test
    void signingWithEcdsa() {
        Cases.forAll(150, random -> {
            var scalar = P256Test.scalar(random);
            var message = random.bytesUpTo(300);
            var hash = Sha256.hash(message);
            var point = P256.getG().multiply(new BigInteger(1, scalar));
            var signer = new ECDSASigner();
            signer.init(true, new ECPrivateKeyParameters(new BigInteger(1, scalar), P256));
            var theirs = signer.generateSignature(hash);
            try (var key = SigningKey.restore(Suite.P256, scalar)) {
                var ours = key.sign(message, random::nextBytes);
                signer.init(false, new ECPublicKeyParameters(point, P256));
                assertThat(signer.verifySignature(
                                hash,
                                new BigInteger(1, Arrays.copyOf(ours, 32)),
                                new BigInteger(1, Arrays.copyOfRange(ours, 32, 64))))
                        .isTrue();
                var signature = new byte[64];
                System.arraycopy(P256Test.bytes(theirs[0]), 0, signature, 0, 32);
                System.arraycopy(P256Test.bytes(theirs[1]), 0, signature, 32, 32);
                assertThat(SigningKey.verify(Suite.P256, key.publicKey(), message, signature))
                        .isTrue();
            }
        });
    }
}
