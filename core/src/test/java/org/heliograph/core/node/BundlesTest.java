package org.heliograph.core.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.heliograph.core.MessageId;
import org.heliograph.core.MessageState;
import org.heliograph.core.wire.Item;
import org.heliograph.crypto.Sha256;
import org.heliograph.crypto.Suite;
import org.heliograph.testkit.Cases;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What goes into bundles and what comes out of them, when nodes never have a link.
class BundlesTest {
    private static final int PLENTY = 100_000;

    private Village village = new Village();
    private long bundles;

    @ParameterizedTest
    @EnumSource(Suite.class)
    void twoPeopleMeetAndTalkByBundlesAlone(Suite suite) {
        var alice = village.settle("alice", suite);
        var bob = village.settle("bob", suite);
        village.introduce(alice, bob);
        carry(alice, bob); // her keys
        var first = send(bob, "alice", "the very first");
        var second = send(bob, "alice", "and another");
        carry(bob, alice);
        assertThat(alice.arrived)
                .extracting(MessageView::text)
                .containsExactlyInAnyOrder("the very first", "and another");
        assertThat(alice.arrived).extracting(MessageView::path).containsOnly("bundle");
        assertThat(bob.states).isEmpty();
        carry(alice, bob);
        assertThat(bob.states)
                .containsEntry(first, MessageState.DELIVERED)
                .containsEntry(second, MessageState.DELIVERED);
        assertThat(history(bob)).extracting(MessageView::path).containsOnly("bundle");
    }

    @Test
    void aStrangersRequestThatCameInABundleIsAccepted() {
        var alice = village.settle("alice");
        var bob = village.settle("bob");
        bob.ask(new Command.AddContact(Village.card(alice), "alice"));
        carry(alice, bob);
        send(bob, "alice", "you do not know me");
        carry(bob, alice);
        assertThat(alice.arrived).isEmpty();
        var requests = ((Reply.ContactList) alice.ask(new Command.Contacts())).requests();
        alice.ask(new Command.AcceptRequest(requests.getFirst().fingerprint(), "bob"));
        assertThat(alice.arrived).extracting(MessageView::path).containsExactly("bundle");
        carry(alice, bob);
        assertThat(bob.states).containsValue(MessageState.DELIVERED);
    }

    @Test
    void aStrangersNodeCarriesBetweenTwoOthers() {
        var alice = village.settle("alice");
        var bob = village.settle("bob");
        var carol = village.settle("carol");
        meet(alice, bob);
        var sent = send(alice, "bob", "through carol");
        carry(alice, carol);
        assertThat(carol.arrived).isEmpty();
        carry(carol, bob);
        assertThat(bob.arrived).extracting(MessageView::text).contains("through carol");
        carry(bob, carol);
        carry(carol, alice);
        assertThat(alice.states).containsEntry(sent, MessageState.DELIVERED);
    }

    @Test
    void keysOfAContactAreCarriedToOthersToo() {
        var alice = village.settle("alice");
        var bob = village.settle("bob");
        var carol = village.settle("carol");
        village.introduce(alice, carol);
        village.introduce(alice, bob);
        carry(alice, bob);
        carry(bob, carol);
        send(carol, "alice", "hello");
        assertThat(manifest(carol, "alice").own()).isPositive();
    }

    @Test
    void packingTwiceGivesTheSameItemsAndChangesNothing() {
        var alice = village.settle("alice");
        var bob = village.settle("bob");
        meet(alice, bob);
        alice.states.clear();
        var ids = IntStream.range(0, 30)
                .mapToObj(i -> send(alice, "bob", "text " + i))
                .toList();
        var once = pack(alice, Optional.of("bob"), PLENTY);
        var tries = ids.stream().map(id -> attempts(alice, id)).toList();
        var twice = pack(alice, Optional.of("bob"), PLENTY);
        assertThat(encoded(twice)).hasSize(once.size()).containsExactlyInAnyOrderElementsOf(encoded(once));
        assertThat(ids).extracting(id -> attempts(alice, id)).isEqualTo(tries);
        village.crash(alice);
        village.wake(alice);
        assertThat(encoded(pack(alice, Optional.of("bob"), PLENTY))).containsExactlyInAnyOrderElementsOf(encoded(once));
        assertThat(alice.states).isEmpty();
        assertThat(history(alice).stream()
                        .filter(message -> ids.contains(message.id()))
                        .map(MessageView::state))
                .hasSize(30)
                .containsOnly(MessageState.QUEUED);
    }

    @Test
    void theFirstMessageIsPackedInTheSameItemToo() {
        var alice = village.settle("alice");
        var bob = village.settle("bob");
        village.introduce(alice, bob);
        carry(bob, alice);
        send(alice, "bob", "the very first");
        var once = pack(alice, Optional.of("bob"), PLENTY);
        village.crash(alice);
        village.wake(alice);
        var twice = pack(alice, Optional.of("bob"), PLENTY);
        assertThat(encoded(twice)).hasSize(once.size()).containsExactlyInAnyOrderElementsOf(encoded(once));
    }

    @Test
    void everyBundleMayComeTwiceInPiecesInAnyOrderAndBesideCrashes() {
        Cases.forAll(8, random -> {
            village = new Village();
            var alice = village.settle("alice");
            var bob = village.settle("bob");
            meet(alice, bob);
            var accepted = new ArrayList<MessageId>();
            var answered = new ArrayList<MessageId>();
            for (int round = 0; round < 6; round++) {
                for (int i = random.nextInt(12); i > 0; i--) {
                    accepted.add(send(alice, "bob", "to bob"));
                }
                for (int i = random.nextInt(4); i > 0; i--) {
                    answered.add(send(bob, "alice", "to alice"));
                }
                var from = random.nextBoolean() ? alice : bob;
                var to = from == alice ? bob : alice;
                var items = new ArrayList<>(pack(from, Optional.of(to.name), PLENTY));
                items.addAll(items.subList(0, random.nextInt(items.size() + 1)));
                Collections.shuffle(items, new Random(random.nextLong()));
                int reach = random.nextInt(items.size() + 1);
                unpack(to, items.subList(0, reach));
                if (random.nextBoolean()) {
                    village.crash(to);
                    village.wake(to);
                }
                unpack(to, items.subList(random.nextInt(reach + 1), random.oneIn(2) ? reach : items.size()));
            }
            for (int i = 0; i < 3; i++) {
                carry(alice, bob);
                carry(bob, alice);
            }
            assertThat(bob.arrived)
                    .extracting(MessageView::id)
                    .doesNotHaveDuplicates()
                    .containsAll(accepted);
            assertThat(alice.arrived)
                    .extracting(MessageView::id)
                    .doesNotHaveDuplicates()
                    .containsAll(answered);
            assertThat(history(alice)).extracting(MessageView::state).containsOnly(MessageState.DELIVERED);
            assertThat(history(bob)).extracting(MessageView::state).containsOnly(MessageState.DELIVERED);
        });
    }

    @Test
    void nothingBreaksWhenNothingEverComesBack() {
        var alice = village.settle("alice");
        var bob = village.settle("bob");
        meet(alice, bob);
        for (int week = 0; week < 8; week++) {
            send(alice, "bob", "week " + week);
            carry(alice, bob);
            village.runFor(Duration.ofDays(7));
        }
        assertThat(bob.arrived)
                .extracting(MessageView::text)
                .contains("week 0", "week 1", "week 2", "week 3", "week 4", "week 5", "week 6", "week 7")
                .doesNotHaveDuplicates();
        carry(bob, alice);
        assertThat(history(alice)).extracting(MessageView::state).containsOnly(MessageState.DELIVERED);
    }

    @Test
    void theMostUrgentIsPackedWhenThereIsLittleRoom() {
        var alice = village.settle("alice");
        var bob = village.settle("bob");
        meet(alice, bob);
        alice.ask(new Command.Send("bob", "long ".repeat(2_000), 0));
        IntStream.range(0, 5).forEach(i -> send(alice, "bob", "no hurry " + i));
        alice.ask(new Command.Send("bob", "today", 3_600));
        unpack(bob, pack(alice, Optional.of("bob"), 3));
        assertThat(bob.arrived)
                .extracting(MessageView::text)
                .containsExactlyInAnyOrder("hello", "today", "no hurry 0", "no hurry 1");
        var manifest = (Reply.Manifest) alice.ask(new Command.Manifest(Optional.of("bob"), 3));
        assertThat(manifest.leftOut()).isEqualTo(4 + 1 + 5 - 3);
    }

    @Test
    void whatExpiredIsNotPacked() {
        var alice = village.settle("alice");
        var bob = village.settle("bob");
        meet(alice, bob);
        alice.ask(new Command.Send("bob", "now or never", 60));
        village.runFor(Duration.ofMinutes(2));
        carry(alice, bob);
        assertThat(bob.arrived).extracting(MessageView::text).doesNotContain("now or never");
    }

    @Test
    void anEnvelopeThatIsHalfOverIsMadeAnewForTheJourney() {
        var alice = village.settle("alice");
        var bob = village.settle("bob");
        meet(alice, bob);
        send(alice, "bob", "a long way");
        var early = pack(alice, Optional.of("bob"), PLENTY);
        village.runFor(Duration.ofDays(14));
        assertThat(encoded(pack(alice, Optional.of("bob"), PLENTY))).containsAnyElementsOf(encoded(early));
        village.runFor(Duration.ofDays(4));
        var late = pack(alice, Optional.of("bob"), PLENTY);
        assertThat(encoded(late)).doesNotContainAnyElementsOf(encoded(early));
        assertThat(late)
                .extracting(Item::element)
                .containsAll(early.stream()
                        .filter(item -> !item.isDrop())
                        .map(Item::element)
                        .toList());
    }

    @Test
    void whatWaitsForKeysIsCounted() {
        var alice = village.settle("alice");
        var bob = village.settle("bob");
        village.introduce(alice, bob);
        send(alice, "bob", "no keys yet");
        assertThat(manifest(alice, "bob").unsealed()).isOne();
        assertThat(manifest(alice, "bob").own()).isZero();
        assertThat(alice.ask(new Command.Manifest(Optional.of("nobody"), 1))).isInstanceOf(Reply.Refused.class);
    }

    @Test
    void neighboursDoNotSeeWhatWasCarriedHereForAWhile() {
        var alice = village.settle("alice");
        var bob = village.settle("bob");
        var carol = village.settle("carol");
        var dave = village.settle("dave");
        meet(alice, bob);
        IntStream.range(0, 300).forEach(i -> send(alice, "bob", "text " + i));
        village.link(carol, dave);
        unpack(carol, pack(alice, Optional.empty(), PLENTY));
        assertThat(held(carol)).isGreaterThan(300);
        village.cut(carol, dave);
        village.link(dave, carol); // they compare what they hold
        village.runFor(Duration.ofSeconds(1));
        assertThat(held(dave)).isZero();
        village.runFor(Duration.ofHours(2).plusSeconds(10));
        assertThat(held(dave)).isEqualTo(held(carol));
    }

    @Test
    void whatWasCarriedToANodeWithoutLinksSpreadsWithTheFirst() {
        var alice = village.settle("alice");
        var bob = village.settle("bob");
        var carol = village.settle("carol");
        meet(alice, bob);
        send(alice, "bob", "by foot and by wire");
        carry(alice, carol);
        village.link(carol, bob);
        village.runFor(Duration.ofSeconds(5));
        assertThat(bob.arrived).extracting(MessageView::text).contains("by foot and by wire");
    }

    @Test
    void whatANeighbourBringsMeanwhileIsAnsweredAsIfItWereNew() {
        var alice = village.settle("alice");
        var bob = village.settle("bob");
        var carol = village.settle("carol");
        var dave = village.settle("dave");
        meet(alice, bob);
        send(alice, "bob", "twice on its way");
        var items = pack(alice, Optional.empty(), PLENTY);
        village.link(carol, bob);
        village.runFor(Duration.ofSeconds(1));
        unpack(carol, items);
        unpack(dave, items);
        village.link(dave, carol);
        village.runFor(Duration.ofSeconds(5));
        assertThat(bob.arrived).extracting(MessageView::text).contains("twice on its way");
    }

    @Test
    void anAlteredOrOldItemIsRefusedAndCounted() {
        var alice = village.settle("alice");
        var bob = village.settle("bob");
        meet(alice, bob);
        send(alice, "bob", "altered on its way");
        var items = pack(alice, Optional.of("bob"), PLENTY);
        var altered = items.stream()
                .map(item -> new Item(
                        item.flags(),
                        item.bucket(),
                        item.v(),
                        item.slot(),
                        item.tag(),
                        new byte[Item.SIGNATURE_BYTES],
                        item.stamp(),
                        item.day(),
                        item.box()))
                .toList();
        var refused = unpack(bob, altered);
        assertThat(refused.taken() + refused.opened()).isZero();
        assertThat(refused.refused() + refused.known()).isEqualTo(items.size());
        village.runFor(Duration.ofDays(50));
        assertThat(unpack(bob, items).taken()).isZero();
    }

    // --- what people do

    /// Both know each other and have talked, by bundles.
    private void meet(Village.House one, Village.House two) {
        village.introduce(one, two);
        carry(one, two);
        send(two, one.name, "hello");
        carry(two, one);
        send(one, two.name, "hello");
        carry(one, two);
        carry(two, one);
        assertThat(history(one)).extracting(MessageView::state).containsOnly(MessageState.DELIVERED);
    }

    private void carry(Village.House from, Village.House to) {
        unpack(to, pack(from, Optional.empty(), PLENTY));
    }

    private List<Item> pack(Village.House from, Optional<String> alias, int most) {
        var manifest = (Reply.Manifest) from.ask(new Command.Manifest(alias, most));
        from.give(new Input.Asked(1, new Command.Pack(manifest.cargo())));
        village.run();
        return ((Reply.Packed) from.reply()).items();
    }

    private Reply.Unpacked unpack(Village.House to, List<Item> items) {
        var reply = (Reply.Unpacked) to.ask(new Command.Unpack(++bundles, items));
        village.run();
        return reply;
    }

    private static Reply.Manifest manifest(Village.House house, String alias) {
        return (Reply.Manifest) house.ask(new Command.Manifest(Optional.of(alias), PLENTY));
    }

    private static MessageId send(Village.House from, String to, String text) {
        return ((Reply.Queued) from.ask(new Command.Send(to, text, 0))).id();
    }

    private static List<MessageView> history(Village.House house) {
        var all = new Command.Messages(Optional.empty(), Optional.empty(), PLENTY);
        return ((Reply.History) house.ask(all)).messages();
    }

    private static int attempts(Village.House house, MessageId id) {
        return ((Reply.Whereabouts) house.ask(new Command.Where(id))).attempts();
    }

    private static int held(Village.House house) {
        return ((Reply.StatusView) house.ask(new Command.Status())).heldItems();
    }

    /// Hashes of their bytes.
    private static List<String> encoded(List<Item> items) {
        return items.stream()
                .map(item -> HexFormat.of().formatHex(Sha256.hash(item.encode())))
                .toList();
    }
}
