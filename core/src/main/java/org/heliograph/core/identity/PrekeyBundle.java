package org.heliograph.core.identity;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.time.Duration;
import java.util.Arrays;
import org.heliograph.core.PeerFault;
import org.heliograph.core.wire.Reader;
import org.heliograph.core.wire.Writer;
import org.heliograph.crypto.Entropy;
import org.heliograph.crypto.Suite;

/// The public keys a stranger needs to start a session with a device, signed by that device. An instance was verified
/// down to the identity key, and keeps the very bytes that were signed.
public final class PrekeyBundle {
    private static final byte[] LABEL = "HG1/prekeys".getBytes(US_ASCII);
    private static final int VERSION = 1;

    /// How far two clocks may differ. Without it a bundle could not be used while it is news.
    private static final Duration CLOCK_TOLERANCE = Duration.ofDays(1);

    private static final int AGREEMENT_TAG = 1;
    private static final int KEM_TAG = 2;
    private static final int FIXED_BYTES = 2 + 3 * 4 + 2 + 1 + 2;

    private final byte[] bytes;
    private final Suite suite;
    private final DeviceCertificate certificate;
    private final Offer offer;

    /// What is offered: the number of the prekey, when it may be used, and its public keys (no KEM key when classic).
    record Offer(long id, long fromSeconds, long untilSeconds, byte[] agreementKey, byte[] kemKey) {}

    private PrekeyBundle(byte[] bytes, Suite suite, DeviceCertificate certificate, Offer offer) {
        this.bytes = bytes;
        this.suite = suite;
        this.certificate = certificate;
        this.offer = offer;
    }

    /// How long the bundles of this suite are.
    public static int bytes(Suite suite) {
        int kem = suite.hybrid() ? 1 + suite.kemKeyBytes() : 0;
        return FIXED_BYTES + DeviceCertificate.bytes(suite) + suite.agreementKeyBytes() + kem + suite.signatureBytes();
    }

    /// Reads a bundle of a device of `owner` from the front of `record`; only zeros may follow, as they do in a drop.
    public static PrekeyBundle verify(byte[] record, IdentityKey owner) throws PeerFault {
        var suite = suite(new Reader(record));
        var bytes = Padded.front(record, bytes(suite));
        var in = new Reader(bytes);
        in.skip(2);
        var certificate = DeviceCertificate.verify(in.bytes(DeviceCertificate.bytes(suite)), owner);
        if (owner.family() != suite.family()) {
            throw malformed("prekeys of another family than their device");
        }
        var offer = offer(in, suite);
        var signature = in.bytes(suite.signatureBytes());
        if (!certificate.signed(signedPart(suite, certificate, offer), signature)) {
            throw new PeerFault(PeerFault.Kind.FORGED, "prekeys their device did not sign");
        }
        return new PrekeyBundle(bytes, suite, certificate, offer);
    }

    private static Suite suite(Reader in) throws PeerFault {
        if (in.u8() != VERSION) {
            throw malformed("not prekeys");
        }
        var suite = Suite.of(in.u8());
        if (suite.isEmpty()) {
            throw malformed("prekeys of an unknown suite");
        }
        return suite.get();
    }

    private static Offer offer(Reader in, Suite suite) throws PeerFault {
        long id = in.u32();
        long from = in.u32();
        long until = in.u32();
        var agreement = tagged(in.lp(), AGREEMENT_TAG, suite.agreementKeyBytes());
        var kem = in.lp();
        return new Offer(
                id, from, until, agreement, suite.hybrid() ? tagged(kem, KEM_TAG, suite.kemKeyBytes()) : empty(kem));
    }

    private static byte[] tagged(byte[] field, int tag, int length) throws PeerFault {
        if (field.length != 1 + length || field[0] != tag) {
            throw malformed("a prekey of a wrong kind or length");
        }
        return Arrays.copyOfRange(field, 1, field.length);
    }

    private static byte[] empty(byte[] field) throws PeerFault {
        if (field.length != 0) {
            throw malformed("a KEM key in a classic suite");
        }
        return field;
    }

    static PrekeyBundle issue(Suite suite, Device device, Offer offer, Entropy entropy) {
        var certificate = device.certificate();
        var signature = device.sign(signedPart(suite, certificate, offer), entropy);
        var bytes = new Writer(bytes(suite))
                .u8(VERSION)
                .u8(suite.code())
                .bytes(certificate.bytes())
                .bytes(encode(offer))
                .bytes(signature)
                .toBytes();
        return new PrekeyBundle(bytes, suite, certificate, offer);
    }

    /// The certificate stands in the signed part by its hash.
    private static byte[] signedPart(Suite suite, DeviceCertificate certificate, Offer offer) {
        return new Writer(bytes(suite))
                .bytes(LABEL)
                .u8(suite.code())
                .bytes(certificate.hash())
                .bytes(encode(offer))
                .toBytes();
    }

    private static byte[] encode(Offer offer) {
        var out = new Writer(FIXED_BYTES + offer.agreementKey.length + 1 + offer.kemKey.length)
                .u32(offer.id)
                .u32(offer.fromSeconds)
                .u32(offer.untilSeconds)
                .u16(1 + offer.agreementKey.length)
                .u8(AGREEMENT_TAG)
                .bytes(offer.agreementKey);
        if (offer.kemKey.length == 0) {
            return out.u16(0).toBytes();
        }
        return out.u16(1 + offer.kemKey.length).u8(KEM_TAG).bytes(offer.kemKey).toBytes();
    }

    /// Exactly what was published.
    public byte[] bytes() {
        return bytes.clone();
    }

    public Suite suite() {
        return suite;
    }

    public DeviceCertificate certificate() {
        return certificate;
    }

    public IdentityKey identity() {
        return certificate.identity();
    }

    /// The number the device finds its secret keys by.
    public long id() {
        return offer.id;
    }

    public long fromSeconds() {
        return offer.fromSeconds;
    }

    public long untilSeconds() {
        return offer.untilSeconds;
    }

    /// Whether a session may be started from it now, by a clock that may be late. Of several bundles of a device the
    /// latest valid one counts.
    public boolean isValidAt(long wallSeconds) {
        return offer.fromSeconds <= wallSeconds + CLOCK_TOLERANCE.toSeconds() && wallSeconds < offer.untilSeconds;
    }

    /// The public prekey for key agreement.
    public byte[] agreementKey() {
        return offer.agreementKey.clone();
    }

    /// The public prekey for encapsulation; empty in a classic suite.
    public byte[] kemKey() {
        return offer.kemKey.clone();
    }

    private static PeerFault malformed(String what) {
        return new PeerFault(PeerFault.Kind.MALFORMED, what);
    }
}
