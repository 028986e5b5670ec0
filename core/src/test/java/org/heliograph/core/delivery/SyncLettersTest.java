package org.heliograph.core.delivery;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.heliograph.core.Store;
import org.heliograph.core.Store.Table;
import org.heliograph.core.wire.Frame;
import org.junit.jupiter.api.Test;

/// Letters about histories: behind messages, no longer than a row, and gone with what is in them.
class SyncLettersTest {
    private static final String TEXT = "a text that is over soon";

    private final Desk desk = new Desk(7);

    @Test
    void messagesGoFirst() {
        desk.submit("the session starts with this");
        desk.seal();
        sync(100, Expiring.NEVER);
        desk.submit("later, and sooner there");
        assertThat(desk.seal()).extracting(it -> it.frame().type()).containsExactly(Frame.DATA, Frame.SYNC);
    }

    @Test
    void whatNoRowHoldsIsRefused() {
        assertThat(sync(Conversation.MAX_SYNC_BYTES + 1, Expiring.NEVER)).isFalse();
        assertThat(desk.conversation.queued()).isZero();
        assertThat(sync(Conversation.MAX_SYNC_BYTES, Expiring.NEVER)).isTrue();
        desk.conversation.settle();
        assertThat(Conversation.MAX_SYNC_BYTES).isLessThan(Store.MAX_ROW_BYTES);
    }

    /// Whole or in pieces, sealed or not.
    @Test
    void itEndsWithTheFirstMessageInIt() {
        desk.submit("the session starts with this");
        desk.seal();
        for (int bytes : new int[] {100, 20_000}) {
            for (boolean sealed : new boolean[] {false, true}) {
                long end = desk.now().wallMillis() + 5_000;
                sync(bytes, end);
                if (sealed) {
                    assertThat(desk.seal()).allMatch(it -> it.frame().ttlSeconds() == 5);
                }
                desk.conversation.settle();
                assertThat(isStored()).isTrue();
                desk.pass(Duration.ofSeconds(5));
                desk.conversation.expire(desk.now());
                desk.conversation.settle();
                assertThat(isStored()).isFalse();
                assertThat(desk.conversation.syncsUnderWay()).isZero();
            }
        }
    }

    @Test
    void whatIsOverIsNotSent() {
        assertThat(sync(100, desk.now().wallMillis())).isFalse();
    }

    private boolean sync(int bytes, long endsAtMillis) {
        var body = TEXT.repeat(1 + bytes / TEXT.length()).substring(0, bytes).getBytes(US_ASCII);
        return desk.conversation.submitSync(body, endsAtMillis, desk.now());
    }

    private boolean isStored() {
        var found = new boolean[1];
        desk.store.scanAll(Table.OUTBOX, (_, row) -> {
            found[0] |= new String(row, US_ASCII).contains(TEXT);
            return true;
        });
        return found[0];
    }
}
