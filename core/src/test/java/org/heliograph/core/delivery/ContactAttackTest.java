package org.heliograph.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.heliograph.core.ContactId;
import org.heliograph.core.MemoryStore;
import org.heliograph.core.MessageId;
import org.heliograph.core.MessageState;
import org.heliograph.core.Store.Table;
import org.heliograph.core.wire.Ack;
import org.heliograph.core.wire.Control;
import org.heliograph.core.wire.Data;
import org.heliograph.core.wire.Fragment;
import org.heliograph.core.wire.Frame;
import org.heliograph.testkit.Case;
import org.heliograph.testkit.Cases;
import org.junit.jupiter.api.Test;

/// What a contact tries, who has a session with us and may seal whatever they like.
class ContactAttackTest {
    private static final ContactId OTHER = new ContactId(9, 9, 9, 9);
    private static final byte[] TEXT = {'h', 'i'};

    private final Desk alice = new Desk(11);
    private final Desk bob = new Desk(22);
    private int number;

    @Test
    void aMessageWithoutANameIsNotShown() {
        var body = new Data(Data.TEXT, 1, TEXT).encode();
        assertThat(fromMallory(Frame.DATA, MessageId.NONE, body)).noneMatch(Happening.Shown.class::isInstance);
        var piece = new Fragment(Frame.DATA, 0, 1, body).encode();
        assertThat(fromMallory(Frame.FRAG, MessageId.NONE, piece)).noneMatch(Happening.Shown.class::isInstance);
        assertThat(alice.conversation.messages(9, alice.now())).isEmpty();
    }

    /// Whoever reads history from the message after the last one they saw would begin at its start again.
    @Test
    void historyHasNoMessageThatLooksLikeItsBeginning() {
        fromMallory(Frame.DATA, new MessageId(1, 1), new Data(Data.TEXT, 1, TEXT).encode());
        fromMallory(Frame.DATA, MessageId.NONE, new Data(Data.TEXT, 2, TEXT).encode());
        assertThat(alice.conversation.messagesSince(MessageId.NONE, 9, alice.now()))
                .extracting(Message::id)
                .containsExactly(new MessageId(1, 1));
    }

    @Test
    void aCounterAtItsEndDoesNotSilenceUs() {
        fromMallory(Frame.DATA, new MessageId(1, 1), new Data(Data.TEXT, Data.MAX_LAMPORT, TEXT).encode());
        alice.submit("still heard");
        alice.submit("and again");
        var shown = bob.handleAll(alice.seal());
        assertThat(shown).hasSize(2).allMatch(Happening.Shown.class::isInstance);
    }

    @Test
    void acknowledgingWhatWasNeverSentChangesNothing() {
        var id = alice.submit("unsent");
        alice.seal();
        var bitmap = new byte[Ack.MAX_BITMAP_BYTES];
        java.util.Arrays.fill(bitmap, (byte) 0xff);
        var foreign = new Ack.Body(List.of(new Ack.Chain(12, 0xffff_ffffL, bitmap), new Ack.Chain(0, 9, bitmap)));
        fromMallory(Frame.ACK, MessageId.NONE, foreign.encode());
        assertThat(state(id)).isEqualTo(MessageState.QUEUED);
        assertThat(alice.conversation.queued()).isEqualTo(1);
        alice.submit("later");
        var beyond = new Ack.Body(List.of(new Ack.Chain(alice.chain, 0xffff_ffffL, bitmap)));
        fromMallory(Frame.ACK, MessageId.NONE, beyond.encode());
        assertThat(alice.conversation.queued()).as("neither sealed nor not").isEqualTo(2);
    }

    @Test
    void withdrawingOurMessagesOrThoseShownChangesNothing() {
        var ours = alice.submit("ours");
        fromMallory(Frame.DATA, new MessageId(1, 1), new Data(Data.TEXT, 1, TEXT).encode());
        fromMallory(Frame.CTRL, new MessageId(2, 2), withdraw(ours));
        fromMallory(Frame.CTRL, new MessageId(3, 3), withdraw(new MessageId(1, 1)));
        assertThat(alice.conversation.messages(9, alice.now()))
                .hasSize(2)
                .allMatch(message -> message.content().isPresent());
        assertThat(alice.seal()).hasSize(1);
    }

    @Test
    void whatIsSaidToHaveBeenSentAtAnotherTimeIsShownOnlyWithinItsLife() {
        long now = alice.now().wallMillis();
        var body = new Data(Data.TEXT, 1, TEXT).encode();
        var past = new Frame(Frame.DATA, 0, new MessageId(1, 1), now - 60_000, 60, Ack.Head.NOTHING, body);
        var future = new Frame(Frame.DATA, 0, new MessageId(2, 2), now + 86_400_000, 60, Ack.Head.NOTHING, body);
        assertThat(handle(past)).isEmpty();
        assertThat(handle(future)).hasSize(1);
        alice.pass(Duration.ofDays(1).plusSeconds(61));
        alice.conversation.expire(alice.now());
        assertThat(alice.conversation.messages(9, alice.now()))
                .noneMatch(message -> message.content().isPresent());
    }

    /// Frames of every type with fields at and beyond their bounds, in any chain, ours and other people's ids among
    /// them.
    @Test
    void whateverComesNothingStopsUsAndNothingOfOthersChanges() {
        Cases.forAll(150, random -> {
            var desk = new Desk(11);
            var ids = new ArrayList<MessageId>(List.of(MessageId.NONE, new MessageId(5, 5)));
            ids.add(desk.submit("ours"));
            var others = Conversation.load(desk.store, OTHER, random::nextBytes, desk.now());
            var kept = ((Submission.Accepted) others.submit(Content.text("another's"), 0, desk.now())).id();
            ids.add(kept);
            others.settle();
            for (int event = 0; event < 40; event++) {
                var frame = frame(random, ids, desk);
                var tag = random.pick(7L, desk.chain, 0L, random.nextLong());
                var arrival = new Arrival(tag, random.nextInt(BoxRef.MAX_NUMBERS), Via.DIRECT);
                switch (random.nextInt(6)) {
                    case 0 -> desk.conversation.duplicate(arrival, desk.now());
                    case 1 -> desk.conversation.unreadable(arrival, desk.now());
                    default -> desk.conversation.handle(arrival, frame, desk.now());
                }
                desk.pass(Duration.ofSeconds(random.nextInt(100)));
                desk.conversation.expire(desk.now());
                desk.seal();
                desk.settle();
                if (random.oneIn(8)) {
                    desk.restart();
                }
            }
            var again = Conversation.load(desk.store, OTHER, random::nextBytes, desk.now());
            assertThat(again.message(kept).orElseThrow().state()).isEqualTo(MessageState.QUEUED);
            assertThat(again.queued()).isEqualTo(1);
            assertThat(((MemoryStore) desk.store).count(Table.FRAGMENT)).isLessThan(100);
        });
    }

    private static Frame frame(Case random, List<MessageId> ids, Desk desk) {
        int type = random.nextInt(7);
        var body = switch (type) {
            case Frame.DATA ->
                new Data(random.nextInt(4), random.pick(0L, 1L, Data.MAX_LAMPORT), random.bytesUpTo(30)).encode();
            case Frame.ACK -> acknowledgement(random, desk).encode();
            case Frame.CTRL -> control(random, ids, desk).encode();
            case Frame.FRAG -> {
                int count = random.pick(1, 2, 3, Fragment.MAX_COUNT);
                yield new Fragment(random.nextInt(6), random.nextInt(count), count, random.bytesUpTo(30)).encode();
            }
            default -> random.bytesUpTo(30);
        };
        var cut = random.oneIn(10) ? random.bytesUpTo(20) : body;
        var head = new Ack.Head(random.pick(desk.chain, 7L), random.nextInt(0, 5_000), random.nextInt());
        long sent = random.pick(0L, desk.now().wallMillis(), 253_402_300_799_999L);
        return new Frame(type, 0, random.pick(ids), sent, random.pick(0L, 60L, 0xffff_ffffL), head, cut);
    }

    private static Ack.Body acknowledgement(Case random, Desk desk) {
        var chains = new ArrayList<Ack.Chain>();
        for (int left = random.nextInt(4); left > 0; left--) {
            long next = random.pick(0L, 1L, 4_096L, 0xffff_ffffL);
            chains.add(new Ack.Chain(random.pick(desk.chain, 7L), next, random.bytesUpTo(Ack.MAX_BITMAP_BYTES)));
        }
        return new Ack.Body(chains);
    }

    private static Control control(Case random, List<MessageId> ids, Desk desk) {
        return switch (random.nextInt(4)) {
            case 0 ->
                new Control.Skip(random.pick(desk.chain, 7L), random.pick(0L, 9L, 4_096L, 4_097L, 0xffff_ffffL))
                        .toControl();
            case 1 -> new Control(Reassembly.WITHDRAW, random.pick(ids).toBytes());
            default -> new Control(random.nextInt(256), random.bytesUpTo(20));
        };
    }

    private static byte[] withdraw(MessageId id) {
        return new Control(Reassembly.WITHDRAW, id.toBytes()).encode();
    }

    private List<Happening> fromMallory(int type, MessageId id, byte[] body) {
        return handle(new Frame(type, 0, id, alice.now().wallMillis(), 0, Ack.Head.NOTHING, body));
    }

    private List<Happening> handle(Frame frame) {
        return alice.conversation.handle(new Arrival(77, number++, Via.DIRECT), frame, alice.now());
    }

    private MessageState state(MessageId id) {
        return alice.conversation.message(id).orElseThrow().state();
    }
}
