package org.heliograph.core.identity;

import org.heliograph.core.PeerFault;
import org.heliograph.crypto.AgreementKey;
import org.heliograph.crypto.Entropy;
import org.heliograph.crypto.SigningKey;

/// This device: its two secret keys and the certificate its identity gave it. Owned and wiped by its holder.
public final class Device implements AutoCloseable {
    private static final long FIRST_SERIAL = 1;

    private final SigningKey signing;
    private final AgreementKey agreement;
    private final DeviceCertificate certificate;

    private Device(SigningKey signing, AgreementKey agreement, DeviceCertificate certificate) {
        this.signing = signing;
        this.agreement = agreement;
        this.certificate = certificate;
    }

    /// A new device of `identity`, with a random name and keys of its own.
    public static Device create(Identity identity, long nowSeconds, Entropy entropy) {
        var family = identity.key().family();
        var deviceId = entropy.bytes(DeviceCertificate.DEVICE_ID_BYTES);
        var signing = SigningKey.generate(family, entropy);
        var agreement = AgreementKey.generate(family, entropy);
        var subject = new DeviceCertificate.Subject(
                deviceId, signing.publicKey(), agreement.publicKey(), nowSeconds, FIRST_SERIAL);
        return new Device(signing, agreement, identity.certify(subject, entropy));
    }

    public DeviceCertificate certificate() {
        return certificate;
    }

    public IdentityKey identity() {
        return certificate.identity();
    }

    /// The device's key for key agreement; the device keeps owning it.
    public AgreementKey agreementKey() {
        return agreement;
    }

    public byte[] sign(byte[] message, Entropy entropy) {
        return signing.sign(message, entropy);
    }

    /// Everything about this device, secrets included, for the store. The caller wipes it.
    public byte[] encode() {
        return SecretRow.join(signing.reveal(), agreement.reveal(), certificate.bytes());
    }

    /// Reads what [#encode] wrote.
    public static Device decode(byte[] row) {
        var parts = SecretRow.cut(row, 3);
        var certificate = certificate(parts[2]);
        var family = certificate.identity().family();
        return new Device(SigningKey.restore(family, parts[0]), AgreementKey.restore(family, parts[1]), certificate);
    }

    private static DeviceCertificate certificate(byte[] own) {
        try {
            return DeviceCertificate.verify(own);
        } catch (PeerFault damaged) {
            throw new IllegalStateException("our own certificate does not verify", damaged);
        }
    }

    @Override
    public void close() {
        signing.close();
        agreement.close();
    }
}
