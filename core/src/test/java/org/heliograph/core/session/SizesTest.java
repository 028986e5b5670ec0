package org.heliograph.core.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.heliograph.core.PeerFault;
import org.heliograph.core.identity.DeviceCertificate;
import org.heliograph.core.identity.PrekeyBundle;
import org.heliograph.crypto.Entropy;
import org.heliograph.crypto.Suite;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The table of `docs/protocol/records.md`, against real records.
class SizesTest {
    @ParameterizedTest
    @CsvSource({
        "X25519, 192, 307, 122, 2950, 310, 2600",
        "P256, 195, 311, 99, 2973, 314, 2619",
        "X448, 316, 505, 146, 2926, 508, 2378",
        "X25519_MLKEM768, 192, 1492, 122, 2950, 1398, 1512",
        "P256_MLKEM768, 195, 1496, 99, 2973, 1402, 1531",
        "X448_MLKEM1024, 316, 2074, 146, 2926, 2076, 810",
    })
    void everyRecordHasTheLengthOfTheTable(
            Suite suite, int certificate, int bundle, int overhead, int frame, int initOverhead, int initFrame)
            throws PeerFault {
        var entropy = Entropy.system();
        var alice = new Person(suite, entropy);
        var bob = new Person(suite, entropy);
        assertThat(alice.device.certificate().bytes()).hasSize(certificate);
        assertThat(DeviceCertificate.bytes(suite)).isEqualTo(certificate);
        assertThat(bob.prekey.bundle().bytes()).hasSize(bundle);
        assertThat(PrekeyBundle.bytes(suite)).isEqualTo(bundle);

        var started = alice.start(bob, entropy);
        assertThat(started.initiation().frameBytes()).isEqualTo(initFrame);
        var init = started.initiation().seal(new byte[initFrame], entropy).message();
        assertThat(init).hasSize(Initiation.RECORD_BYTES).hasSize(initOverhead + overhead + initFrame);
        assertThat(bob.accept(init).first().frame()).hasSize(initFrame);

        assertThat(MessageLayout.overhead(suite)).isEqualTo(overhead);
        assertThat(started.session().frameBytes()).isEqualTo(frame);
        assertThat(started.session().seal(new byte[frame], entropy).message()).hasSize(Session.BOX_BYTES);
    }
}
