package org.heliograph.core.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import org.heliograph.core.ContactId;
import org.heliograph.testkit.Cases;
import org.junit.jupiter.api.Test;

class SafetyWordsTest {
    @Test
    void bothSidesReadTheSameWordsAndAnyOtherPairReadsOthers() {
        Cases.forAll(200, random -> {
            var one = ContactId.of(random.bytes(32));
            var other = ContactId.of(random.bytes(32));
            var between = ContactId.of(random.bytes(32));
            var words = SafetyWords.of(one, other);
            assertThat(words).hasSize(SafetyWords.COUNT).isEqualTo(SafetyWords.of(other, one));
            assertThat(words).isNotEqualTo(SafetyWords.of(one, between));
        });
    }

    /// Changing the list would make old and new versions disagree.
    @Test
    void theWordsOfAPairNeverChange() {
        var one = ContactId.of(new byte[32]);
        var other = new ContactId(1, 2, 3, 4);
        assertThat(String.join(" ", SafetyWords.of(one, other)))
                .isEqualTo("orchid dragon fountain garden lemon pigeon melon letter"
                        + " captain lizard branch kiwi robin judge board island");
    }

    @Test
    void theListIsOfPlainWordsThatThreeLettersTellApart() {
        var words = SafetyWords.list();
        assertThat(words).hasSize(256).isSorted().allMatch(word -> word.matches("[a-z]{3,8}"));
        var starts = new HashSet<String>();
        words.forEach(word -> starts.add(word.substring(0, 3)));
        assertThat(starts).hasSize(256);
    }
}
