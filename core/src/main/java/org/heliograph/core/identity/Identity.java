package org.heliograph.core.identity;

import java.util.Optional;
import org.heliograph.core.ContactId;
import org.heliograph.crypto.Entropy;
import org.heliograph.crypto.Secret;
import org.heliograph.crypto.SigningKey;
import org.heliograph.crypto.Suite;

/// One's own identity: the key that only signs, and the secret that opens one's drops. Owned and wiped by its holder.
public final class Identity implements AutoCloseable {
    private final SigningKey key;
    private final Secret dropSecret;

    private Identity(SigningKey key, Secret dropSecret) {
        this.key = key;
        this.dropSecret = dropSecret;
    }

    /// A new identity in the family of `suite`.
    public static Identity generate(Suite suite, Entropy entropy) {
        var key = SigningKey.generate(suite.family(), entropy).guarded();
        return new Identity(key, Secret.guarded(entropy.bytes(ContactCard.SECRET_BYTES)));
    }

    public IdentityKey key() {
        return IdentityKey.of(key);
    }

    public ContactId fingerprint() {
        return key().fingerprint();
    }

    /// The card to hand to one's contacts. A public one lets anybody who knows the identity fill its drops.
    public ContactCard card(boolean isPublic) {
        if (isPublic) {
            return ContactCard.open(key());
        }
        return ContactCard.withSecret(key(), dropSecret.reveal());
    }

    DeviceCertificate certify(DeviceCertificate.Subject subject, Entropy entropy) {
        return DeviceCertificate.issue(key, subject, entropy);
    }

    /// Ends every certificate of `device` with a serial up to `serial`.
    public Revocation revokeDevice(DeviceCertificate device, long timeSeconds, Entropy entropy) {
        var statement = new Revocation.Statement(
                Revocation.Kind.DEVICE, device.deviceId(), device.serial(), timeSeconds, Optional.empty());
        return Revocation.issue(key, statement, entropy);
    }

    /// Ends this identity for good; `successor` is who follows it, if anyone does.
    public Revocation revokeIdentity(Optional<IdentityKey> successor, long timeSeconds, Entropy entropy) {
        var statement = new Revocation.Statement(
                Revocation.Kind.IDENTITY,
                new byte[DeviceCertificate.DEVICE_ID_BYTES],
                0,
                timeSeconds,
                successor.map(Revocation::successorHash));
        return Revocation.issue(key, statement, entropy);
    }

    /// Everything secret about this identity, for the store. The caller wipes it.
    public byte[] encode() {
        return SecretRow.join(new byte[] {(byte) key.suite().code()}, dropSecret.reveal(), key.reveal());
    }

    /// Reads what [#encode] wrote.
    public static Identity decode(byte[] row) {
        var parts = SecretRow.cut(row, 3);
        var family = Suite.of(parts[0][0]).orElseThrow();
        return new Identity(SigningKey.restore(family, parts[2]).guarded(), Secret.guarded(parts[1]));
    }

    @Override
    public void close() {
        key.close();
        dropSecret.close();
    }
}
