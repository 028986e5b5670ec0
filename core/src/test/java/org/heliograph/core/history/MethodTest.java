package org.heliograph.core.history;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// Which way is taken when a summary's sketch was too short.
class MethodTest {
    private static final Moment RECENT = Moment.before(99_000);

    private static Method chosen(int round, int estimate, int aheadBy, Moment alikeTo, int mineAfter) {
        return Method.cheapest(new Method.Facts(round, 128, estimate, aheadBy, alikeTo, mineAfter));
    }

    @Test
    void whoIsOnlyBehindSaysHowFarItIs() {
        assertThat(chosen(0, 100, 128, RECENT, 900)).isEqualTo(new Method.Behind(RECENT));
        assertThat(chosen(0, 50_000, 32_768, RECENT, 14_000)).isEqualTo(new Method.Behind(RECENT));
    }

    @Test
    void aFewRecentOnesAreListed() {
        assertThat(chosen(0, 100, 0, RECENT, 50)).isEqualTo(new Method.ListFrom(RECENT));
        assertThat(chosen(0, 100, 128, RECENT, 5)).isEqualTo(new Method.ListFrom(RECENT));
    }

    @Test
    void aShortHistoryThatDiffersMuchIsListed() {
        assertThat(chosen(0, 300, 0, Moment.START, 200)).isEqualTo(new Method.ListFrom(Moment.START));
    }

    @Test
    void scatteredOnesAreSketched() {
        assertThat(chosen(0, 120, 0, Moment.START, 100_000)).isEqualTo(new Method.SketchOf(228));
        assertThat(chosen(0, 300, 0, RECENT, 1_000)).isEqualTo(new Method.SketchOf(528));
    }

    @Test
    void whatIsNewerThanMineNeedsNoSymbols() {
        assertThat(chosen(0, 160, 128, Moment.START, 100_000)).isEqualTo(new Method.SketchOf(28 + 53));
    }

    @Test
    void manyDifferencesAreWorthAskingWhere() {
        assertThat(chosen(0, 2_000, 0, Moment.START, 100_000)).isEqualTo(new Method.SplitFrom(Moment.START));
        assertThat(chosen(1, 2_000, 0, RECENT, 100_000)).isEqualTo(new Method.SplitFrom(RECENT));
    }

    @Test
    void itIsAskedWhereOnlyOnce() {
        assertThat(chosen(2, 2_000, 0, Moment.START, 100_000)).isInstanceOf(Method.SketchOf.class);
    }

    @Test
    void aSketchThatWasTooShortIsFollowedByALongerOne() {
        assertThat(chosen(2, 10, 0, Moment.START, 100_000)).isEqualTo(new Method.SketchOf(160));
    }

    @Test
    void whatNeitherSketchNorListCanHoldIsSplit() {
        assertThat(chosen(9, 100_000, 0, Moment.START, 1_000_000)).isEqualTo(new Method.SplitFrom(Moment.START));
    }
}
