package org.heliograph.core.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.heliograph.core.MessageState;
import org.heliograph.core.PeerFault;
import org.heliograph.core.Store;
import org.heliograph.core.wire.ElementId;
import org.heliograph.core.wire.LinkFrame;
import org.heliograph.core.wire.Position;
import org.heliograph.core.wire.Recon;
import org.heliograph.core.wire.Status;
import org.heliograph.core.wire.StoreMessage;
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
