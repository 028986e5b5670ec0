package org.heliograph.formal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class ModelsTest {
    private static final Model DELIVERY = Model.of("Delivery");
    private static final Model DELIVERY_LIVE = DELIVERY.within("live");
    private static final Model DELETION = Model.of("Deletion");
    private static final Model DELETION_LIVE = DELETION.within("live");
    private static final Model WINDOW = Model.of("Window");
    private static final Model WINDOW_SHORT = WINDOW.within("short");
    private static final Model MODES = Model.of("Modes");

    /// A model that holds, and how many states it has within its bounds.
    record Sound(Model model, long states) {}

    static final List<Sound> SOUND = List.of(
            new Sound(DELIVERY, 96_412),
            new Sound(DELIVERY_LIVE, 1_360),
            new Sound(DELETION, 15_606),
            new Sound(DELETION_LIVE, 190),
            new Sound(WINDOW, 11_476),
            new Sound(WINDOW_SHORT, 10_634),
            new Sound(MODES, 5_524));

    static final List<Seeded> SEEDED = List.of(
            new Seeded(DELIVERY.without("AckBeforeCommit"), "AckAfterCommit"),
            new Seeded(DELIVERY.without("ForgetWhenStored"), "KeptUntilEnd"),
            new Seeded(DELIVERY.without("ShowAgain"), "AtMostOnce"),
            new Seeded(DELIVERY.without("ShowLate"), "NeverShownLate"),
            new Seeded(DELIVERY.without("SendLate"), "NeverSentLate"),
            new Seeded(DELIVERY.without("EndUntold"), "KeptUntilEnd"),
            new Seeded(DELIVERY_LIVE.without("AckOnce"), "Resolved"),
            new Seeded(DELIVERY_LIVE.without("NeverSealAnew"), "Resolved"),
            new Seeded(DELETION.without("NoTombstone"), "NoReturn"),
            new Seeded(DELETION.without("ShortTombstone"), "NoReturn"),
            new Seeded(DELETION.without("CountFromArrival"), "EndsInTime"),
            new Seeded(DELETION.without("AnyoneDeletes"), "EndsDelete"),
            new Seeded(DELETION_LIVE.without("KeepSilent"), "Settles"),
            new Seeded(WINDOW.without("AckUnread"), "LogIsTrue"),
            new Seeded(WINDOW.without("SkipTheLiving"), "LogIsTrue"),
            new Seeded(WINDOW.without("NeverSkip"), "NoGapLeft"),
            new Seeded(WINDOW_SHORT.without("NeverKnock"), "NoStall"),
            new Seeded(WINDOW_SHORT.without("UseLastNumber"), "NoStall"),
            new Seeded(WINDOW.without("WaitForTheNextBox"), "NoStall"),
            new Seeded(MODES.without("DropWhenNear"), "StaysHeld"),
            new Seeded(MODES.without("KeepToOneself"), "Found"),
            new Seeded(MODES.without("ReadOneWay"), "Found"),
            new Seeded(MODES.without("AnswerAlike"), "Found"));

    static final List<Model> ALL = List.of(DELIVERY, DELETION, WINDOW, MODES);

    @ParameterizedTest
    @FieldSource("SOUND")
    void eachModelHoldsOverAllItsStates(Sound sound) {
        assertThat(Tlc.check(sound.model(), Tlc.IN_A_BUILD)).isEqualTo(new Tlc.Finding("", sound.states()));
    }

    @Tag("large")
    @ParameterizedTest
    @FieldSource("ALL")
    void eachModelHoldsWithinLargerBounds(Model model) {
        assertThat(Tlc.check(model.within("large"), Tlc.AT_LEISURE).violated()).isEmpty();
    }

    @ParameterizedTest
    @FieldSource("SEEDED")
    void eachSeededBugIsFound(Seeded seeded) {
        assertThat(Tlc.check(seeded.model(), Tlc.IN_A_BUILD).violated()).isEqualTo(seeded.property());
    }

    @ParameterizedTest
    @FieldSource("ALL")
    void noSeededBugIsLeftOut(Model model) {
        assertThat(SEEDED.stream().filter(it -> it.model().module().equals(model.module())))
                .extracting(Seeded::bug)
                .containsExactlyElementsOf(model.bugs());
    }
}
