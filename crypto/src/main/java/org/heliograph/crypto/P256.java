package org.heliograph.crypto;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Security;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Optional;

/// What ECDH and ECDSA over P-256 (secp256r1) share: providers, keys, compressed points.
///
/// Agreement and verification run in Amazon's Corretto Crypto Provider where it exists for the platform, twenty times
/// faster than in the JDK. It is asked
/// for by name and never installed, so nothing else in the process changes. Keys and signatures are made by the JDK,
/// because it takes our random bytes.
final class P256 {
    static final int SCALAR_BYTES = 32;
    static final int COMPRESSED_BYTES = 33;

    private static final int UNCOMPRESSED_BYTES = 65;
    private static final BigInteger P =
            new BigInteger("ffffffff00000001000000000000000000000000ffffffffffffffffffffffff", 16);
    private static final BigInteger B =
            new BigInteger("5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b", 16);
    private static final byte[] ORDER = new BigInteger(
                    "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16)
            .or(BigInteger.ONE.shiftLeft(256))
            .toByteArray();

    private static final Provider JDK = Security.getProvider("SunEC");

    private P256() {}

    private static final class Fastest {
        static final Provider PROVIDER = find();

        private static Provider find() {
            try {
                var type = Class.forName("com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider");
                var provider = (Provider) type.getDeclaredConstructor().newInstance();
                KeyFactory.getInstance("EC", provider);
                return provider;
            } catch (ReflectiveOperationException | GeneralSecurityException | LinkageError | RuntimeException e) {
                return JDK; // not made for this platform, or its native library does not load here
            }
        }
    }

    static Provider jdk() {
        return JDK;
    }

    static Provider fastest() {
        return Fastest.PROVIDER;
    }

    /// A scalar between 1 and the order.
    static byte[] generateScalar(Entropy entropy) {
        while (true) {
            var scalar = entropy.bytes(SCALAR_BYTES);
            if (isScalar(scalar)) {
                return scalar;
            }
        }
    }

    /// The compressed public point of a scalar. The JDK's generator reads 40 bytes as a little-endian number and
    /// reduces it, so ours pass through it unchanged.
    static byte[] publicKey(byte[] scalar) {
        if (scalar.length != SCALAR_BYTES || !isScalar(scalar)) {
            throw new IllegalArgumentException(
                    "a P-256 private key is a number of 32 bytes between 1 and the order of the curve");
        }
        var drawn = new byte[40];
        try {
            for (int i = 0; i < SCALAR_BYTES; i++) {
                drawn[i] = scalar[SCALAR_BYTES - 1 - i];
            }
            var generator = KeyPairGenerator.getInstance("EC", JDK);
            generator.initialize(new ECGenParameterSpec("secp256r1"), EntropyRandom.replaying(drawn));
            return compressed(Der.tail(generator.generateKeyPair().getPublic().getEncoded(), UNCOMPRESSED_BYTES));
        } catch (GeneralSecurityException e) {
            throw missing(e);
        } finally {
            Arrays.fill(drawn, (byte) 0);
        }
    }

    /// The provider's form of a compressed point; empty when there is no such point.
    static Optional<PublicKey> decode(byte[] compressed, Provider provider) {
        if (compressed[0] != 2 && compressed[0] != 3) {
            return Optional.empty();
        }
        var uncompressed = uncompressed(compressed);
        if (uncompressed.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    Der.P256_UNCOMPRESSED.publicKey(KeyFactory.getInstance("EC", provider), uncompressed.get()));
        } catch (GeneralSecurityException e) {
            throw missing(e);
        }
    }

    static IllegalStateException missing(GeneralSecurityException e) {
        return new IllegalStateException("this Java runtime has no P-256", e);
    }

    private static boolean isScalar(byte[] scalar) {
        int borrow = 0;
        int any = 0;
        for (int i = SCALAR_BYTES - 1; i >= 0; i--) {
            borrow = ((scalar[i] & 0xff) - (ORDER[i + 1] & 0xff) + borrow) >> 8;
            any |= scalar[i];
        }
        return borrow < 0 && any != 0;
    }

    private static byte[] compressed(byte[] uncompressed) {
        var out = Arrays.copyOf(uncompressed, COMPRESSED_BYTES);
        out[0] = (byte) (2 + (uncompressed[UNCOMPRESSED_BYTES - 1] & 1));
        return out;
    }

    /// SEC 1, 2.3.4. The point is public: this need not take constant time.
    private static Optional<byte[]> uncompressed(byte[] compressed) {
        var x = new BigInteger(1, compressed, 1, SCALAR_BYTES);
        if (x.compareTo(P) >= 0) {
            return Optional.empty();
        }
        var square =
                x.multiply(x).subtract(BigInteger.valueOf(3)).multiply(x).add(B).mod(P);
        var y = square.modPow(P.add(BigInteger.ONE).shiftRight(2), P);
        if (!y.multiply(y).mod(P).equals(square)) {
            return Optional.empty();
        }
        if (y.testBit(0) != (compressed[0] == 3)) {
            y = P.subtract(y); // no point has y = 0: the order of the curve is odd
        }
        var out = Arrays.copyOf(compressed, UNCOMPRESSED_BYTES);
        out[0] = 4;
        var bytes = y.toByteArray();
        int skip = Math.max(0, bytes.length - SCALAR_BYTES);
        System.arraycopy(bytes, skip, out, UNCOMPRESSED_BYTES - bytes.length + skip, bytes.length - skip);
        return Optional.of(out);
    }
}
