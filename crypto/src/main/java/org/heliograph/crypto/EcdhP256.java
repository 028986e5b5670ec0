package org.heliograph.crypto;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.KeyAgreement;

/// ECDH over P-256: the secret is the x coordinate. The curve has no points of small order, so being on it is all a
/// point must prove.
final class EcdhP256 implements AgreementKey.Scheme {
    static final EcdhP256 SCHEME = new EcdhP256();

    private EcdhP256() {}

    @Override
    public byte[] generate(Entropy entropy) {
        return P256.generateScalar(entropy);
    }

    @Override
    public KeyMaterial restore(byte[] scalar) {
        var publicKey = P256.publicKey(scalar);
        return new KeyMaterial(Secret.taking(scalar), publicKey);
    }

    @Override
    public Optional<Secret> agree(KeyMaterial key, byte[] peerPublicKey) {
        return P256.decode(peerPublicKey, P256.fastest()).map(point -> agree(key, point));
    }

    @Override
    public boolean isValidPublicKey(byte[] publicKey) {
        return P256.decode(publicKey, P256.fastest()).isPresent();
    }

    private static Secret agree(KeyMaterial key, PublicKey point) {
        var scalar = key.secret().reveal(); // the provider takes keys from the heap
        try {
            var provider = P256.fastest();
            var agreement = KeyAgreement.getInstance("ECDH", provider);
            agreement.init(Der.P256_UNCOMPRESSED.privateKey(KeyFactory.getInstance("EC", provider), scalar));
            agreement.doPhase(point, true);
            return Secret.taking(agreement.generateSecret());
        } catch (GeneralSecurityException e) {
            throw P256.missing(e);
        } finally {
            Arrays.fill(scalar, (byte) 0);
        }
    }
}
