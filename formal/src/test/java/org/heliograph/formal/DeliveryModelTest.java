package org.heliograph.formal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class DeliveryModelTest {
    private static final Model SAFE = Model.of("Delivery");
    private static final Model LIVE = SAFE.within("live");

    private static final List<Seeded> SEEDED = List.of(
            new Seeded(SAFE.without("AckBeforeCommit"), "AckAfterCommit"),
            new Seeded(SAFE.without("ForgetWhenStored"), "KeptUntilEnd"),
            new Seeded(SAFE.without("ShowAgain"), "AtMostOnce"),
            new Seeded(SAFE.without("ShowLate"), "NeverShownLate"),
            new Seeded(SAFE.without("SendLate"), "NeverSentLate"),
            new Seeded(SAFE.without("EndUntold"), "KeptUntilEnd"),
            new Seeded(LIVE.without("AckOnce"), "Resolved"),
            new Seeded(LIVE.without("NeverSealAnew"), "Resolved"));

    @Test
    void nothingIsLostAndNothingShownTwiceOrLate() {
        assertThat(Tlc.check(SAFE, Tlc.IN_A_BUILD)).isEqualTo(new Tlc.Finding("", 96_412));
    }

    @Test
    void everyMessageComesToItsEnd() {
        assertThat(Tlc.check(LIVE, Tlc.IN_A_BUILD)).isEqualTo(new Tlc.Finding("", 1_360));
    }

    @ParameterizedTest
    @FieldSource("SEEDED")
    void eachSeededBugIsFound(Seeded seeded) {
        assertThat(Tlc.check(seeded.model(), Tlc.IN_A_BUILD).violated()).isEqualTo(seeded.property());
    }

    @Test
    void noSeededBugIsLeftOut() {
        assertThat(SEEDED).extracting(Seeded::bug).containsExactlyElementsOf(SAFE.bugs());
    }
}
