package org.heliograph.core.identity;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import org.heliograph.core.PeerFault;
import org.heliograph.crypto.AgreementKey;
import org.heliograph.crypto.Entropy;
import org.heliograph.crypto.KemKey;
import org.heliograph.crypto.Suite;

/// One of this device's prekeys: the secret keys behind a published bundle. Owned and wiped by its holder.
public final class Prekey implements AutoCloseable {
    /// A new prekey is made this long after the last one.
    public static final Duration PERIOD = Duration.ofDays(7);

    /// The bundle is valid, and its secrets are kept, this long: six weeks of first messages open after an absence.
    /// Until then, whoever takes the secrets can read the first messages that were sent to them.
    public static final Duration KEPT = Duration.ofDays(42);

    private final AgreementKey agreement;
    private final Optional<KemKey> kem;
    private final PrekeyBundle bundle;

    private Prekey(AgreementKey agreement, Optional<KemKey> kem, PrekeyBundle bundle) {
        this.agreement = agreement;
        this.kem = kem;
        this.bundle = bundle;
    }

    /// A new prekey of `device`, valid from now. `suite` is of the device's family.
    public static Prekey create(Suite suite, Device device, long nowSeconds, Entropy entropy) {
        if (suite.family() != device.identity().family()) {
            throw new IllegalArgumentException("a prekey of " + suite + " for a device of another family");
        }
        var agreement = AgreementKey.generate(suite, entropy);
        var kem = suite.hybrid() ? Optional.of(KemKey.generate(suite, entropy)) : Optional.<KemKey>empty();
        var offer = new PrekeyBundle.Offer(
                randomId(entropy),
                nowSeconds,
                nowSeconds + KEPT.toSeconds(),
                agreement.publicKey(),
                kem.map(KemKey::publicKey).orElse(new byte[0]));
        return new Prekey(agreement, kem, PrekeyBundle.issue(suite, device, offer, entropy));
    }

    /// Below 2^31: from there on numbers are for prekeys reserved for one contact.
    private static long randomId(Entropy entropy) {
        return ByteBuffer.wrap(entropy.bytes(4)).getInt() & Integer.MAX_VALUE;
    }

    public long id() {
        return bundle.id();
    }

    public Suite suite() {
        return bundle.suite();
    }

    /// What is published of it.
    public PrekeyBundle bundle() {
        return bundle;
    }

    /// The secret key for key agreement; the prekey keeps owning it.
    public AgreementKey agreementKey() {
        return agreement;
    }

    /// The secret key for decapsulation, in a hybrid suite; the prekey keeps owning it.
    public Optional<KemKey> kemKey() {
        return kem;
    }

    /// Whether it is time for the next one.
    public boolean isDue(long wallSeconds) {
        return wallSeconds >= bundle.fromSeconds() + PERIOD.toSeconds();
    }

    /// Whether its secrets must be destroyed, once the drops have been read.
    public boolean isOver(long wallSeconds) {
        return wallSeconds >= bundle.untilSeconds();
    }

    /// The secret keys and the bundle, for the store. The caller wipes it.
    public byte[] encode() {
        return SecretRow.join(agreement.reveal(), kem.map(KemKey::reveal).orElse(new byte[0]), bundle.bytes());
    }

    /// Reads what [#encode] wrote for a prekey of `owner`.
    public static Prekey decode(byte[] row, IdentityKey owner) {
        var parts = SecretRow.cut(row, 3);
        var bundle = bundle(parts[2], owner);
        var suite = bundle.suite();
        return new Prekey(
                AgreementKey.restore(suite, parts[0]),
                suite.hybrid() ? Optional.of(KemKey.restore(suite, parts[1])) : Optional.empty(),
                bundle);
    }

    private static PrekeyBundle bundle(byte[] own, IdentityKey owner) {
        try {
            return PrekeyBundle.verify(own, owner);
        } catch (PeerFault damaged) {
            throw new IllegalStateException("our own prekeys do not verify", damaged);
        }
    }

    @Override
    public void close() {
        agreement.close();
        kem.ifPresent(KemKey::close);
    }
}
