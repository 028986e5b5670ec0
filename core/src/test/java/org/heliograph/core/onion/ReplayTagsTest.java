package org.heliograph.core.onion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Set;
import org.heliograph.core.onion.ReplayTags.Tag;
import org.heliograph.testkit.Cases;
import org.junit.jupiter.api.Test;

class ReplayTagsTest {
    /// Few values, so that many repeat and many want the same place.
    @Test
    void isASet() {
        Cases.forAll(200, random -> {
            var tags = new ReplayTags();
            Set<Tag> model = new HashSet<>();
            int highs = random.nextInt(1, 200);
            int lows = random.nextInt(1, 200);
            for (int i = random.nextInt(3_000); i > 0; i--) {
                var tag = new Tag(random.nextInt(highs), random.nextInt(lows) * (random.oneIn(2) ? 1L : 1L << 40));
                assertThat(tags.add(tag)).isEqualTo(model.add(tag));
                assertThat(tags.size()).isEqualTo(model.size());
            }
            model.forEach(tag -> assertThat(tags.add(tag)).isFalse());
            var all = tags.all();
            Set<Tag> listed = new HashSet<>();
            for (int i = 0; i < all.length; i += 2) {
                listed.add(new Tag(all[i], all[i + 1]));
            }
            assertThat(listed).isEqualTo(model);
            assertThat(all).hasSize(2 * model.size());
        });
    }

    @Test
    void aTagOfZerosIsATag() {
        var tags = new ReplayTags();
        assertThat(tags.add(new Tag(0, 0))).isTrue();
        assertThat(tags.add(new Tag(0, 0))).isFalse();
        assertThat(tags.add(new Tag(0, 1))).isTrue();
        assertThat(tags.add(new Tag(1, 0))).isTrue();
        assertThat(tags.size()).isEqualTo(3);
        assertThat(tags.all()).hasSize(6);
    }

    @Test
    void isFullAtItsBoundAndKeepsAllOfThem() {
        var tags = new ReplayTags();
        for (int i = 0; i < ReplayTags.MAX; i++) {
            assertThat(tags.isFull()).isFalse();
            tags.add(tag(i));
        }
        assertThat(tags.isFull()).isTrue();
        assertThat(tags.size()).isEqualTo(ReplayTags.MAX);
        assertThatThrownBy(() -> tags.add(tag(-1))).isInstanceOf(IllegalStateException.class);
        assertThat(tags.all()).hasSize(2 * ReplayTags.MAX);
    }

    private static Tag tag(long i) {
        return new Tag(i * 0x9e3779b97f4a7c15L, (i + 1) * 0xc2b2ae3d27d4eb4fL);
    }
}
