package org.heliograph.core.identity;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.heliograph.core.ContactId;
import org.heliograph.core.PeerFault;
import org.heliograph.core.wire.Reader;
import org.heliograph.crypto.Sha256;
import org.heliograph.crypto.SigningKey;
import org.heliograph.crypto.Suite;

/// The public key a person is known by, with the family of suites it belongs to. Equal by value.
public final class IdentityKey {
    private static final byte[] FINGERPRINT_LABEL = "HG1/id".getBytes(US_ASCII);

    private final Suite family;
    private final byte[] key;

    private IdentityKey(Suite family, byte[] key) {
        this.family = family;
        this.key = key;
    }

    /// Takes a key of the right size that lies on its curve.
    public static IdentityKey of(Suite family, byte[] key) throws PeerFault {
        if (family.hybrid()) {
            throw new PeerFault(PeerFault.Kind.MALFORMED, "an identity key of a hybrid suite");
        }
        if (key.length != family.verifyingKeyBytes() || !SigningKey.isValidPublicKey(family, key)) {
            throw new PeerFault(PeerFault.Kind.MALFORMED, "not an identity key");
        }
        return new IdentityKey(family, key.clone());
    }

    /// Reads the code of a family and a key of it, as records begin. The key is looked at although it must verify the
    /// record, too: Ed25519 verifies with keys outside the group of prime order, and what is taken from a peer must be
    /// taken again when it is read from the store.
    static IdentityKey read(Reader in) throws PeerFault {
        return read(in, Optional.empty());
    }

    /// As [#read(Reader)]. If it is the `expected` key, that was looked at when it was made.
    static IdentityKey read(Reader in, Optional<IdentityKey> expected) throws PeerFault {
        var family = family(in);
        var key = in.bytes(family.verifyingKeyBytes());
        if (expected.isPresent() && expected.get().family == family && Arrays.equals(expected.get().key, key)) {
            return expected.get();
        }
        return of(family, key);
    }

    /// Whose key a record begins with. Nothing was looked at: it may be no key at all.
    static ContactId claimed(Reader in) throws PeerFault {
        var family = family(in);
        return fingerprint(family, in.bytes(family.verifyingKeyBytes()));
    }

    private static Suite family(Reader in) throws PeerFault {
        return Suite.of(in.u8()).orElseThrow(() -> new PeerFault(PeerFault.Kind.MALFORMED, "an unknown suite"));
    }

    static IdentityKey of(SigningKey key) {
        return new IdentityKey(key.suite().family(), key.publicKey());
    }

    public Suite family() {
        return family;
    }

    public byte[] bytes() {
        return key.clone();
    }

    /// What this person is called wherever a short name is needed: a hash of family and key.
    public ContactId fingerprint() {
        return fingerprint(family, key);
    }

    private static ContactId fingerprint(Suite family, byte[] key) {
        return ContactId.of(Sha256.hash(FINGERPRINT_LABEL, new byte[] {(byte) family.code()}, key));
    }

    /// Whether this key signed `message`.
    boolean signed(byte[] message, byte[] signature) {
        return SigningKey.verify(family, key, message, signature);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof IdentityKey that && family == that.family && Arrays.equals(key, that.key);
    }

    @Override
    public int hashCode() {
        return 31 * family.code() + Arrays.hashCode(key);
    }

    @Override
    public String toString() {
        return "IdentityKey[" + family + " " + HexFormat.of().formatHex(key, 0, 4) + "…]";
    }
}
