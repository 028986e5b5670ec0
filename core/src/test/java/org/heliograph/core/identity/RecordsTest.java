package org.heliograph.core.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.heliograph.core.PeerFault;
import org.heliograph.crypto.AgreementKey;
import org.heliograph.crypto.Entropy;
import org.heliograph.crypto.Suite;
import org.heliograph.testkit.Case;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Certificates, prekeys and revocations, as somebody else receives them.
class RecordsTest {
    private final Entropy entropy = new Case(5)::nextBytes;
    private final Identity alice = Identity.generate(Suite.X25519, entropy);
    private final Identity bob = Identity.generate(Suite.X25519, entropy);
    private final Device device = Device.create(alice, 1_000, entropy);

    private static void refused(ThrowingCallable reading) {
        assertThatThrownBy(reading).isInstanceOf(PeerFault.class);
    }

    /// Whatever `reading` reads, it refuses with any byte changed or missing.
    private static void refusesAlterations(byte[] record, Reading reading) throws PeerFault {
        reading.read(record);
        for (int at = 0; at < record.length; at++) {
            var altered = record.clone();
            altered[at] ^= 4;
            refused(() -> reading.read(altered));
        }
        for (int length = 0; length < record.length; length += 5) {
            var cut = Arrays.copyOf(record, length);
            refused(() -> reading.read(cut));
        }
        var longer = Arrays.copyOf(record, record.length + 1);
        longer[record.length] = 1;
        refused(() -> reading.read(longer));
    }

    private interface Reading {
        void read(byte[] bytes) throws PeerFault;
    }

    @Test
    void aCertificateIsAsItsIdentityIssuedIt() throws PeerFault {
        var bytes = device.certificate().bytes();
        refusesAlterations(bytes, DeviceCertificate::verify);
        var read = DeviceCertificate.verify(bytes, alice.key());
        assertThat(read.bytes()).isEqualTo(bytes);
        assertThat(read.identity()).isEqualTo(alice.key());
        assertThat(read.issuedSeconds()).isEqualTo(1_000);
        assertThat(read.serial()).isEqualTo(1);
        assertThat(read.agreementKey()).isEqualTo(device.agreementKey().publicKey());
        refused(() -> DeviceCertificate.verify(bytes, bob.key()));
    }

    @Test
    void onlyTheVeryBytesOfACertificateThatIsKnownNeedNoSecondLook() throws PeerFault {
        var known = device.certificate();
        assertThat(DeviceCertificate.verify(known.bytes(), id -> Optional.of(known)))
                .isSameAs(known);
        assertThat(DeviceCertificate.verify(known.bytes(), id -> Optional.empty()))
                .isNotSameAs(known);
        refusesAlterations(known.bytes(), bytes -> DeviceCertificate.verify(bytes, id -> Optional.of(known)));
        var another = Device.create(alice, 1_000, entropy).certificate();
        assertThat(DeviceCertificate.verify(another.bytes(), id -> Optional.of(known))
                        .bytes())
                .isEqualTo(another.bytes());
    }

    @Test
    void aKnownCertificateIsAskedForByTheIdentityItNames() throws PeerFault {
        DeviceCertificate.verify(device.certificate().bytes(), id -> {
            assertThat(id).isEqualTo(alice.fingerprint());
            return Optional.empty();
        });
    }

    /// Its identity key is a point of the main group plus one of order 4. The signature is good.
    @Test
    void anIdentityKeyOutsideTheMainGroupIsRefused() {
        var certificate = HexFormat.of()
                .parseHex("0101acdb615c10665d21bd4798059b5a7b053e60a3322e1807fe237d51117cf4257d000102030405"
                        + "060708090a0b0c0d0e0f1d84c09c915b1e355f4130b3950f6754270b37696f36f1b6ca5d4a9b4cf4"
                        + "88600900000000000000000000000000000000000000000000000000000000000000000000000000"
                        + "03e80000000100002f1132ca61ab38dff00f2fea3228f24c6c71d58085b80e47e19515cb27e8d047"
                        + "1d87083c4c0f15709ae2d85689c201a0153185fb2da36b2a1f23ae74ea966304");
        refused(() -> DeviceCertificate.verify(certificate));
    }

    @Test
    void prekeysAreAsTheirDevicePublishedThem() throws PeerFault {
        for (var suite : new Suite[] {Suite.X25519, Suite.X25519_MLKEM768}) {
            var prekey = Prekey.create(suite, device, 5_000, entropy);
            var bytes = prekey.bundle().bytes();
            if (!suite.hybrid()) {
                refusesAlterations(bytes, record -> PrekeyBundle.verify(record, alice.key()));
            }
            var read = PrekeyBundle.verify(Arrays.copyOf(bytes, 3_032), alice.key());
            assertThat(read.bytes()).isEqualTo(bytes);
            assertThat(read.suite()).isEqualTo(suite);
            assertThat(read.id()).isEqualTo(prekey.id()).isLessThan(1L << 31);
            assertThat(read.agreementKey()).isEqualTo(prekey.agreementKey().publicKey());
            assertThat(read.kemKey()).hasSize(suite.kemKeyBytes());
            refused(() -> PrekeyBundle.verify(bytes, bob.key()));
        }
    }

    @Test
    void aKemKeyOfAnotherBundleIsRefused() {
        var mine = Prekey.create(Suite.X25519_MLKEM768, device, 0, entropy)
                .bundle()
                .bytes();
        var other = Prekey.create(Suite.X25519_MLKEM768, device, 0, entropy)
                .bundle()
                .bytes();
        int end = mine.length - 64;
        System.arraycopy(other, end - 1_184, mine, end - 1_184, 1_184);
        refused(() -> PrekeyBundle.verify(mine, alice.key()));
    }

    @Test
    void prekeysAreRenewedWeeklyAndKeptSixWeeks() {
        long day = 86_400;
        try (var prekey = Prekey.create(Suite.X25519, device, 10 * day, entropy)) {
            assertThat(prekey.isDue(17 * day - 1)).isFalse();
            assertThat(prekey.isDue(17 * day)).isTrue();
            assertThat(prekey.isOver(52 * day - 1)).isFalse();
            assertThat(prekey.isOver(52 * day)).isTrue();
            assertThat(prekey.bundle().isValidAt(9 * day - 1)).isFalse();
            assertThat(prekey.bundle().isValidAt(9 * day)).isTrue();
            assertThat(prekey.bundle().isValidAt(52 * day)).isFalse();
        }
    }

    @Test
    void aRevokedDeviceIsOverUpToItsSerial() throws PeerFault {
        var revocation = alice.revokeDevice(device.certificate(), 7, entropy);
        refusesAlterations(revocation.bytes(), record -> Revocation.verify(record, alice.key()));
        var read = Revocation.verify(Arrays.copyOf(revocation.bytes(), 3_032), alice.key());
        assertThat(read.kind()).isEqualTo(Revocation.Kind.DEVICE);
        assertThat(read.timeSeconds()).isEqualTo(7);
        assertThat(read.ends(device.certificate())).isTrue();
        assertThat(read.ends(Device.create(alice, 0, entropy).certificate())).isFalse();
        assertThat(read.ends(later(device))).isFalse();
        assertThat(read.names(bob.key())).isFalse();
        refused(() -> Revocation.verify(revocation.bytes(), bob.key()));
    }

    private DeviceCertificate later(Device device) {
        var old = device.certificate();
        return alice.certify(
                new DeviceCertificate.Subject(
                        old.deviceId(), old.signingKey(), old.agreementKey(), 9, old.serial() + 1),
                entropy);
    }

    @Test
    void aRevokedIdentityEndsEveryDeviceAndNamesItsSuccessor() throws PeerFault {
        var revocation = alice.revokeIdentity(Optional.of(bob.key()), 7, entropy);
        var read = Revocation.verify(revocation.bytes(), alice.key());
        assertThat(read.kind()).isEqualTo(Revocation.Kind.IDENTITY);
        assertThat(read.ends(device.certificate())).isTrue();
        assertThat(read.ends(Device.create(bob, 0, entropy).certificate())).isFalse();
        assertThat(read.names(bob.key())).isTrue();
        assertThat(read.names(alice.key())).isFalse();
        var without = alice.revokeIdentity(Optional.empty(), 7, entropy);
        assertThat(Revocation.verify(without.bytes(), alice.key()).names(bob.key()))
                .isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void whatIsSecretComesBackFromTheStore(Suite suite) {
        try (var identity = Identity.generate(suite, entropy);
                var own = Device.create(identity, 3, entropy);
                var prekey = Prekey.create(suite, own, 3, entropy);
                var identityAgain = Identity.decode(identity.encode());
                var deviceAgain = Device.decode(own.encode());
                var prekeyAgain = Prekey.decode(prekey.encode(), identity.key())) {
            assertThat(identityAgain.card(false)).isEqualTo(identity.card(false));
            assertThat(deviceAgain.certificate().bytes())
                    .isEqualTo(own.certificate().bytes());
            assertThat(prekeyAgain.bundle().bytes()).isEqualTo(prekey.bundle().bytes());
            assertThat(prekeyAgain.kemKey().isPresent()).isEqualTo(suite.hybrid());
            try (var stranger = AgreementKey.generate(suite, entropy);
                    var before =
                            prekey.agreementKey().agree(stranger.publicKey()).orElseThrow();
                    var after = prekeyAgain
                            .agreementKey()
                            .agree(stranger.publicKey())
                            .orElseThrow()) {
                assertThat(after.matches(before)).isTrue();
            }
            var message = new byte[] {1, 2, 3};
            assertThat(own.certificate().signed(message, deviceAgain.sign(message, entropy)))
                    .isTrue();
        }
    }
}
