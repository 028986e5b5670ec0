package org.heliograph.crypto;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.KeyAgreement;

/// X448 by the JDK, which refuses points of small order. A point must be below the prime.
final class X448 implements AgreementKey.Scheme {
    static final X448 SCHEME = new X448();

    private static final int KEY_BYTES = 56;

    private X448() {}

    @Override
    public byte[] generate(Entropy entropy) {
        return entropy.bytes(KEY_BYTES);
    }

    /// The generator takes the bytes it draws for the scalar, so drawing ours gives our public key.
    @Override
    public KeyMaterial restore(byte[] scalar) {
        if (scalar.length != KEY_BYTES) {
            throw new IllegalArgumentException("an X448 key has 56 bytes, not " + scalar.length);
        }
        try {
            var generator = KeyPairGenerator.getInstance("XDH", "SunEC");
            generator.initialize(NamedParameterSpec.X448, EntropyRandom.replaying(scalar));
            var publicKey = generator.generateKeyPair().getPublic().getEncoded();
            return new KeyMaterial(Secret.taking(scalar), Der.tail(publicKey, KEY_BYTES));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime has no X448", e);
        }
    }

    @Override
    public Optional<Secret> agree(KeyMaterial key, byte[] peerPublicKey) {
        if (!isCanonical(peerPublicKey)) {
            return Optional.empty();
        }
        var scalar = key.secret().reveal(); // the provider takes keys from the heap
        try {
            return agree(scalar, peerPublicKey);
        } finally {
            Arrays.fill(scalar, (byte) 0);
        }
    }

    /// Small order shows in the result of any scalar.
    @Override
    public boolean isValidPublicKey(byte[] publicKey) {
        if (!isCanonical(publicKey)) {
            return false;
        }
        var shared = agree(new byte[KEY_BYTES], publicKey);
        shared.ifPresent(Secret::close);
        return shared.isPresent();
    }

    private static boolean isCanonical(byte[] publicKey) {
        return Field.P448.isReduced(publicKey, 0xff);
    }

    private static Optional<Secret> agree(byte[] scalar, byte[] peerPublicKey) {
        try {
            var factory = KeyFactory.getInstance("XDH", "SunEC");
            var agreement = KeyAgreement.getInstance("XDH", "SunEC");
            agreement.init(Der.X448.privateKey(factory, scalar));
            try {
                agreement.doPhase(Der.X448.publicKey(factory, peerPublicKey), true);
            } catch (InvalidKeyException e) {
                return Optional.empty(); // small order
            }
            return Optional.of(Secret.taking(agreement.generateSecret()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime has no X448", e);
        }
    }
}
