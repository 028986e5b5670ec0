package org.heliograph.core.node.recall;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.heliograph.core.ContactId;
import org.heliograph.core.MemoryStore;
import org.heliograph.core.MessageId;
import org.heliograph.core.Now;
import org.heliograph.core.Store.Table;
import org.heliograph.core.delivery.Content;
import org.heliograph.core.delivery.Conversation;
import org.heliograph.core.delivery.Happening;
import org.heliograph.core.delivery.Message;
import org.heliograph.core.delivery.Submission;
import org.heliograph.core.wire.Data;
import org.heliograph.core.wire.Writer;
import org.heliograph.crypto.Entropy;
import org.heliograph.testkit.Case;
import org.junit.jupiter.api.Test;

/// What a contact returns, and what of it is kept: pages are written here by hand.
class RecallTest {
    private static final ContactId SELF = new ContactId(1, 2, 3, 4);
    private static final ContactId BOB = new ContactId(5, 6, 7, 8);
    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
    private static final int MINE = 1;
    private static final int TRACE = 2;

    private final Case random = new Case(3);
    private final Entropy entropy = out -> {
        for (int i = 0; i < out.length; i++) {
            out[i] = (byte) random.nextInt();
        }
    };
    private final MemoryStore store = new MemoryStore();
    private Duration uptime = Duration.ofDays(10);
    private Conversation conversation = Conversation.load(store, BOB, entropy, now());
    private Recall recall = load();

    private Recall load() {
        return Recall.load(new Recall.Ground(store, entropy, SELF), BOB, conversation, now());
    }

    private Now now() {
        return new Now(uptime, START.plus(uptime));
    }

    private void restart() {
        conversation.settle();
        recall.settle(now());
        conversation = Conversation.load(store, BOB, entropy, now());
        recall = load();
    }

    private MessageId id() {
        return new MessageId(random.nextLong(), random.nextLong());
    }

    private static Writer entry(int flags, MessageId id, long lamport) {
        return new Writer(64).u8(flags).bytes(id.toBytes()).u64(lamport);
    }

    private Writer text(int flags, MessageId id, long lamport, Instant sent) {
        byte[] content = "text".getBytes(UTF_8);
        return entry(flags, id, lamport)
                .u64(sent.toEpochMilli())
                .u32(0)
                .u8(Data.TEXT)
                .u32(content.length)
                .bytes(content);
    }

    private Writer trace(long lamport) {
        return entry(TRACE, id(), lamport).u64(random.nextLong()).u64(random.nextLong());
    }

    private void returned(List<Writer> entries) {
        var page = new Writer(1_024).u16(entries.size());
        entries.forEach(entry -> page.bytes(entry.toBytes()));
        byte[] bytes = page.toBytes();
        var body = new Writer(1_024)
                .u8(1)
                .u8(0)
                .u64(now().wallMillis())
                .u8(0)
                .u8(4)
                .u32(bytes.length);
        recall.note(List.of(new Happening.SyncArrived(body.bytes(bytes).toBytes())), now());
        recall.settle(now());
    }

    private void returned(Writer... entries) {
        returned(List.of(entries));
    }

    private List<MessageId> shown() {
        return conversation.messages(99, now()).stream().map(Message::id).toList();
    }

    @Test
    void itsOwnWordsAreKeptAndOursAreNot() {
        var bobs = id();
        returned(text(0, bobs, 1, now().wall()), text(MINE, id(), 2, now().wall()));
        assertThat(shown()).containsExactly(bobs);
        assertThat(recall.lacksOwn()).isTrue();
    }

    /// The owner says it in the first run on the copy, and may have written by then.
    @Test
    void ourWordsAreTakenBackFromTheTimeThatTheCopyLacks() {
        send();
        var copied = now().wall();
        uptime = uptime.plus(Duration.ofDays(1));
        var lost = text(MINE, id(), 5, now().wall());
        uptime = uptime.plus(Duration.ofDays(1));
        restart();
        uptime = uptime.plusHours(1);
        send();
        returned(lost);
        assertThat(recall.lacksOwn()).isTrue();
        assertThat(recall.newestOwn()).isEqualTo(copied);
        recall.handleRestored(recall.newestOwn(), now());
        returned(
                text(MINE, id(), 3, copied.minusSeconds(1)),
                text(MINE, id(), 9, now().wall().plusSeconds(1)));
        assertThat(shown()).hasSize(2);
        restart();
        returned(lost);
        assertThat(shown()).hasSize(3);
    }

    private MessageId send() {
        var sent = conversation.submit(Content.text("mine"), 0, now());
        return ((Submission.Accepted) sent).id();
    }

    @Test
    void whatDidNotComeBackInTwoMonthsDoesNotComeBack() {
        recall.handleRestored(recall.newestOwn(), now());
        var lost = text(MINE, id(), 5, now().wall());
        uptime = uptime.plus(Memory.LOSS_HEALS_IN).plusDays(1);
        returned(lost);
        assertThat(shown()).isEmpty();
    }

    @Test
    void saidAgainItOpensNoLessThanBefore() {
        uptime = uptime.plus(Duration.ofHours(1));
        recall.handleRestored(recall.newestOwn(), now());
        recall.handleRestored(now().wall(), now());
        returned(text(MINE, id(), 5, now().wall().minusSeconds(60)));
        assertThat(shown()).hasSize(1);
    }

    /// They are counted, so that they are returned once.
    @Test
    void messagesOfBeforeTheContactWasAddedAreNotShown() {
        int before = store.count(Table.MESSAGE);
        returned(
                text(0, id(), 1, now().wall().minusSeconds(1)),
                text(MINE, id(), 2, now().wall().minusSeconds(1)));
        assertThat(shown()).isEmpty();
        assertThat(recall.lacksOwn()).isFalse();
        assertThat(store.count(Table.MESSAGE)).as("one row of the chronicle").isEqualTo(before + 1);
    }

    @Test
    void aKnownMessageCountsInItsOwnPlaceAlone() {
        var known = send();
        conversation.settle();
        int before = store.count(Table.MESSAGE);
        for (int lamport = 2; lamport < 1_000; lamport++) {
            returned(text(0, known, lamport, now().wall()), text(0, known, 1, now().wall()));
        }
        assertThat(store.count(Table.MESSAGE)).isEqualTo(before);
    }

    @Test
    void tracesAreCountedUpToABound() {
        long lamport = 1;
        int before = store.count(Table.MESSAGE);
        for (int page = 0; page < Recall.MAX_TRACES / 512 + 20; page++) {
            var traces = new ArrayList<Writer>();
            for (int i = 0; i < 512; i++) {
                traces.add(trace(lamport++));
            }
            returned(traces);
            if (page % 50 == 0) {
                restart();
            }
        }
        assertThat(store.count(Table.MESSAGE) - before).isEqualTo(Recall.MAX_TRACES / 64);
    }
}
