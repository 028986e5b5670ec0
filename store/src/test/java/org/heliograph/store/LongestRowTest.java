package org.heliograph.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.heliograph.store.Scratch.bytes;

import java.time.Duration;
import java.util.Optional;
import org.heliograph.core.ContactId;
import org.heliograph.core.Now;
import org.heliograph.core.Store;
import org.heliograph.core.Store.Table;
import org.heliograph.core.delivery.Content;
import org.heliograph.core.delivery.Conversation;
import org.heliograph.core.delivery.Submission;
import org.heliograph.crypto.Entropy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LongestRowTest {
    private static final Now NOON = new Now(Duration.ZERO, Scratch.NOON);

    private final Scratch scratch = new Scratch();

    @AfterEach
    void remove() {
        scratch.close();
    }

    @Test
    void fitsIntoAHome() {
        var key = bytes("key");
        var longest = new byte[Store.MAX_ROW_BYTES - key.length];
        try (var store = scratch.create()) {
            store.put(Table.MESSAGE, key, new byte[0], longest);
            store.commit();
            assertThat(store.value(Table.MESSAGE, key)).contains(longest);
        }
    }

    @Test
    void hasRoomForTheLongestMessage() {
        try (var store = scratch.create()) {
            var contact = ContactId.of(new byte[ContactId.BYTES]);
            var conversation = Conversation.load(store, contact, Entropy.system(), NOON);
            var longest = Content.text("x".repeat(Conversation.MAX_CONTENT_BYTES));
            assertThat(conversation.submit(longest, 0, NOON)).isInstanceOf(Submission.Accepted.class);
            conversation.settle();
            store.commit();
            assertThat(conversation.messages(1, NOON).getFirst().content().map(Content::text))
                    .isEqualTo(Optional.of(longest.text()));
        }
    }
}
