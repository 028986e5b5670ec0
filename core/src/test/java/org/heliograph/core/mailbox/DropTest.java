package org.heliograph.core.mailbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import org.heliograph.core.Now;
import org.heliograph.core.wire.Item;
import org.heliograph.testkit.Case;
import org.heliograph.testkit.Cases;
import org.junit.jupiter.api.Test;

class DropTest {
    private static final byte[] NO_SECRET = {};

    @Test
    void aRecordOpensInItsDropAndNoOther() {
        Cases.forAll(20, random -> {
            var card = random.bytes(32);
            var secret = random.bytes(16);
            var record = random.bytes(random.nextInt(Drop.RECORD_BYTES + 1));
            try (var drop = Drop.of(card, secret, Drop.Kind.PREKEYS, 2_900, 0);
                    var same = Drop.of(card, secret, Drop.Kind.PREKEYS, 2_900, 0);
                    var later = Drop.of(card, secret, Drop.Kind.PREKEYS, 2_901, 0);
                    var otherKind = Drop.of(card, secret, Drop.Kind.INBOX, 2_900, 0);
                    var withoutSecret = Drop.of(card, NO_SECRET, Drop.Kind.PREKEYS, 2_900, 0)) {
                var box = drop.seal(record, Worlds.entropy(random));
                assertThat(box).hasSize(Item.BOX_BYTES);
                assertThat(same.open(box)).contains(Arrays.copyOf(record, Drop.RECORD_BYTES));
                assertThat(later.open(box)).isEmpty();
                assertThat(otherKind.open(box)).isEmpty();
                assertThat(withoutSecret.open(box)).isEmpty();
                assertThat(same.id()).isEqualTo(drop.id());
                assertThat(withoutSecret.id()).isNotEqualTo(drop.id());
                box[random.nextInt(box.length)] ^= 1;
                assertThat(drop.open(box)).isEmpty();
                assertThat(drop.open(Arrays.copyOf(box, box.length - 1))).isEmpty();
            }
        });
    }

    @Test
    void aRecordHasRoomFor3032Bytes() {
        assertThat(Drop.RECORD_BYTES).isEqualTo(3_032);
        try (var drop = Worlds.drop(new Case(1))) {
            assertThatThrownBy(() -> drop.seal(new byte[3_033], Worlds.entropy(new Case(1))))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void readersLookAroundTheWeekAndInboxesSixWeeksBack() {
        long week = Drop.week(Worlds.START);
        assertThat(Drop.Kind.PREKEYS.weeksToRead(Worlds.START)).containsExactly(week, week - 1, week + 1);
        assertThat(Drop.Kind.INBOX.weeksToRead(Worlds.START))
                .containsExactly(week, week - 1, week + 1, week - 2, week - 3, week - 4, week - 5, week - 6);
        assertThat(Drop.weeksToPublish(Worlds.START))
                .hasSize(6)
                .startsWith(week)
                .endsWith(week + 5);
        var atTheBeginning = new Now(Duration.ZERO, Instant.EPOCH);
        assertThat(Drop.Kind.INBOX.weeksToRead(atTheBeginning)).containsExactly(0L, 1L);
    }
}
