package org.heliograph.crypto;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.KEM;

/// A private ML-KEM key (FIPS 203) of a hybrid suite, in a cell of locked memory or, once
/// [#guarded()], unreadable between uses: ML-KEM-768 beside X25519 and P-256,
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

    private final Suite suite;

    /// The seed, then the expanded key in PKCS#8: expanding anew would double the cost of each decapsulation.
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
            var pair = expand(suite, seed);
            var expanded = pair.getPrivate().getEncoded();
            var kept = Arrays.copyOf(seed, SEED_BYTES + expanded.length);
            System.arraycopy(expanded, 0, kept, SEED_BYTES, expanded.length);
            Arrays.fill(expanded, (byte) 0);
            return new KemKey(
                    suite, Secret.taking(kept), Der.tail(pair.getPublic().getEncoded(), suite.kemKeyBytes()));
        } finally {
            Arrays.fill(seed, (byte) 0);
        }
    }

    /// This key in guarded memory, for one that lives long: each use costs two microseconds more. The object it was is
    /// closed.
    public KemKey guarded() {
        try (seedAndKey) {
            return new KemKey(suite, Secret.guarded(seedAndKey.reveal()), publicKey);
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
        var expanded = revealed(SEED_BYTES, seedAndKey.length()); // the provider takes keys from the heap
        try {
            var key = KeyFactory.getInstance("ML-KEM", "SunJCE").generatePrivate(new PKCS8EncodedKeySpec(expanded));
            var decapsulator = KEM.getInstance("ML-KEM", "SunJCE").newDecapsulator(key);
            return Optional.of(
                    Secret.taking(decapsulator.decapsulate(ciphertext).getEncoded()));
        } catch (GeneralSecurityException e) {
            throw missing(e);
        } finally {
            Arrays.fill(expanded, (byte) 0);
        }
    }

    /// Empty when the key fails the checks of FIPS 203, 7.2: its length, and that each coefficient is below the
    /// modulus.
    public static Optional<Encapsulated> encapsulate(Suite suite, byte[] publicKey, Entropy entropy) {
        var header = parameters(suite).der;
        if (publicKey.length != suite.kemKeyBytes()) {
            return Optional.empty();
        }
        try {
            var key = header.publicKey(KeyFactory.getInstance("ML-KEM", "SunJCE"), publicKey);
            var encapsulator = KEM.getInstance("ML-KEM", "SunJCE").newEncapsulator(key, new EntropyRandom(entropy));
            var made = encapsulator.encapsulate();
            return Optional.of(new Encapsulated(
                    made.encapsulation(), Secret.taking(made.key().getEncoded())));
        } catch (InvalidKeySpecException | InvalidKeyException e) {
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw missing(e);
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

    private record Parameters(String name, Der der) {}

    private static Parameters parameters(Suite suite) {
        return switch (suite) {
            case X25519_MLKEM768, P256_MLKEM768 -> new Parameters("ML-KEM-768", Der.ML_KEM_768);
            case X448_MLKEM1024 -> new Parameters("ML-KEM-1024", Der.ML_KEM_1024);
            case X25519, P256, X448 -> throw new IllegalArgumentException(suite + " has no key encapsulation");
        };
    }

    /// The generator draws d, then z: drawing ours gives our key pair.
    private static KeyPair expand(Suite suite, byte[] seed) {
        try {
            var generator = KeyPairGenerator.getInstance(parameters(suite).name, "SunJCE");
            generator.initialize(-1, EntropyRandom.replaying(seed));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw missing(e);
        }
    }

    private static IllegalStateException missing(GeneralSecurityException e) {
        return new IllegalStateException("this Java runtime has no ML-KEM", e);
    }
}
