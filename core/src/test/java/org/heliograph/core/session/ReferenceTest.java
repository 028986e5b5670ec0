package org.heliograph.core.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Optional;
import org.heliograph.core.PeerFault;
import org.heliograph.core.identity.DeviceCertificate;
import org.heliograph.core.identity.PrekeyBundle;
import org.heliograph.core.identity.Reference;
import org.heliograph.core.wire.Writer;
import org.heliograph.crypto.AgreementKey;
import org.heliograph.crypto.Entropy;
import org.heliograph.crypto.Secret;
import org.heliograph.crypto.SigningKey;
import org.heliograph.crypto.Suite;
import org.junit.jupiter.api.Test;

class ReferenceTest {
    @Test
    void theKeyScheduleIsThatOfTheReference() throws PeerFault {
        var answers = Reference.of("handshake");
        for (var answer : answers) {
            var a = DeviceCertificate.verify(answer.bytes("devcert_a"));
            var early = early(answer);
            var ek = AgreementKey.restore(Suite.X25519, answer.bytes("ek")).publicKey();
            var t1 = KeySchedule.earlyTranscript(bundle(answer), ek, answer.bytes("ct"));
            assertThat(t1).isEqualTo(answer.bytes("t1"));
            assertThat(KeySchedule.identityKey(t1, early).reveal()).isEqualTo(answer.bytes("k1"));
            var th = KeySchedule.transcript(t1, a);
            assertThat(th).isEqualTo(answer.bytes("th"));
            var dsk = SigningKey.restore(Suite.X25519, answer.bytes("dska_seed"));
            assertThat(dsk.sign(KeySchedule.signed(th), Entropy.system())).isEqualTo(answer.bytes("hs_sig"));
            var keys = KeySchedule.sessionKeys(th, Secret.join(agree(answer, "ddka", "spk"), early));
            assertThat(keys.root().reveal()).isEqualTo(answer.bytes("rk"));
            assertThat(keys.initiatorHeader().reveal()).isEqualTo(answer.bytes("hk_a"));
            assertThat(keys.responderHeader().reveal()).isEqualTo(answer.bytes("nhk_b"));
            assertThat(keys.exporter().reveal()).isEqualTo(answer.bytes("exp"));
        }
        assertThat(answers).hasSize(2);
    }

    private static Secret early(Reference answer) throws PeerFault {
        var ss = Optional.of(answer.bytes("ss"))
                .filter(bytes -> bytes.length > 0)
                .map(Secret::taking);
        return KeySchedule.early(agree(answer, "ek", "ddkb"), agree(answer, "ek", "spk"), ss);
    }

    private static Secret agree(Reference answer, String one, String other) throws PeerFault {
        var theirs = AgreementKey.restore(Suite.X25519, answer.bytes(other)).publicKey();
        return KeySchedule.agree(AgreementKey.restore(Suite.X25519, answer.bytes(one)), theirs);
    }

    /// The reference gives the parts of the bundle and its signature.
    private static PrekeyBundle bundle(Reference answer) throws PeerFault {
        var b = DeviceCertificate.verify(answer.bytes("devcert_b"));
        var spk = AgreementKey.restore(Suite.X25519, answer.bytes("spk")).publicKey();
        var kpk = answer.bytes("kpk");
        var out = new Writer(2_048)
                .u8(1)
                .u8(answer.number("suite"))
                .bytes(b.bytes())
                .u32(answer.number("spk_id"))
                .u32(0)
                .u32(42)
                .u16(33)
                .u8(1)
                .bytes(spk);
        out = kpk.length == 0 ? out.u16(0) : out.u16(1 + kpk.length).u8(2).bytes(kpk);
        return PrekeyBundle.verify(out.bytes(answer.bytes("prekey_sig")).toBytes(), b.identity());
    }

    @Test
    void theRatchetIsThatOfTheReference() throws PeerFault {
        var answers = Reference.of("ratchet");
        assertThat(answers).hasSize(1);
        var answer = answers.getFirst();
        var handshake = hybridHandshake();
        var pair = AgreementKey.restore(Suite.X25519, answer.bytes("ratchet_priv_a"));
        var prekey = AgreementKey.restore(Suite.X25519, handshake.bytes("spk"));
        var step =
                KeySchedule.rootStep(Secret.taking(handshake.bytes("rk")), KeySchedule.agree(pair, prekey.publicKey()));
        assertThat(step.root().reveal()).isEqualTo(answer.bytes("rk"));
        assertThat(step.chain().reveal()).isEqualTo(answer.bytes("ck"));
        assertThat(step.nextHeader().reveal()).isEqualTo(answer.bytes("nhk"));
        var keys = answer.list("mks");
        assertThat(keys).hasSize(3);
        try (var stretch = new Stretch(step.chain(), 0, keys.size())) {
            var derived = stretch.takeSkipped().stream().map(Secret::reveal).toList();
            assertThat(derived).usingElementComparator(Arrays::compare).isEqualTo(keys);
        }
    }

    private static Reference hybridHandshake() {
        return Reference.of("handshake").stream()
                .filter(each -> each.number("suite") == Suite.X25519_MLKEM768.code())
                .findFirst()
                .orElseThrow();
    }
}
