package org.heliograph.core.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.heliograph.core.MessageState;
import org.heliograph.core.PeerFault;
import org.heliograph.core.Store;
import org.heliograph.core.mailbox.Bucket;
import org.heliograph.core.mailbox.ChainSlot;
import org.heliograph.core.mailbox.Term;
import org.heliograph.core.mesh.route.Cover;
import org.heliograph.core.wire.ElementId;
import org.heliograph.core.wire.Item;
import org.heliograph.core.wire.LinkFrame;
import org.heliograph.core.wire.Position;
import org.heliograph.core.wire.Recon;
import org.heliograph.core.wire.Status;
import org.heliograph.core.wire.StoreMessage;
import org.heliograph.crypto.Entropy;
import org.heliograph.crypto.Secret;
import org.heliograph.crypto.Sha256;
import org.junit.jupiter.api.Test;

/// What a node at the other end of a link, who knows no key of ours, tries.
class NeighbourAttackTest {
    private final Village village = new Village();
    private final Village.House alice = village.settle("alice");
    private final Village.House bob = village.settle("bob");

    /// The numbers of requests follow each other, so they can be guessed.
    @Test
    void confirmingWhatOthersWereGivenIsNotBelieved() {
        village.introduce(alice, bob);
        village.link(alice, bob);
        alice.ask(new Command.Send("bob", "hello", 0));
        village.runFor(Duration.ofMinutes(1));
        village.cut(alice, bob);
        var honest = village.stranger(alice);
        var sent = ((Reply.Queued) alice.ask(new Command.Send("bob", "held by nobody", 0))).id();
        village.runFor(Duration.ofMinutes(1));
        assertThat(honest.heard).anyMatch(frame -> frame.type() == LinkFrame.STORE);
        var liar = village.stranger(alice);
        for (int request = 1; request < 200; request++) {
            liar.says(LinkFrame.STORE, new StoreMessage.Result(0, request, Status.STORED, 9, 0).encode());
        }
        assertThat(alice.states).doesNotContainEntry(sent, MessageState.STORED);
        for (int request = 1; request < 200; request++) {
            honest.says(LinkFrame.STORE, new StoreMessage.Result(0, request, Status.STORED, 1, 0).encode());
        }
        assertThat(alice.states).containsEntry(sent, MessageState.STORED);
    }

    /// Each answer costs a read of the store, and asking costs nothing.
    @Test
    void askingForItemsWithoutTakingThemEnds() {
        layOutKeys();
        var greedy = village.stranger(alice);
        var all = new ArrayList<ElementId>();
        alice.store.scanAll(Store.Table.ITEM, (key, _) -> all.add(ElementId.of(key)));
        var want = new Recon.Want(Recon.ITEMS, all).encode();
        assertThat(all).hasSizeGreaterThan(5);
        for (int i = 0; i < 2_000; i++) {
            greedy.says(LinkFrame.RECON, want);
        }
        assertThat(puts(greedy)).isBetween(4_000L, 5_000L);
        village.runFor(Duration.ofMinutes(1));
        greedy.says(LinkFrame.RECON, want);
        assertThat(puts(greedy)).isGreaterThan(4_100L);
    }

    @Test
    void whoTakesWhatWasAskedForIsGivenAll() {
        layOutKeys();
        var diligent = village.stranger(alice);
        var all = new ArrayList<ElementId>();
        alice.store.scanAll(Store.Table.ITEM, (key, _) -> all.add(ElementId.of(key)));
        long asked = 0;
        for (int i = 0; i < 2_000; i++) {
            diligent.heard.clear();
            diligent.says(LinkFrame.RECON, new Recon.Want(Recon.ITEMS, all).encode());
            asked += puts(diligent);
            for (var frame : List.copyOf(diligent.heard)) {
                diligent.says(LinkFrame.STORE, answer(frame));
            }
        }
        assertThat(asked).isEqualTo(2_000L * all.size());
    }

    /// Each sum is over all that is held.
    @Test
    void comparingEverythingOverAndOverEnds() {
        layOutKeys();
        var restless = village.stranger(alice);
        var digest = new byte[Recon.Range.DIGEST_BYTES];
        var whole =
                new Recon.Ranges(Recon.ITEMS, List.of(new Recon.Range(Position.ZERO, 1_000, digest)), Position.ZERO);
        for (int i = 0; i < 100; i++) {
            restless.says(LinkFrame.RECON, whole.encode());
        }
        assertThat(restless.heard.stream().filter(frame -> frame.type() == LinkFrame.RECON))
                .hasSizeBetween(10, 20);
    }

    /// Whoever passed on what breaks the rules, or says more than it should, did not say it.
    @Test
    void whatCameThroughANeighbourIsNotTakenForItsWord() {
        var honest = village.stranger(alice);
        long self = alice.node.orElseThrow().nodeKeys().orElseThrow().id().a();
        for (int i = 0; i < 100; i++) {
            honest.says(LinkFrame.of(LinkFrame.STORE, new byte[] {9}).to(self, 1));
            honest.says(LinkFrame.of(LinkFrame.RELAY, new byte[] {9}).to(self, 1));
        }
        assertThat(honest.isLinked()).isTrue();
        for (int i = 0; i < 100; i++) {
            honest.says(LinkFrame.of(LinkFrame.STORE, new byte[] {9}));
        }
        assertThat(honest.isLinked()).isFalse();
    }

    /// Whoever knows a card could find the node that reads its drop by what it answers. So it answers as any other
    /// whose store fills up, and reads all the same.
    @Test
    void whatIsForTheNodeIsAnsweredAsIfItWereNot() {
        village.introduce(alice, bob);
        village.link(alice, bob);
        village.runFor(Duration.ofMinutes(2));
        village.cut(alice, bob);
        var ear = village.stranger(bob);
        bob.ask(new Command.Send("alice", "hello", 0));
        village.runFor(Duration.ofMinutes(1));
        village.crash(alice);
        alice.settings = new Settings(0, 60 * 3_300L, 256L << 20, Optional.empty(), new Cover.Traffic.Off());
        village.wake(alice);
        var scout = village.stranger(alice);
        for (int number = 0; number < 40; number++) {
            put(scout, junk(number));
        }
        var forAlice = items(ear).filter(Item::isDrop).toList();
        assertThat(forAlice).isNotEmpty();
        assertThat(forAlice).extracting(item -> put(scout, item)).doesNotContain(Status.STORED);
        assertThat(alice.arrived).extracting(MessageView::text).containsExactly("hello");
    }

    private static Stream<Item> items(Village.Stranger heard) {
        return heard.heard.stream()
                .filter(frame -> frame.type() == LinkFrame.STORE)
                .flatMap(frame -> {
                    try {
                        return StoreMessage.decode(frame.packet()) instanceof StoreMessage.Put put
                                ? Stream.of(put.item())
                                : Stream.<Item>empty();
                    } catch (PeerFault ours) {
                        throw new AssertionError(ours);
                    }
                });
    }

    /// What the node answers.
    private static Status put(Village.Stranger giver, Item item) {
        giver.heard.clear();
        giver.says(LinkFrame.STORE, new StoreMessage.Put(0, 7, item).encode());
        try {
            for (var frame : giver.heard) {
                if (frame.type() == LinkFrame.STORE
                        && StoreMessage.decode(frame.packet()) instanceof StoreMessage.Result result) {
                    return result.status();
                }
            }
            throw new AssertionError("no answer");
        } catch (PeerFault ours) {
            throw new AssertionError(ours);
        }
    }

    private Item junk(int number) {
        try (var secret = Secret.taking(Sha256.hash(new byte[] {(byte) number}));
                var slot = ChainSlot.key(secret, 0, 0)) {
            var term = Term.from(Bucket.DAY, village.now());
            var box = new byte[Item.BOX_BYTES];
            return slot.envelope(number, term, box, Entropy.system()).stamped(0);
        }
    }

    /// Alice has prekeys to lay out, and a neighbour who takes them.
    private void layOutKeys() {
        village.stranger(alice);
        alice.ask(new Command.Card(false));
        village.runFor(Duration.ofMinutes(2));
    }

    private static long puts(Village.Stranger stranger) {
        return stranger.heard.stream()
                .filter(frame -> frame.type() == LinkFrame.STORE)
                .count();
    }

    private static byte[] answer(LinkFrame frame) {
        try {
            long request = StoreMessage.decode(frame.packet()).request();
            return new StoreMessage.Result(0, request, Status.HAD_IT, 1, 0).encode();
        } catch (PeerFault ours) {
            throw new AssertionError(ours);
        }
    }
}
