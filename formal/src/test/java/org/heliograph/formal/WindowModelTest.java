package org.heliograph.formal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class WindowModelTest {
    private static final Model WIDE = Model.of("Window");
    private static final Model SHORT = WIDE.within("short");

    private static final List<Seeded> SEEDED = List.of(
            new Seeded(WIDE.without("AckUnread"), "LogIsTrue"),
            new Seeded(WIDE.without("SkipTheLiving"), "LogIsTrue"),
            new Seeded(WIDE.without("NeverSkip"), "NoGapLeft"),
            new Seeded(SHORT.without("NeverKnock"), "NoStall"),
            new Seeded(SHORT.without("UseLastNumber"), "NoStall"),
            new Seeded(WIDE.without("WaitForTheNextBox"), "NoStall"));

    @Test
    void nothingStallsWhateverFallsOutOfTheBounds() {
        assertThat(Tlc.check(WIDE, Tlc.IN_A_BUILD)).isEqualTo(new Tlc.Finding("", 11_476));
    }

    @Test
    void aShortChainDoesNotEndInSilence() {
        assertThat(Tlc.check(SHORT, Tlc.IN_A_BUILD)).isEqualTo(new Tlc.Finding("", 10_634));
    }

    @ParameterizedTest
    @FieldSource("SEEDED")
    void eachSeededBugIsFound(Seeded seeded) {
        assertThat(Tlc.check(seeded.model(), Tlc.IN_A_BUILD).violated()).isEqualTo(seeded.property());
    }

    @Test
    void noSeededBugIsLeftOut() {
        assertThat(SEEDED).extracting(Seeded::bug).containsExactlyElementsOf(WIDE.bugs());
    }
}
