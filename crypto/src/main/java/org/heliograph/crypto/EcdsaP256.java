package org.heliograph.crypto;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.SignatureException;
import java.util.Arrays;

/// ECDSA over P-256 with SHA-256; a signature is r and s, 32 bytes each. The JDK signs, as it draws the nonce from the
/// bytes we give it.
final class EcdsaP256 implements SigningKey.Scheme {
    static final EcdsaP256 SCHEME = new EcdsaP256();

    private static final String ALGORITHM = "SHA256withECDSAinP1363Format";

    private EcdsaP256() {}

    @Override
    public byte[] generate(Entropy entropy) {
        return P256.generateScalar(entropy);
    }

    @Override
    public int privateBytes() {
        return P256.SCALAR_BYTES;
    }

    @Override
    public KeyMaterial restore(byte[] scalar) {
        var publicKey = P256.publicKey(scalar);
        return new KeyMaterial(Secret.taking(scalar), publicKey);
    }

    @Override
    public byte[] sign(KeyMaterial key, byte[] message, Entropy entropy) {
        var scalar = key.secret().reveal(); // the provider takes keys from the heap
        try {
            var factory = KeyFactory.getInstance("EC", P256.jdk());
            var signature = Signature.getInstance(ALGORITHM, P256.jdk());
            signature.initSign(Der.P256_UNCOMPRESSED.privateKey(factory, scalar), new EntropyRandom(entropy));
            signature.update(message);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw P256.missing(e);
        } finally {
            Arrays.fill(scalar, (byte) 0);
        }
    }

    @Override
    public boolean verify(byte[] publicKey, byte[] message, byte[] signature) {
        var point = P256.decode(publicKey, P256.fastest());
        if (point.isEmpty()) {
            return false;
        }
        try {
            var verifier = Signature.getInstance(ALGORITHM, P256.fastest());
            verifier.initVerify(point.get());
            verifier.update(message);
            return verifier.verify(signature);
        } catch (SignatureException | InvalidKeyException e) {
            return false; // not well-formed
        } catch (GeneralSecurityException e) {
            throw P256.missing(e);
        }
    }

    @Override
    public boolean isValidPublicKey(byte[] publicKey) {
        return P256.decode(publicKey, P256.fastest()).isPresent();
    }
}
