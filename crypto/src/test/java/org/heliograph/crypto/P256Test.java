package org.heliograph.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.security.interfaces.ECPublicKey;
import org.bouncycastle.asn1.nist.NISTNamedCurves;
import org.heliograph.testkit.Case;
import org.heliograph.testkit.Cases;
import org.junit.jupiter.api.Test;

class P256Test {
    /// Any x coordinate: both of us find the same two points or none.
    @Test
    void decompressesAsBouncyCastleDoes() {
        var curve = NISTNamedCurves.getByName("P-256").getCurve();
        Cases.forAll(400, random -> {
            var compressed = random.bytes(33);
            compressed[0] = (byte) (2 + random.nextInt(2));
            var ours = P256.decode(compressed, P256.jdk());
            var theirs = point(curve, compressed);
            assertThat(ours.isPresent()).isEqualTo(theirs.length > 0);
            ours.ifPresent(key -> {
                var point = ((ECPublicKey) key).getW();
                assertThat(bytes(point.getAffineX())).isEqualTo(java.util.Arrays.copyOfRange(theirs, 1, 33));
                assertThat(bytes(point.getAffineY())).isEqualTo(java.util.Arrays.copyOfRange(theirs, 33, 65));
            });
            assertThat(AgreementKey.isValidPublicKey(Suite.P256, compressed)).isEqualTo(ours.isPresent());
        });
    }

    private static byte[] point(org.bouncycastle.math.ec.ECCurve curve, byte[] compressed) {
        try {
            return curve.decodePoint(compressed).getEncoded(false);
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }

    /// A scalar that is one: a random one is with overwhelming probability.
    static byte[] scalar(Case random) {
        return P256.generateScalar(random::nextBytes);
    }

    static byte[] bytes(BigInteger value) {
        var out = new byte[32];
        for (int i = 0; i < 32; i++) {
            out[31 - i] = value.shiftRight(8 * i).byteValue();
        }
        return out;
    }
}
