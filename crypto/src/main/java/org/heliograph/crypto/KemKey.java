package org.heliograph.crypto;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.KEM;
import javax.security.auth.DestroyFailedException;

/// A private ML-KEM key (FIPS 203) of a hybrid suite, in a cell of locked memory: ML-KEM-768 beside X25519 and P-256,
/// ML-KEM-1024 beside X448.
/// Its private encoding is the 64-byte seed d, z.
///
/// Keys and ciphertexts are as FIPS 203 encodes them: 1,184 and 1,088 bytes, or 1,568 and 1,568. The shared secret has
/// 32.
public final class KemKey implements AutoCloseable {
    public static final int SEED_BYTES = 64;
    public static final int SECRET_BYTES = 32;

    /// What a sender of a secret gets: the ciphertext for the key's owner, and the secret.
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    public record Encapsulated(byte[] ciphertext, Secret secret) {}

    /// A key as FIPS 203 encodes it: the provider takes it so, which spares it and us the DER around it.
    private interface RawKey extends Key {
        @Override
        default String getFormat() {
            return "RAW";
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    private record RawPublicKey(String getAlgorithm, byte[] getEncoded) implements RawKey, PublicKey {}

    /// The provider keeps the very array.
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    private record RawPrivateKey(String getAlgorithm, byte[] getEncoded) implements RawKey, PrivateKey {}

    private final Suite suite;

    /// The seed, then the expanded key: expanding anew would double the cost of each decapsulation.
    private final Secret seedAndKey;

    private final byte[] publicKey;

    private KemKey(Suite suite, Secret seedAndKey, byte[] publicKey) {
        this.suite = suite;
        this.seedAndKey = seedAndKey;
        this.publicKey = publicKey;
    }

    public static KemKey generate(Suite suite, Entropy entropy) {
        return restore(suite, entropy.bytes(SEED_BYTES));
    }

    /// The key that [#reveal()] gave; wipes `seed`. Throws [IllegalArgumentException] when it is not 64 bytes long or
    /// the suite is classic.
    public static KemKey restore(Suite suite, byte[] seed) {
        try {
            if (seed.length != SEED_BYTES) {
                throw new IllegalArgumentException("an ML-KEM seed has 64 bytes, not " + seed.length);
            }
            var parameters = Parameters.of(suite);
            var pair = expand(parameters, seed);
            var encoded = pair.getPrivate().getEncoded();
            int length = parameters.expandedBytes;
            var kept = Arrays.copyOf(seed, SEED_BYTES + length);
            System.arraycopy(encoded, encoded.length - length, kept, SEED_BYTES, length);
            Arrays.fill(encoded, (byte) 0);
            return new KemKey(
                    suite, Secret.taking(kept), Der.tail(pair.getPublic().getEncoded(), suite.kemKeyBytes()));
        } finally {
            Arrays.fill(seed, (byte) 0);
        }
    }

    public Suite suite() {
        return suite;
    }

    public byte[] publicKey() {
        return publicKey.clone();
    }

    /// The seed on the heap, which the caller wipes.
    public byte[] reveal() {
        return revealed(0, SEED_BYTES);
    }

    /// Empty when the ciphertext has a wrong length. One that was not made for this key gives a secret that nobody else
    /// has, as FIPS 203 wants it.
    public Optional<Secret> decapsulate(byte[] ciphertext) {
        if (ciphertext.length != suite.kemCiphertextBytes()) {
            return Optional.empty();
        }
        // The provider takes keys from the heap; destroying this one wipes what it took.
        var expanded = revealed(SEED_BYTES, seedAndKey.length());
        try {
            var key = (PrivateKey) Provided.KEYS.translateKey(new RawPrivateKey(Parameters.of(suite).name, expanded));
            var secret = Provided.SCHEME.newDecapsulator(key).decapsulate(ciphertext);
            key.destroy();
            return Optional.of(Secret.taking(secret.getEncoded()));
        } catch (GeneralSecurityException | DestroyFailedException e) {
            throw missing(e);
        } finally {
            Arrays.fill(expanded, (byte) 0);
        }
    }

    /// Empty when the key fails the checks of FIPS 203, 7.2: its length, and that each coefficient is below the
    /// modulus.
    public static Optional<Encapsulated> encapsulate(Suite suite, byte[] publicKey, Entropy entropy) {
        var name = Parameters.of(suite).name;
        if (publicKey.length != suite.kemKeyBytes()) {
            return Optional.empty();
        }
        try {
            var key = new RawPublicKey(name, publicKey.clone());
            var made = Provided.SCHEME
                    .newEncapsulator(key, new EntropyRandom(entropy))
                    .encapsulate();
            return Optional.of(new Encapsulated(
                    made.encapsulation(), Secret.taking(made.key().getEncoded())));
        } catch (InvalidKeyException e) {
            return Optional.empty();
        }
    }

    /// Whether [#encapsulate] would take it.
    public static boolean isValidPublicKey(Suite suite, byte[] publicKey) {
        var made = encapsulate(suite, publicKey, out -> {});
        made.ifPresent(encapsulated -> encapsulated.secret().close());
        return made.isPresent();
    }

    @Override
    public void close() {
        seedAndKey.close();
    }

    @Override
    public String toString() {
        return "KemKey[" + suite + "]";
    }

    private byte[] revealed(int from, int to) {
        var all = seedAndKey.reveal();
        try {
            return Arrays.copyOfRange(all, from, to);
        } finally {
            Arrays.fill(all, (byte) 0);
        }
    }

    /// `expandedBytes` is the length of the decapsulation key of FIPS 203.
    private record Parameters(String name, int expandedBytes) {
        static Parameters of(Suite suite) {
            return switch (suite) {
                case X25519_MLKEM768, P256_MLKEM768 -> new Parameters("ML-KEM-768", 2_400);
                case X448_MLKEM1024 -> new Parameters("ML-KEM-1024", 3_168);
                case X25519, P256, X448 -> throw new IllegalArgumentException(suite + " has no key encapsulation");
            };
        }
    }

    /// What the provider has of ML-KEM. Both may be used by many threads at once.
    private static final class Provided {
        static final KEM SCHEME;
        static final KeyFactory KEYS;

        static {
            try {
                SCHEME = KEM.getInstance("ML-KEM", "SunJCE");
                KEYS = KeyFactory.getInstance("ML-KEM", "SunJCE");
            } catch (GeneralSecurityException e) {
                throw missing(e);
            }
        }
    }

    /// The generator draws d, then z: drawing ours gives our key pair.
    private static KeyPair expand(Parameters parameters, byte[] seed) {
        try {
            var generator = KeyPairGenerator.getInstance(parameters.name, "SunJCE");
            generator.initialize(-1, EntropyRandom.replaying(seed));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw missing(e);
        }
    }

    private static IllegalStateException missing(Exception e) {
        return new IllegalStateException("this Java runtime has no ML-KEM", e);
    }
}
