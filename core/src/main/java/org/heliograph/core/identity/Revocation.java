package org.heliograph.core.identity;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;
import java.util.Optional;
import org.heliograph.core.PeerFault;
import org.heliograph.core.wire.Reader;
import org.heliograph.core.wire.Writer;
import org.heliograph.crypto.Entropy;
import org.heliograph.crypto.Sha256;
import org.heliograph.crypto.SigningKey;
import org.heliograph.crypto.Suite;

/// An identity's word that one of its devices, or the identity itself, is to be trusted no more. An instance was
/// verified, and keeps the very bytes that were signed.
public final class Revocation {
    private static final byte[] LABEL = "HG1/revoke".getBytes(US_ASCII);
    private static final int VERSION = 1;
    private static final int HASH_BYTES = 32;
    private static final int FIXED_BYTES = 2 + 1 + DeviceCertificate.DEVICE_ID_BYTES + 4 + 8 + HASH_BYTES;

    private final byte[] bytes;
    private final IdentityKey identity;
    private final Statement statement;

    /// What is ended.
    public enum Kind {
        DEVICE(1),
        IDENTITY(2);

        private final int code;

        Kind(int code) {
            this.code = code;
        }

        private static Kind of(int code) throws PeerFault {
            return switch (code) {
                case 1 -> DEVICE;
                case 2 -> IDENTITY;
                default -> throw malformed();
            };
        }
    }

    record Statement(Kind kind, byte[] deviceId, long serial, long timeSeconds, Optional<byte[]> successor) {}

    private Revocation(byte[] bytes, IdentityKey identity, Statement statement) {
        this.bytes = bytes;
        this.identity = identity;
        this.statement = statement;
    }

    /// How long revocations are in the family of this suite.
    public static int bytes(Suite suite) {
        return FIXED_BYTES + suite.verifyingKeyBytes() + suite.signatureBytes();
    }

    /// Reads a revocation of `owner` from the front of `record`; only zeros may follow, as they do in a drop.
    public static Revocation verify(byte[] record, IdentityKey owner) throws PeerFault {
        var bytes = Padded.front(record, bytes(owner.family()));
        var in = new Reader(bytes);
        if (in.u8() != VERSION) {
            throw malformed();
        }
        var identity = IdentityKey.read(in);
        var statement = new Statement(
                Kind.of(in.u8()),
                in.bytes(DeviceCertificate.DEVICE_ID_BYTES),
                in.u32(),
                in.u64(),
                Optional.of(in.bytes(HASH_BYTES)).filter(hash -> !Arrays.equals(hash, new byte[HASH_BYTES])));
        if (!identity.equals(owner)) {
            throw new PeerFault(PeerFault.Kind.FORGED, "a revocation by someone else");
        }
        Signed.check(LABEL, bytes, identity);
        return new Revocation(bytes, identity, statement);
    }

    static Revocation issue(SigningKey key, Statement statement, Entropy entropy) {
        var signer = IdentityKey.of(key);
        var body = new Writer(bytes(signer.family()))
                .u8(VERSION)
                .u8(signer.family().code())
                .bytes(signer.bytes())
                .u8(statement.kind.code)
                .bytes(statement.deviceId)
                .u32(statement.serial)
                .u64(statement.timeSeconds)
                .bytes(statement.successor.orElse(new byte[HASH_BYTES]))
                .toBytes();
        return new Revocation(Signed.append(LABEL, body, key, entropy), signer, statement);
    }

    static byte[] successorHash(IdentityKey successor) {
        return Sha256.hash(successor.bytes());
    }

    /// Exactly what was signed, and the signature.
    public byte[] bytes() {
        return bytes.clone();
    }

    public IdentityKey identity() {
        return identity;
    }

    public Kind kind() {
        return statement.kind;
    }

    public long timeSeconds() {
        return statement.timeSeconds;
    }

    /// Whether nothing may rest on this certificate any more.
    public boolean ends(DeviceCertificate certificate) {
        if (!certificate.identity().equals(identity)) {
            return false;
        }
        return switch (statement.kind) {
            case IDENTITY -> true;
            case DEVICE ->
                Arrays.equals(statement.deviceId, certificate.deviceId()) && certificate.serial() <= statement.serial;
        };
    }

    /// Whether this names `candidate` as who follows the revoked identity.
    public boolean names(IdentityKey candidate) {
        return statement
                .successor
                .map(hash -> Arrays.equals(hash, successorHash(candidate)))
                .orElse(false);
    }

    private static PeerFault malformed() {
        return new PeerFault(PeerFault.Kind.MALFORMED, "not a revocation");
    }
}
