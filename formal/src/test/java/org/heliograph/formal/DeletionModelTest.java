package org.heliograph.formal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class DeletionModelTest {
    private static final Model SAFE = Model.of("Deletion");
    private static final Model LIVE = SAFE.within("live");

    private static final List<Seeded> SEEDED = List.of(
            new Seeded(SAFE.without("NoTombstone"), "NoReturn"),
            new Seeded(SAFE.without("ShortTombstone"), "NoReturn"),
            new Seeded(SAFE.without("CountFromArrival"), "EndsInTime"),
            new Seeded(SAFE.without("AnyoneDeletes"), "EndsDelete"),
            new Seeded(LIVE.without("KeepSilent"), "Settles"));

    @Test
    void whatWasDeletedDoesNotComeBackAndNothingOutlivesItsEnd() {
        assertThat(Tlc.check(SAFE, Tlc.IN_A_BUILD)).isEqualTo(new Tlc.Finding("", 15_606));
    }

    @Test
    void anOrderReachesWhoeverHoldsTheItem() {
        assertThat(Tlc.check(LIVE, Tlc.IN_A_BUILD)).isEqualTo(new Tlc.Finding("", 190));
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
