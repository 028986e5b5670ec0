package org.heliograph.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.heliograph.core.MemoryStore;
import org.heliograph.core.MessageId;
import org.heliograph.core.MessageState;
import org.heliograph.core.Store.Table;
import org.heliograph.core.wire.Ack;
import org.heliograph.core.wire.Control;
import org.heliograph.core.wire.Fragment;
import org.heliograph.core.wire.Frame;
import org.junit.jupiter.api.Test;

class ConversationTest {
    private final Desk alice = new Desk(11);
    private final Desk bob = new Desk(22);

    @Test
    void aMessageIsDeliveredWhenTheOtherEndSaysSo() {
        alice.conversation.linkProven(alice.now());
        bob.conversation.linkProven(bob.now());
        var id = alice.submit("hello");
        var sent = alice.seal();
        assertThat(alice.settle()).extracting(Transmission::way).containsExactly(Transmission.Way.DIRECT);

        var shown = bob.handleAll(sent);
        assertThat(shown)
                .singleElement()
                .isInstanceOfSatisfying(
                        Happening.Shown.class,
                        it -> assertThat(it.message().content().orElseThrow().text())
                                .isEqualTo("hello"));
        var answer = bob.seal();
        assertThat(answer).extracting(it -> it.frame().type()).containsExactly(Frame.ACK);

        assertThat(alice.handleAll(answer))
                .containsExactly(new Happening.Changed(id, MessageState.DELIVERED, Optional.of(Via.DIRECT)));
        assertThat(alice.conversation.queued()).isZero();
        assertThat(alice.seal()).as("an acknowledgement of the acknowledgement").isEmpty();
    }

    @Test
    void moreThanTheWindowWaitsUnsealed() {
        for (int i = 0; i < InFlight.WINDOW + 500; i++) {
            alice.submit("number " + i);
        }
        var sent = alice.seal();
        assertThat(sent).hasSize(InFlight.WINDOW);
        bob.handleAll(sent.subList(0, 400));
        bob.pass(Duration.ofSeconds(10));
        alice.handleAll(bob.seal());
        assertThat(alice.seal()).hasSize(400);
    }

    @Test
    void aHoleThatHidesTheRestOfAChainIsSkipped() {
        alice.submit("soon over", 60);
        var lost = alice.seal();
        assertThat(lost).hasSize(1);
        alice.pass(Duration.ofSeconds(61));
        var ended = alice.conversation.expire(alice.now());
        assertThat(ended).hasAtLeastOneElementOfType(Happening.Dropped.class);
        assertThat(ended).contains(new Happening.Changed(id(lost), MessageState.EXPIRED, Optional.empty()));
        for (int i = 0; i < 3_000; i++) {
            alice.submit("number " + i);
        }
        assertThat(exchange(false)).isEqualTo(3_000);
        assertThat(alice.conversation.queued()).isZero();
    }

    @Test
    void withoutWordOfTheHoleTheChainWouldStall() {
        aHole();
        for (int i = 0; i < 3_000; i++) {
            alice.submit("number " + i);
        }
        assertThat(exchange(true)).isLessThan(3_000);
    }

    private void aHole() {
        alice.submit("soon over", 60);
        alice.seal();
        alice.pass(Duration.ofSeconds(61));
        alice.conversation.expire(alice.now());
    }

    /// Both ends take turns in one chain each; gives how many messages came.
    private int exchange(boolean deafToSkips) {
        int shown = 0;
        for (int turn = 0; turn < 20; turn++) {
            alice.pass(Duration.ofMinutes(2));
            bob.pass(Duration.ofMinutes(2));
            for (var sent : alice.seal()) {
                if (deafToSkips && isSkip(sent.frame())) {
                    continue;
                }
                shown += (int) bob.handle(sent).stream()
                        .filter(Happening.Shown.class::isInstance)
                        .count();
            }
            bob.pass(Duration.ofSeconds(10));
            alice.handleAll(bob.seal());
        }
        return shown;
    }

    @Test
    void theBoxThatStartsASessionHoldsNothingThatMayExpire() {
        alice.submit("in an hour it is over", 3_600);
        alice.submit("this stays");
        var sent = alice.seal(1_512);
        assertThat(isSkip(sent.getFirst().frame())).isTrue();
        assertThat(sent).hasSize(3);
        bob.handleAll(sent);
        assertThat(bob.conversation.messages(10, bob.now())).hasSize(2);
    }

    @Test
    void whatStartsASessionCannotBeCancelled() {
        var first = alice.submit("first");
        var second = alice.submit("second");
        alice.seal(1_512);
        assertThat(alice.conversation.cancel(first, alice.now())).isEmpty();
        assertThat(alice.conversation.cancel(second, alice.now()))
                .contains(new Happening.Changed(second, MessageState.EXPIRED, Optional.empty()));
        assertThat(alice.conversation.where(first, alice.now()).orElseThrow().reason())
                .isEqualTo(Whereabouts.Reason.NOT_SENT);
    }

    @Test
    void aLongMessageGoesInPiecesAndIsShownOnce() {
        var text = "x".repeat(100_000);
        alice.submit(text);
        var sent = alice.seal(1_512);
        assertThat(sent).hasSize(36);
        var happenings = bob.handleAll(sent.reversed());
        assertThat(happenings).hasSize(1);
        bob.handleAll(sent);
        assertThat(bob.conversation
                        .messages(10, bob.now())
                        .getFirst()
                        .content()
                        .orElseThrow()
                        .text())
                .isEqualTo(text);
    }

    @Test
    void piecesThatArrivedBeforeTheSessionWasLostAreNotSentAgain() {
        alice.submit("x".repeat(50_000));
        var sent = alice.seal();
        bob.handleAll(sent.subList(0, 10));
        bob.pass(Duration.ofSeconds(10));
        alice.handleAll(bob.seal());
        alice.settle();
        alice.conversation.resealAll(alice.session);
        alice.settle();
        alice.restart();
        alice.session = 2;
        alice.newChain(33);
        var again = alice.seal();
        assertThat(again).hasSize(sent.size() - 10);
        assertThat(bob.handleAll(again)).hasSize(1);
    }

    @Test
    void whatCannotBeTakenIsRefused() {
        var tooLong = new byte[Conversation.MAX_CONTENT_BYTES + 1];
        assertThat(alice.conversation.submit(new Content(1, tooLong), 0, alice.now()))
                .isInstanceOf(Submission.TooLong.class);
        var large = new Content(1, new byte[Conversation.MAX_CONTENT_BYTES]);
        int accepted = 0;
        while (alice.conversation.submit(large, 0, alice.now()) instanceof Submission.Accepted) {
            alice.conversation.settle();
            accepted++;
        }
        assertThat(accepted).isEqualTo(272);
        assertThat(alice.conversation.outboxBytes()).isLessThanOrEqualTo(Conversation.OUTBOX_QUOTA_BYTES);
    }

    @Test
    void aMessageThatNoStoreCouldHoldIsBlamedAndForgotten() {
        int count = 400;
        var piece = new byte[Conversation.MAX_CONTENT_BYTES / count + 100];
        var happenings = new ArrayList<Happening>();
        for (int index = 0; index < count; index++) {
            var body = new Fragment(Frame.DATA, index, count, piece).encode();
            var frame = new Frame(Frame.FRAG, 0, new MessageId(1, 1), 1, 0, Ack.Head.NOTHING, body);
            happenings.addAll(bob.handle(new Desk.Sent(new BoxRef(1, 11, index), frame)));
        }
        assertThat(happenings).singleElement().isInstanceOf(Happening.Misbehaved.class);
        assertThat(((MemoryStore) bob.store).count(Table.FRAGMENT)).isZero();
        assertThat(bob.conversation.messages(9, bob.now())).isEmpty();
    }

    @Test
    void tooManyUnfinishedMessagesAreHeldBackByTheirWriter() {
        for (int i = 0; i < Reassembly.MAX_SETS + 10; i++) {
            alice.submit("x".repeat(4_000));
        }
        var firstPieces =
                alice.seal().stream().filter(it -> it.frame().body()[2] == 0).toList();
        assertThat(firstPieces).hasSize(Reassembly.MAX_SETS);
        assertThat(bob.handleAll(firstPieces)).isEmpty();
    }

    @Test
    void cancelledMessagesDoNotFillTheReaderForEver() {
        for (int round = 0; round < 3 * Reassembly.MAX_SETS; round++) {
            var id = alice.submit("x".repeat(4_000));
            var sent = alice.seal();
            var happenings = new ArrayList<>(bob.handle(sent.getFirst()));
            alice.conversation.cancel(id, alice.now());
            happenings.addAll(bob.handleAll(alice.seal()));
            happenings.addAll(bob.handle(sent.getLast()));
            assertThat(happenings).noneMatch(Happening.Misbehaved.class::isInstance);
            bob.pass(Duration.ofSeconds(10));
            alice.handleAll(bob.seal());
        }
        assertThat(alice.conversation.queued()).isZero();
    }

    @Test
    void anEchoOfOurOwnIdIsNotShown() {
        var id = alice.submit("mine");
        var echo = new Frame(Frame.DATA, 0, id, 1, 0, Ack.Head.NOTHING, new byte[] {1, 0, 0, 0, 0, 0, 0, 0, 9, 'x'});
        assertThat(alice.conversation.handle(new Arrival(77, 0, Via.MAILBOX), echo, alice.now()))
                .isEmpty();
        assertThat(alice.conversation
                        .messages(9, alice.now())
                        .getFirst()
                        .content()
                        .orElseThrow()
                        .text())
                .isEqualTo("mine");
    }

    @Test
    void aFrameThatMakesNoSenseIsBlamedAndAcknowledged() {
        var nonsense = new Frame(Frame.DATA, 0, new MessageId(1, 1), 1, 0, Ack.Head.NOTHING, new byte[] {1, 2});
        assertThat(bob.handle(new Desk.Sent(new BoxRef(1, 11, 0), nonsense)))
                .singleElement()
                .isInstanceOf(Happening.Misbehaved.class);
        bob.pass(Duration.ofSeconds(10));
        assertThat(bob.seal().getFirst().frame().ack()).isEqualTo(new Ack.Head(11, 1, 0));
    }

    @Test
    void aControlIsHandedUpOnceAcrossSessions() {
        alice.conversation.submitControl(new Control(Control.POLICY, new byte[] {1}), alice.now());
        var first = alice.seal();
        alice.conversation.resealAll(alice.session);
        alice.newChain(33);
        var second = alice.seal();
        assertThat(bob.handleAll(first)).hasSize(1);
        assertThat(bob.handleAll(second)).isEmpty();
    }

    /// Seed 3927 of the property, at a time.
    @Test
    void piecesOfWhatThenComesWholeAreForgotten() {
        alice.conversation.submitControl(new Control(Control.POLICY, new byte[2_000]), alice.now());
        var pieces = alice.seal(1_512);
        alice.conversation.resealAll(alice.session);
        bob.handle(pieces.getFirst());
        var whole = new Control(Control.POLICY, new byte[2_000]).encode();
        var frame = new Frame(Frame.CTRL, 0, id(pieces), 1, 0, Ack.Head.NOTHING, whole);
        assertThat(bob.handle(new Desk.Sent(new BoxRef(1, 33, 0), frame))).hasSize(1);
        assertThat(bob.handle(pieces.getLast())).isEmpty();
        assertThat(((MemoryStore) bob.store).count(Table.FRAGMENT)).isZero();
    }

    @Test
    void historyIsShownInTheSameOrderAtBothEnds() {
        for (int i = 0; i < 5; i++) {
            var fromAlice = alice.submit("a" + i);
            bob.submit("b" + i);
            var sent = alice.seal();
            alice.handleAll(bob.seal());
            bob.handleAll(sent);
            assertThat(sent.getFirst().frame().id()).isEqualTo(fromAlice);
        }
        var atAlice = alice.conversation.messages(100, alice.now());
        var atBob = bob.conversation.messages(100, bob.now());
        assertThat(atAlice)
                .extracting(Message::id)
                .containsExactlyElementsOf(atBob.stream().map(Message::id).toList());
        assertThat(atAlice).hasSize(10);
        assertThat(alice.conversation.messages(3, alice.now())).hasSize(3);
    }

    @Test
    void historySinceAMessageGoesOnWhereItEnded() {
        var ids = new ArrayList<MessageId>();
        for (int i = 0; i < 10; i++) {
            ids.add(alice.submit("number " + i));
        }
        assertThat(alice.conversation.messagesSince(ids.get(3), 4, alice.now()))
                .extracting(Message::id)
                .containsExactlyElementsOf(ids.subList(4, 8));
        assertThat(alice.conversation.messagesSince(ids.getLast(), 4, alice.now()))
                .isEmpty();
        assertThat(alice.conversation.messagesSince(new MessageId(9, 9), 4, alice.now()))
                .isEmpty();
    }

    @Test
    void nothingOfAnErasedConversationRemains() {
        for (int i = 0; i < 100; i++) {
            alice.submit("x".repeat(50 * i), i);
        }
        bob.handleAll(alice.seal().subList(0, 80));
        bob.pass(Duration.ofSeconds(10));
        assertThat(alice.handleAll(bob.seal())).isNotEmpty();
        for (var desk : List.of(alice, bob)) {
            desk.settle();
            Conversation.erase(desk.store, Desk.PEER);
            for (var table : Table.values()) {
                var left = new ArrayList<byte[]>();
                desk.store.scanAll(table, (key, _) -> left.add(key));
                assertThat(left).as("rows of %s", table).isEmpty();
            }
        }
    }

    @Test
    void whereaboutsTellTriesAndTheNextOne() {
        var id = alice.submit("hello");
        assertThat(alice.conversation.where(id, alice.now()).orElseThrow().reason())
                .isEqualTo(Whereabouts.Reason.NOT_SEALED);
        var sent = alice.seal().getFirst();
        alice.settle();
        var where = alice.conversation.where(id, alice.now()).orElseThrow();
        assertThat(where.tries()).isEqualTo(1);
        assertThat(where.next()).contains(alice.now().wall().plusSeconds(30));
        assertThat(alice.conversation.stored(sent.ref(), Via.ONION))
                .containsExactly(new Happening.Changed(id, MessageState.STORED, Optional.of(Via.ONION)));
        assertThat(alice.conversation.stored(sent.ref(), Via.ONION)).isEmpty();
        assertThat(alice.conversation.where(new MessageId(5, 5), alice.now())).isEmpty();
    }

    /// An acknowledgement may overtake the word of who holds the box.
    @Test
    void theWayOfAMessageIsTheOneItLeftBy() {
        assertThat(wayOf(Via.ONION)).isEqualTo(Via.ONION);
        assertThat(wayOf(Via.MAILBOX)).isEqualTo(Via.MAILBOX);
        assertThat(wayOf(Via.ONION, Via.MAILBOX, Via.ONION)).isEqualTo(Via.MAILBOX);
        assertThat(wayOf()).isEqualTo(Via.MAILBOX);
    }

    /// A neighbour may hold by then what went out in a packet: it does not have it from this node.
    @Test
    void whoSaysThatItHoldsTheBoxDoesNotChangeTheWay() {
        alice.submit("hello");
        var box = alice.seal().getFirst().ref();
        alice.conversation.left(box, Via.ONION);
        assertThat(alice.conversation.stored(box, Via.MAILBOX))
                .singleElement()
                .isInstanceOfSatisfying(
                        Happening.Changed.class, told -> assertThat(told.via()).contains(Via.ONION));
    }

    private Via wayOf(Via... left) {
        alice.submit("hello");
        var sent = alice.seal();
        for (var via : left) {
            alice.conversation.left(sent.getFirst().ref(), via);
        }
        alice.settle();
        alice.pass(Duration.ofSeconds(31));
        alice.conversation.due(alice.now());
        bob.handleAll(sent);
        bob.settle();
        bob.pass(Duration.ofSeconds(31));
        var changed = alice.handleAll(bob.seal()).stream()
                .filter(Happening.Changed.class::isInstance)
                .map(Happening.Changed.class::cast)
                .toList();
        return changed.getLast().via().orElseThrow();
    }

    @Test
    void historyTellsWhatBecameOfAMessageLast() {
        alice.submit("soon over", 60);
        var sent = alice.seal().getFirst();
        alice.settle();
        alice.conversation.stored(sent.ref(), Via.ONION);
        alice.settle();
        alice.restart();
        assertThat(only(alice).state()).isEqualTo(MessageState.STORED);
        assertThat(only(alice).via()).contains(Via.ONION);
        assertThat(only(alice).content()).isPresent();
        alice.pass(Duration.ofSeconds(61));
        alice.conversation.expire(alice.now());
        alice.settle();
        alice.restart();
        assertThat(only(alice).state()).isEqualTo(MessageState.EXPIRED);
        assertThat(only(alice).via()).isEmpty();
        assertThat(only(alice).content()).isEmpty();
    }

    private static Message only(Desk desk) {
        var messages = desk.conversation.messages(10, desk.now());
        assertThat(messages).hasSize(1);
        return messages.getFirst();
    }

    private static boolean isSkip(Frame frame) {
        return frame.type() == Frame.CTRL && frame.body()[0] == Control.SKIP;
    }

    private static MessageId id(List<Desk.Sent> sent) {
        return sent.getFirst().frame().id();
    }
}
