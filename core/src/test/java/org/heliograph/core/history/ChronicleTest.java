package org.heliograph.core.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.heliograph.core.ContactId;
import org.heliograph.core.MemoryStore;
import org.heliograph.core.Store.Table;
import org.heliograph.core.StoreFailure;
import org.heliograph.testkit.Case;
import org.heliograph.testkit.Cases;
import org.junit.jupiter.api.Test;

class ChronicleTest {
    private static final ContactId CAROL = new ContactId(9, 9, 9, 9);

    private final Case random = new Case(1);
    private final MemoryStore store = new MemoryStore();
    private Chronicle chronicle = load(End.BOB);

    private Chronicle load(ContactId contact) {
        return Chronicle.load(store, End.ALICE, contact, End.entropy(random));
    }

    private static Digest root(Chronicle chronicle) {
        return chronicle.tree().digest();
    }

    private int rows() {
        var count = new int[1];
        store.scanAll(Table.MESSAGE, (_, _) -> {
            count[0]++;
            return true;
        });
        return count[0];
    }

    @Test
    void whatEnteredIsThereAfterARestart() {
        Cases.forAll(40, any -> {
            var disk = new MemoryStore();
            var all = new ArrayList<Entry>();
            var now = Chronicle.load(disk, End.ALICE, End.BOB, End.entropy(any));
            for (int i = any.nextInt(300); i > 0; i--) {
                if (all.isEmpty() || any.nextInt(4) > 0) {
                    var entry = Histories.trace(any.nextInt(1, 500), any);
                    all.add(entry);
                    now.add(entry, i);
                } else {
                    var gone = all.remove(any.nextInt(all.size()));
                    now.remove(gone.id(), gone.lamport());
                }
                if (any.oneIn(20)) {
                    now.size(); // read into memory, or not
                }
                if (any.oneIn(30)) {
                    now.settle();
                    disk.commit();
                    now = Chronicle.load(disk, End.ALICE, End.BOB, End.entropy(any));
                }
            }
            assertThat(now.size()).isEqualTo(all.size());
            var fresh = Chronicle.load(new MemoryStore(), End.ALICE, End.BOB, End.entropy(any));
            all.forEach(entry -> fresh.add(entry, 0));
            assertThat(root(now)).isEqualTo(root(fresh));
        });
    }

    @Test
    void whatWasNotCommittedIsGoneAfterACrash() {
        var entries = new ArrayList<Entry>();
        for (int i = 1; i <= 200; i++) {
            entries.add(Histories.trace(i, random));
        }
        entries.subList(0, 100).forEach(entry -> chronicle.add(entry, 0));
        chronicle.settle();
        store.commit();
        var before = root(chronicle);
        entries.subList(100, 200).forEach(entry -> chronicle.add(entry, 0));
        chronicle.settle();
        store.rollback();
        chronicle = load(End.BOB);
        assertThat(chronicle.size()).isEqualTo(100);
        assertThat(root(chronicle)).isEqualTo(before);
    }

    @Test
    void itIsNewUntilSomethingEntered() {
        assertThat(chronicle.isNew()).isTrue();
        chronicle.add(Histories.trace(1, random), 0);
        chronicle.settle();
        assertThat(chronicle.isNew()).isFalse();
        assertThat(load(End.BOB).isNew()).isFalse();
        assertThat(load(CAROL).isNew()).isTrue();
    }

    @Test
    void erasingTouchesOneContactAlone() {
        var other = load(CAROL);
        for (int i = 1; i <= 300; i++) {
            chronicle.add(Histories.trace(i, random), 0);
            other.add(Histories.trace(i, random), 0);
        }
        chronicle.settle();
        other.settle();
        store.put(Table.MESSAGE, End.BOB.toBytes(), End.BOB.toBytes(), new byte[1]);
        Chronicle.erase(store, End.BOB);
        assertThat(load(End.BOB).isNew()).isTrue();
        assertThat(load(CAROL).size()).isEqualTo(300);
        assertThat(store.value(Table.MESSAGE, End.BOB.toBytes())).isPresent();
    }

    /// One row for each group of inputs, and in the end one for 64 messages.
    @Test
    void manyMessagesLieInOneRow() {
        for (int i = 1; i <= 640; i++) {
            chronicle.add(Histories.trace(i, random), 0);
            chronicle.settle();
        }
        assertThat(rows()).isEqualTo(10);
    }

    @Test
    void whatLeftTakesNoRoomForLong() {
        for (int i = 1; i <= 5_000; i++) {
            var entry = Histories.trace(i, random);
            chronicle.add(entry, 0);
            chronicle.remove(entry.id(), entry.lamport());
        }
        var last = Histories.trace(6_000, random);
        chronicle.add(last, 0);
        chronicle.settle();
        assertThat(rows()).isGreaterThan(100);
        chronicle = load(End.BOB);
        assertThat(chronicle.size()).isEqualTo(1);
        chronicle.settle();
        assertThat(rows()).isEqualTo(1);
        assertThat(load(End.BOB).tree().leaf(last.at())).isPresent();
    }

    @Test
    void rowsThatCannotBeReadAreDamage() {
        chronicle.add(Histories.trace(1, random), 0);
        chronicle.settle();
        var keys = new ArrayList<byte[]>();
        store.scanAll(Table.MESSAGE, (key, _) -> keys.add(key));
        store.put(Table.MESSAGE, keys.getFirst(), group(keys.getFirst()), new byte[] {1, 2, 3});
        var damaged = load(End.BOB);
        assertThatThrownBy(damaged::size).isInstanceOf(StoreFailure.class);
    }

    private static byte[] group(byte[] key) {
        return Arrays.copyOf(key, key.length - Long.BYTES);
    }

    @Test
    void aMessageHasTheSameLeafAtBothEnds() {
        Cases.forAll(50, any -> {
            var text = Histories.text(any.nextLong(1, 100), any.text(30), any);
            var turned = new Entry(text.id(), text.lamport(), !text.outgoing(), text.body());
            assertThat(text.leaf(End.ALICE, End.BOB)).isEqualTo(turned.leaf(End.BOB, End.ALICE));
        });
    }

    @Test
    void aLeafCommitsToEverythingInAMessage() {
        var text = Histories.text(5, "hello", random);
        var body = (Entry.Body.Whole) text.body();
        var others = List.of(
                new Entry(Histories.text(5, random).id(), 5, text.outgoing(), body),
                new Entry(text.id(), 6, text.outgoing(), body),
                new Entry(text.id(), 5, !text.outgoing(), body),
                with(text, new Entry.Body.Whole(body.sentMillis() + 1, 0, body.kind(), body.content())),
                with(text, new Entry.Body.Whole(body.sentMillis(), 1, body.kind(), body.content())),
                with(text, new Entry.Body.Whole(body.sentMillis(), 0, 2, body.content())),
                with(text, new Entry.Body.Whole(body.sentMillis(), 0, body.kind(), new byte[5])));
        var leaf = text.leaf(End.ALICE, End.BOB);
        assertThat(others).noneMatch(other -> other.leaf(End.ALICE, End.BOB).equals(leaf));
    }

    private static Entry with(Entry entry, Entry.Body body) {
        return new Entry(entry.id(), entry.lamport(), entry.outgoing(), body);
    }

    @Test
    void theSketchThatIsKeptUpIsThatOfTheSet() {
        Cases.forAll(20, any -> {
            var kept = Chronicle.load(new MemoryStore(), End.ALICE, End.BOB, End.entropy(any));
            var key = kept.summary(100).sketch().key();
            for (int i = any.nextInt(200); i > 0; i--) {
                var entry = Histories.trace(i, any);
                kept.add(entry, 0);
                if (any.oneIn(3)) {
                    kept.remove(entry.id(), entry.lamport());
                }
            }
            var sketch = kept.summary(100).sketch();
            assertThat(sketch.key()).isEqualTo(key);
            var difference = sketch.minus(kept.sketch(key, 100, Stretch.ALL));
            assertThat(Peeling.peel(difference).orElseThrow().theirs()).isEmpty();
            kept.renewSketch();
            assertThat(kept.summary(100).sketch().key()).isNotEqualTo(key);
        });
    }
}
