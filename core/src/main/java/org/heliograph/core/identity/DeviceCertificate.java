package org.heliograph.core.identity;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import org.heliograph.core.ContactId;
import org.heliograph.core.PeerFault;
import org.heliograph.core.wire.Reader;
import org.heliograph.core.wire.Writer;
import org.heliograph.crypto.Entropy;
import org.heliograph.crypto.Sha256;
import org.heliograph.crypto.SigningKey;
import org.heliograph.crypto.Suite;

/// An identity's word that a device speaks for it. An instance was verified, and keeps the very bytes that were signed.
public final class DeviceCertificate {
    public static final int DEVICE_ID_BYTES = 16;

    private static final byte[] LABEL = "HG1/devcert".getBytes(US_ASCII);
    private static final int VERSION = 1;
    private static final int NO_FLAGS = 0;
    private static final int FIXED_BYTES = 2 + DEVICE_ID_BYTES + 8 + 4 + 2;

    private final byte[] bytes;
    private final IdentityKey identity;
    private final Subject subject;

    /// What is certified: a device, its keys, and which of the device's certificates this is.
    record Subject(byte[] deviceId, byte[] signingKey, byte[] agreementKey, long issuedSeconds, long serial) {}

    private DeviceCertificate(byte[] bytes, IdentityKey identity, Subject subject) {
        this.bytes = bytes;
        this.identity = identity;
        this.subject = subject;
    }

    /// How long certificates are in the family of this suite.
    public static int bytes(Suite suite) {
        return FIXED_BYTES + 2 * suite.verifyingKeyBytes() + suite.agreementKeyBytes() + suite.signatureBytes();
    }

    /// Reads a certificate and checks that the identity it names signed it. Whose identity that is, the caller judges.
    public static DeviceCertificate verify(byte[] bytes) throws PeerFault {
        return verify(bytes, Optional.empty());
    }

    /// As [#verify(byte[])], for a certificate that must be of this identity.
    public static DeviceCertificate verify(byte[] bytes, IdentityKey owner) throws PeerFault {
        var certificate = verify(bytes, Optional.of(owner));
        if (!certificate.identity.equals(owner)) {
            throw new PeerFault(PeerFault.Kind.FORGED, "a device certificate of someone else");
        }
        return certificate;
    }

    /// As [#verify(byte[])]. `verified` finds what was verified of an identity before: the same bytes are not looked at
    /// twice.
    public static DeviceCertificate verify(byte[] bytes, Function<ContactId, Optional<DeviceCertificate>> verified)
            throws PeerFault {
        var before = verified.apply(IdentityKey.claimed(begin(bytes)));
        return before.isPresent() && Arrays.equals(before.get().bytes, bytes) ? before.get() : verify(bytes);
    }

    private static DeviceCertificate verify(byte[] bytes, Optional<IdentityKey> expected) throws PeerFault {
        var record = bytes.clone();
        var in = begin(record);
        var identity = IdentityKey.read(in, expected);
        var family = identity.family();
        if (record.length != bytes(family)) {
            throw malformed();
        }
        var subject = new Subject(
                in.bytes(DEVICE_ID_BYTES),
                in.bytes(family.verifyingKeyBytes()),
                in.bytes(family.agreementKeyBytes()),
                in.u64(),
                in.u32());
        // Two bytes of flags follow, none of which has a meaning yet; they are signed like the rest.
        Signed.check(LABEL, record, identity);
        return new DeviceCertificate(record, identity, subject);
    }

    private static Reader begin(byte[] record) throws PeerFault {
        var in = new Reader(record);
        if (in.u8() != VERSION) {
            throw malformed();
        }
        return in;
    }

    static DeviceCertificate issue(SigningKey identity, Subject subject, Entropy entropy) {
        var signer = IdentityKey.of(identity);
        var body = new Writer(bytes(signer.family()))
                .u8(VERSION)
                .u8(signer.family().code())
                .bytes(signer.bytes())
                .bytes(subject.deviceId)
                .bytes(subject.signingKey)
                .bytes(subject.agreementKey)
                .u64(subject.issuedSeconds)
                .u32(subject.serial)
                .u16(NO_FLAGS)
                .toBytes();
        return new DeviceCertificate(Signed.append(LABEL, body, identity, entropy), signer, subject);
    }

    /// Exactly what was signed, and the signature.
    public byte[] bytes() {
        return bytes.clone();
    }

    /// Names this certificate in everything that rests on it.
    public byte[] hash() {
        return Sha256.hash(bytes);
    }

    public IdentityKey identity() {
        return identity;
    }

    public byte[] deviceId() {
        return subject.deviceId.clone();
    }

    /// The device's public key for signatures.
    public byte[] signingKey() {
        return subject.signingKey.clone();
    }

    /// The device's public key for key agreement.
    public byte[] agreementKey() {
        return subject.agreementKey.clone();
    }

    public long issuedSeconds() {
        return subject.issuedSeconds;
    }

    /// Counts the certificates of one device; a higher one replaces a lower.
    public long serial() {
        return subject.serial;
    }

    /// Whether this device signed `message`.
    public boolean signed(byte[] message, byte[] signature) {
        return SigningKey.verify(identity.family(), subject.signingKey, message, signature);
    }

    private static PeerFault malformed() {
        return new PeerFault(PeerFault.Kind.MALFORMED, "not a device certificate");
    }
}
