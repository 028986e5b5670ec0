package org.heliograph.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.heliograph.core.MemoryStore;
import org.heliograph.core.MessageId;
import org.heliograph.core.Now;
import org.heliograph.core.PeerFault;
import org.heliograph.core.Store.Table;
import org.heliograph.core.wire.Ack;
import org.heliograph.core.wire.Fragment;
import org.heliograph.core.wire.Frame;
import org.heliograph.testkit.Cases;
import org.junit.jupiter.api.Test;

class ReassemblyTest {
    private static final Keys KEYS = new Keys(Desk.PEER);

    private final MemoryStore store = new MemoryStore();
    private final Reassembly reassembly = new Reassembly(store, KEYS);

    private static Frame piece(MessageId id, int index, int count, byte[] bytes) {
        var body = new Fragment(Frame.DATA, index, count, bytes).encode();
        return new Frame(Frame.FRAG, 0, id, 1_000, 60, Ack.Head.NOTHING, body);
    }

    @Test
    void piecesInAnyOrderMakeTheWholeAlsoAcrossARestart() {
        Cases.forAll(200, random -> {
            var disk = new MemoryStore();
            var unfinished = new Reassembly(disk, KEYS);
            var body = random.bytes(random.nextInt(20, 400));
            var cut = Letter.Cut.of(body.length, random.nextInt(1, 20), random.nextInt(1, 20));
            var order = new ArrayList<Integer>();
            for (int i = 0; i < cut.count(); i++) {
                order.add(i);
            }
            Collections.shuffle(order, Random.from(random));
            int last = order.removeLast();
            for (int index : order) {
                var bytes = Arrays.copyOfRange(body, cut.from(index), cut.to(index, body.length));
                var frame = piece(new MessageId(1, 1), index, cut.count(), bytes);
                assertThat(unfinished.accept(frame)).isInstanceOf(Reassembly.Outcome.Kept.class);
                unfinished = random.oneIn(3) ? new Reassembly(disk, KEYS) : unfinished;
                assertThat(unfinished.accept(frame)).isInstanceOf(Reassembly.Outcome.Kept.class);
            }
            var bytes = Arrays.copyOfRange(body, cut.from(last), cut.to(last, body.length));
            var whole =
                    (Reassembly.Outcome.Whole) unfinished.accept(piece(new MessageId(1, 1), last, cut.count(), bytes));
            assertThat(whole.frame().body()).isEqualTo(body);
            unfinished.forget(new MessageId(1, 1));
            assertThat(disk.count(Table.FRAGMENT)).isZero();
        });
    }

    @Test
    void tooManyUnfinishedMessagesAreRefused() throws PeerFault {
        for (int i = 0; i < Reassembly.MAX_SETS; i++) {
            assertThat(reassembly.accept(piece(new MessageId(0, i), 0, 2, new byte[1])))
                    .isInstanceOf(Reassembly.Outcome.Kept.class);
        }
        assertThat(reassembly.accept(piece(new MessageId(1, 0), 0, 2, new byte[1])))
                .isInstanceOf(Reassembly.Outcome.Refused.class);
        reassembly.forget(new MessageId(0, 0));
        assertThat(reassembly.accept(piece(new MessageId(1, 0), 0, 2, new byte[1])))
                .isInstanceOf(Reassembly.Outcome.Kept.class);
    }

    @Test
    void tooManyBytesAreRefused() throws PeerFault {
        var large = new byte[65_000];
        int kept = 0;
        while (reassembly.accept(piece(new MessageId(0, kept / 4_000), kept % 4_000, 4_096, large))
                instanceof Reassembly.Outcome.Kept) {
            kept++;
        }
        assertThat((long) kept * large.length).isBetween(Reassembly.MAX_BYTES - large.length, Reassembly.MAX_BYTES);
    }

    @Test
    void piecesThatDoNotFitEachOtherAreTheirSendersFault() throws PeerFault {
        var id = new MessageId(1, 1);
        reassembly.accept(piece(id, 0, 3, new byte[1]));
        assertThatThrownBy(() -> reassembly.accept(piece(id, 0, 4, new byte[1])))
                .isInstanceOf(PeerFault.class);
        var nested = new Fragment(Frame.FRAG, 0, 3, new byte[1]).encode();
        var frame = new Frame(Frame.FRAG, 0, new MessageId(2, 2), 0, 0, Ack.Head.NOTHING, nested);
        assertThatThrownBy(() -> reassembly.accept(frame)).isInstanceOf(PeerFault.class);
    }

    @Test
    void itTellsWhatExpiredUnfinished() throws PeerFault {
        var id = new MessageId(1, 1);
        reassembly.accept(piece(id, 0, 3, new byte[1]));
        assertThat(reassembly.firstExpiryMillis()).contains(61_000L);
        assertThat(reassembly.over(now(60_999))).isEmpty();
        assertThat(reassembly.over(now(61_000))).isEqualTo(List.of(id));
    }

    private static Now now(long millis) {
        return new Now(Duration.ZERO, Instant.ofEpochMilli(millis));
    }
}
