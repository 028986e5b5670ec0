package org.heliograph.crypto;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;

/// Ed448 by the JDK, pure and with the empty context. A public key must be encoded canonically and not be of small
/// order.
final class Ed448 implements SigningKey.Scheme {
    static final Ed448 SCHEME = new Ed448();

    private static final int KEY_BYTES = 57;

    private Ed448() {}

    @Override
    public byte[] generate(Entropy entropy) {
        return entropy.bytes(KEY_BYTES);
    }

    @Override
    public int privateBytes() {
        return KEY_BYTES;
    }

    /// The generator takes the bytes it draws for the seed, so drawing ours gives our public key.
    @Override
    public KeyMaterial restore(byte[] seed) {
        if (seed.length != KEY_BYTES) {
            throw new IllegalArgumentException("an Ed448 seed has 57 bytes, not " + seed.length);
        }
        try {
            var generator = KeyPairGenerator.getInstance("EdDSA", "SunEC");
            generator.initialize(NamedParameterSpec.ED448, EntropyRandom.replaying(seed));
            var publicKey = generator.generateKeyPair().getPublic().getEncoded();
            return new KeyMaterial(Secret.taking(seed), Der.tail(publicKey, KEY_BYTES));
        } catch (GeneralSecurityException e) {
            throw missing(e);
        }
    }

    @Override
    public byte[] sign(KeyMaterial key, byte[] message, Entropy entropy) {
        var seed = key.secret().reveal(); // the provider takes keys from the heap
        try {
            var signature = Signature.getInstance("EdDSA", "SunEC");
            signature.initSign(Der.ED448.privateKey(factory(), seed));
            signature.update(message);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw missing(e);
        } finally {
            Arrays.fill(seed, (byte) 0);
        }
    }

    @Override
    public boolean verify(byte[] publicKey, byte[] message, byte[] signature) {
        if (!isCanonicalAndLarge(publicKey)) {
            return false;
        }
        try {
            var verifier = Signature.getInstance("EdDSA", "SunEC");
            verifier.initVerify(Der.ED448.publicKey(factory(), publicKey));
            verifier.update(message);
            return verifier.verify(signature);
        } catch (SignatureException | InvalidKeySpecException | java.security.InvalidKeyException e) {
            return false; // not well-formed
        } catch (GeneralSecurityException e) {
            throw missing(e);
        }
    }

    /// The provider looks for the point when it is to verify.
    @Override
    public boolean isValidPublicKey(byte[] publicKey) {
        if (!isCanonicalAndLarge(publicKey)) {
            return false;
        }
        try {
            Signature.getInstance("EdDSA", "SunEC").initVerify(Der.ED448.publicKey(factory(), publicKey));
            return true;
        } catch (InvalidKeySpecException | java.security.InvalidKeyException e) {
            return false;
        } catch (GeneralSecurityException e) {
            throw missing(e);
        }
    }

    /// Points of order 1, 2 and 4 have y = 1, -1 and 0.
    private static boolean isCanonicalAndLarge(byte[] publicKey) {
        if ((publicKey[KEY_BYTES - 1] & 0x7f) != 0) {
            return false;
        }
        var y = Arrays.copyOf(publicKey, KEY_BYTES - 1);
        if (!Field.P448.isReduced(y, 0xff)) {
            return false;
        }
        var next = y.clone();
        next[0]++; // p - 1 is even: no carry
        boolean minusOne = !Field.P448.isReduced(next, 0xff);
        boolean zeroOrOne = (y[0] & 0xfe) == 0 && Arrays.equals(y, 1, y.length, new byte[y.length], 1, y.length);
        return !minusOne && !zeroOrOne;
    }

    private static KeyFactory factory() throws GeneralSecurityException {
        return KeyFactory.getInstance("EdDSA", "SunEC");
    }

    private static IllegalStateException missing(GeneralSecurityException e) {
        return new IllegalStateException("this Java runtime has no Ed448", e);
    }
}
