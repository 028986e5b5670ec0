package org.heliograph.core.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.heliograph.core.PeerFault;
import org.heliograph.crypto.AgreementKey;
import org.heliograph.crypto.Entropy;
import org.heliograph.crypto.SigningKey;
import org.heliograph.crypto.Suite;
import org.junit.jupiter.api.Test;

class ReferenceTest {
    @Test
    void certificatesAndPrekeySignaturesAreThoseOfTheReference() throws PeerFault {
        var answers = Reference.of("handshake");
        for (var answer : answers) {
            assertThat(certificate(answer, "a").bytes()).isEqualTo(answer.bytes("devcert_a"));
            assertThat(certificate(answer, "b").bytes()).isEqualTo(answer.bytes("devcert_b"));
            var bundle = bundle(answer).bytes();
            assertThat(Arrays.copyOfRange(bundle, bundle.length - 64, bundle.length))
                    .isEqualTo(answer.bytes("prekey_sig"));
        }
        assertThat(answers).hasSize(2);
    }

    private static DeviceCertificate certificate(Reference answer, String who) {
        var subject = new DeviceCertificate.Subject(
                answer.bytes("dev_" + who),
                SigningKey.restore(Suite.X25519, answer.bytes("dsk" + who + "_seed"))
                        .publicKey(),
                AgreementKey.restore(Suite.X25519, answer.bytes("ddk" + who)).publicKey(),
                1,
                1);
        var identity = SigningKey.restore(Suite.X25519, answer.bytes("ik" + who + "_seed"));
        return DeviceCertificate.issue(identity, subject, Entropy.system());
    }

    private static PrekeyBundle bundle(Reference answer) throws PeerFault {
        var suite = Suite.of(answer.number("suite")).orElseThrow();
        var device = Device.decode(
                SecretRow.join(answer.bytes("dskb_seed"), answer.bytes("ddkb"), answer.bytes("devcert_b")));
        var offer = new PrekeyBundle.Offer(
                answer.number("spk_id"),
                0,
                42,
                AgreementKey.restore(suite, answer.bytes("spk")).publicKey(),
                answer.bytes("kpk"));
        return PrekeyBundle.issue(suite, device, offer, Entropy.system());
    }
}
