package org.heliograph.formal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class ModesModelTest {
    private static final Model MODEL = Model.of("Modes");

    private static final List<Seeded> SEEDED = List.of(
            new Seeded(MODEL.without("DropWhenNear"), "StaysHeld"),
            new Seeded(MODEL.without("KeepToOneself"), "Found"),
            new Seeded(MODEL.without("ReadOneWay"), "Found"),
            new Seeded(MODEL.without("AnswerAlike"), "Found"));

    @Test
    void anItemIsHeldAndFoundWhateverModeItsHoldersAndItsReaderAreIn() {
        assertThat(Tlc.check(MODEL, Tlc.IN_A_BUILD)).isEqualTo(new Tlc.Finding("", 5_524));
    }

    @ParameterizedTest
    @FieldSource("SEEDED")
    void eachSeededBugIsFound(Seeded seeded) {
        assertThat(Tlc.check(seeded.model(), Tlc.IN_A_BUILD).violated()).isEqualTo(seeded.property());
    }

    @Test
    void noSeededBugIsLeftOut() {
        assertThat(SEEDED).extracting(Seeded::bug).containsExactlyElementsOf(MODEL.bugs());
    }
}
