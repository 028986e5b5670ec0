package org.heliograph.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SpanTest {
    private static final byte[] ARRAY = {0, 1, 2, 3, 4};

    @Test
    void isAPartOfAnArray() {
        assertThat(Span.of(ARRAY, 1, 3).copy()).containsExactly(1, 2, 3);
        assertThat(Span.of(ARRAY).copy()).isEqualTo(ARRAY).isNotSameAs(ARRAY);
        assertThat(Span.of(ARRAY, 5, 0).copy()).isEmpty();
    }

    @Test
    void liesWithinItsArray() {
        int[][] wrong = {{-1, 2}, {0, 6}, {5, 1}, {2, -1}, {Integer.MAX_VALUE, 1}, {1, Integer.MAX_VALUE}};
        for (var part : wrong) {
            assertThatThrownBy(() -> Span.of(ARRAY, part[0], part[1])).isInstanceOf(IndexOutOfBoundsException.class);
        }
    }
}
