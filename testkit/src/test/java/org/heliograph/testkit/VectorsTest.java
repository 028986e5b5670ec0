package org.heliograph.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class VectorsTest {
    @Test
    void blocksBecomeVectors() {
        var vectors = Vectors.parse("""
                # source
                key = 00ff
                count = 3


                key = 01 02
                """);
        assertThat(vectors).hasSize(2);
        assertThat(vectors.get(0).bytes("key")).containsExactly(0, 0xff);
        assertThat(vectors.get(0).number("count")).isEqualTo(3);
        assertThat(vectors.get(1).bytes("key")).containsExactly(1, 2);
        assertThat(vectors.get(1).has("count")).isFalse();
    }

    @Test
    void aMissingNameAndALineThatIsNoFieldAreErrors() {
        assertThatThrownBy(() -> Vectors.parse("a = 1").getFirst().text("b")).hasMessageContaining("no b");
        assertThatThrownBy(() -> Vectors.parse("nonsense")).hasMessageContaining("nonsense");
    }
}
