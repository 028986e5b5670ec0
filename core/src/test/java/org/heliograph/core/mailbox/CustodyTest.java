package org.heliograph.core.mailbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.heliograph.core.mailbox.Worlds.START;
import static org.heliograph.core.mailbox.Worlds.at;
import static org.heliograph.core.mailbox.Worlds.chainItem;
import static org.heliograph.core.mailbox.Worlds.dropItem;
import static org.heliograph.core.mailbox.Worlds.neighbour;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.heliograph.core.MemoryStore;
import org.heliograph.core.Now;
import org.heliograph.core.PeerFault;
import org.heliograph.core.Store.Table;
import org.heliograph.core.wire.Deletion;
import org.heliograph.core.wire.ElementId;
import org.heliograph.core.wire.Item;
import org.heliograph.core.wire.Position;
import org.heliograph.core.wire.SlotId;
import org.heliograph.core.wire.Status;
import org.heliograph.crypto.Secret;
import org.heliograph.testkit.Case;
import org.heliograph.testkit.Cases;
import org.junit.jupiter.api.Test;

class CustodyTest {
    private static final Term WEEK = Term.from(Bucket.WEEK, START);

    private final Case random = new Case(42);
    private final MemoryStore store = new MemoryStore();
    private final Secret chain = Worlds.chain(random);
    private final Custody custody = Custody.load(store, Worlds.quota(1_000), START);

    @Test
    void anItemIsHeldOnceAndFoundAgain() {
        var item = chainItem(chain, 5, WEEK, random);
        assertThat(offer(item, START)).isEqualTo(Status.STORED);
        assertThat(offer(item, START)).isEqualTo(Status.HAD_IT);
        assertThat(custody.in(item.slot())).extracting(Item::encode).containsExactly(item.encode());
        assertThat(custody.item(item.element()))
                .hasValueSatisfying(it -> assertThat(it.encode()).isEqualTo(item.encode()));
        assertThat(custody.count()).isEqualTo(1);
        assertThat(custody.bytes()).isEqualTo(ItemRow.BYTES);
        assertThat(custody.item(new ElementId(1, 2))).isEmpty();
    }

    @Test
    void anItemAlteredAtAnyByteIsRefused() throws PeerFault {
        var strict = Custody.load(store, CustodySettings.DEFAULT, START);
        var item = stampedWith(Stamp.BASE_BITS);
        var bytes = item.encode();
        for (int at = 1; at < Item.BYTES; at++) {
            var altered = Worlds.with(item, at, 1 << random.nextInt(8));
            assertThat(strict.offer(altered, neighbour(1), START))
                    .as("byte %d", at)
                    .matches(it -> it instanceof Verdict.Refused || it instanceof Verdict.StampTooSmall);
        }
        assertThat(strict.count()).isZero();
        assertThat(strict.offer(item, neighbour(1), START).status()).isEqualTo(Status.STORED);
        bytes[0] ^= 1;
        assertThatThrownBy(() -> Item.decode(bytes)).isInstanceOf(PeerFault.class);
    }

    @Test
    void anItemWithAStampButAForeignSignatureIsRefused() {
        var item = chainItem(chain, 5, WEEK, random);
        var other = chainItem(Worlds.chain(random), 5, WEEK, item.box(), random);
        var forged = new Envelope(
                new Item(0, item.bucket(), 0, item.slot(), item.tag(), other.signature(), 0, item.day(), item.box()));
        assertThat(custody.offer(Worlds.stamped(forged, Worlds.BITS), neighbour(1), START))
                .isEqualTo(new Verdict.Refused(PeerFault.Kind.FORGED));
    }

    @Test
    void junkIsRefusedAndLeavesNothing() {
        Cases.forAll(2_000, junk -> {
            var item = new Item(
                    junk.nextInt(256),
                    junk.nextInt(256) >> junk.nextInt(8),
                    junk.nextInt(2),
                    SlotId.of(junk.bytes(SlotId.BYTES)),
                    junk.nextLong(),
                    junk.bytes(Item.SIGNATURE_BYTES),
                    junk.nextLong(),
                    WEEK.day() + junk.nextInt(-40, 5),
                    junk.bytes(Item.BOX_BYTES));
            custody.offer(item, neighbour(1), START);
            assertThat(custody.delete(new Deletion(item.slot(), item.tag(), item.signature()), START))
                    .isFalse();
        });
        assertThat(custody.count()).isZero();
        assertThat(custody.deletions()).isZero();
        assertThat(store.count(Table.ITEM)).isZero();
    }

    @Test
    void whatNobodyMaySendIsRefused() {
        assertThat(offer(chainItem(chain, 1, new Term(Bucket.SIX_WEEKS, WEEK.day()), random), START))
                .isEqualTo(Status.REFUSED);
        assertThat(offer(chainItem(chain, 1, new Term(Bucket.HOUR, WEEK.day() + 2), random), START))
                .isEqualTo(Status.REFUSED);
        assertThat(offer(chainItem(chain, 1, new Term(Bucket.HOUR, WEEK.day() - 2), random), START))
                .isEqualTo(Status.REFUSED);
        try (var key = ChainSlot.key(chain, 0, 2)) {
            var third = key.envelope(1, WEEK, random.bytes(Item.BOX_BYTES), Worlds.entropy(random));
            assertThat(offer(Worlds.stamped(third, Worlds.BITS), START)).isEqualTo(Status.REFUSED);
        }
    }

    @Test
    void aSlotHasOnePlacePerTagAndSixteenOfThem() {
        try (var key = ChainSlot.key(chain, 0, 0)) {
            for (int tag = 0; tag < ChainSlot.BOXES; tag++) {
                assertThat(offer(item(key, tag), START)).isEqualTo(Status.STORED);
                assertThat(offer(item(key, tag), START)).isEqualTo(Status.REFUSED);
            }
            assertThat(offer(item(key, 99), START)).isEqualTo(Status.FULL);
            assertThat(custody.in(key.id())).hasSize(ChainSlot.BOXES);
        }
    }

    @Test
    void aDropKeepsTheGreatestStamps() {
        try (var drop = Worlds.drop(random)) {
            var offered = new ArrayList<Item>();
            int least = Worlds.BITS + Stamp.DROP_BITS;
            for (int i = 0; i < Drop.ITEMS; i++) {
                offered.add(dropItem(drop, least + random.nextInt(3), random));
                assertThat(offer(offered.getLast(), START)).isEqualTo(Status.STORED);
            }
            assertThat(custody.offer(dropItem(drop, least, random), neighbour(2), START))
                    .isEqualTo(new Verdict.StampTooSmall(least + 1));
            for (int i = 0; i < 20; i++) {
                offered.add(dropItem(drop, least + 3, random));
                assertThat(offer(offered.getLast(), START)).isEqualTo(Status.STORED);
            }
            var kept = custody.in(drop.id()).stream()
                    .map(CustodyTest::bits)
                    .sorted()
                    .toList();
            var best = offered.stream()
                    .map(CustodyTest::bits)
                    .sorted(Comparator.reverseOrder())
                    .limit(Drop.ITEMS)
                    .sorted()
                    .toList();
            assertThat(kept).isEqualTo(best);
        }
    }

    @Test
    void aDropTagMustBeThatOfItsBoxAndNobodyDeletesThere() throws PeerFault {
        try (var drop = Worlds.drop(random)) {
            var item = dropItem(drop, Worlds.BITS + Stamp.DROP_BITS, random);
            assertThat(offer(Worlds.with(item, 40, 1), START)).isEqualTo(Status.REFUSED);
            assertThat(offer(item, START)).isEqualTo(Status.STORED);
            assertThat(custody.delete(new Deletion(drop.id(), item.tag(), new byte[64]), START))
                    .isFalse();
            assertThat(custody.count()).isEqualTo(1);
        }
    }

    @Test
    void anItemIsGoneAfterItsBucketCountedFromArrival() {
        var item = chainItem(chain, 1, Term.from(Bucket.HOUR, START), random);
        offer(item, START);
        assertThat(custody.nextEnd()).contains(START.uptime().plusHours(1));
        assertThat(custody.expire(at(Duration.ofHours(1).minusMillis(1)))).isZero();
        assertThat(custody.expire(at(Duration.ofHours(1)))).isEqualTo(1);
        assertThat(custody.in(item.slot())).isEmpty();
        assertThat(store.count(Table.ITEM)).isZero();
    }

    @Test
    void anItemIsGoneAtTheEndOfItsDayAndBucketHoweverLateItCame() {
        var item = chainItem(chain, 1, Term.from(Bucket.SIX_HOURS, START), random);
        offer(item, at(Duration.ofHours(19))); // its envelope is over an hour later
        assertThat(custody.expire(at(Duration.ofHours(20)))).isEqualTo(1);
    }

    @Test
    void aJumpOfTheWallClockEndsNothing() {
        offer(chainItem(chain, 1, Term.from(Bucket.HOUR, START), random), START);
        var jumped = new Now(START.uptime().plusMinutes(1), START.wall().plus(Duration.ofDays(90)));
        assertThat(custody.expire(jumped)).isZero();
    }

    @Test
    void theSameBoxInALaterEnvelopeIsHeldLonger() {
        var box = random.bytes(Item.BOX_BYTES);
        var first = chainItem(chain, 1, Term.from(Bucket.DAY, START), box, random);
        var tomorrow = at(Duration.ofHours(20));
        var second = chainItem(chain, 1, Term.from(Bucket.DAY, tomorrow), box, random);
        assertThat(second.element()).isEqualTo(first.element());
        assertThat(offer(first, START)).isEqualTo(Status.STORED);
        assertThat(offer(Worlds.with(second, 60, 1), tomorrow)).isEqualTo(Status.REFUSED);
        assertThat(offer(second, tomorrow)).isEqualTo(Status.STORED);
        assertThat(offer(first, tomorrow)).isEqualTo(Status.HAD_IT);
        assertThat(custody.count()).isEqualTo(1);
        assertThat(custody.expire(at(Duration.ofHours(43)))).isZero();
        assertThat(custody.item(first.element()).orElseThrow().day()).isEqualTo(second.day());
        assertThat(custody.expire(at(Duration.ofHours(44)))).isEqualTo(1);
    }

    @Test
    void aDeletedItemStaysAwayUntilItsEnd() throws PeerFault {
        var item = chainItem(chain, 1, WEEK, random);
        offer(item, START);
        var order = deletion(1);
        assertThatThrownBy(() -> custody.delete(new Deletion(order.slot(), order.tag(), new byte[64]), START))
                .isInstanceOf(PeerFault.class);
        assertThat(custody.delete(order, START)).isTrue();
        assertThat(custody.delete(order, START)).isFalse();
        assertThat(custody.count()).isZero();
        assertThat(custody.hasDeleted(item.element())).isTrue();
        var verdict = custody.offer(item, neighbour(3), START);
        assertThat(verdict.status()).isEqualTo(Status.DELETED);
        assertThat(((Verdict.Deleted) verdict).deletion().encode()).isEqualTo(order.encode());
        custody.expire(at(Duration.ofHours(14 + 7 * 24)));
        assertThat(custody.deletions()).isZero();
        assertThat(store.count(Table.TOMBSTONE)).isZero();
    }

    @Test
    void anOrderForWhatIsNotHeldLeavesNothing() throws PeerFault {
        assertThat(custody.delete(deletion(1), START)).isFalse();
        assertThat(custody.deletions()).isZero();
    }

    @Test
    void ofTooManyTombstonesThoseThatEndFirstGo() throws PeerFault {
        var few = Custody.load(store, Worlds.quota(100), 2, START);
        var items = new ArrayList<Item>();
        var buckets = List.of(Bucket.DAY, Bucket.WEEK, Bucket.MONTH);
        for (int number = 0; number < buckets.size(); number++) {
            items.add(chainItem(chain, number, Term.from(buckets.get(number), START), random));
            few.offer(items.getLast(), neighbour(1), START);
            few.delete(deletion(number), START);
        }
        assertThat(few.deletions()).isEqualTo(2);
        assertThat(items).extracting(it -> few.hasDeleted(it.element())).containsExactly(false, true, true);
        assertThat(store.count(Table.TOMBSTONE)).isEqualTo(2);
    }

    @Test
    void aSecondLifeHoldsTheSame() throws PeerFault {
        for (int number = 0; number < 40; number++) {
            var term = Term.from(random.pick(Bucket.HOUR, Bucket.DAY, Bucket.MONTH), START);
            custody.offer(chainItem(chain, number, term, random), neighbour(number % 3), START);
        }
        try (var drop = Worlds.drop(random)) {
            custody.offer(dropItem(drop, Worlds.BITS + Stamp.DROP_BITS, random), new Giver.Own(), START);
        }
        custody.delete(deletion(7), START);
        store.commit();
        var later = new Now(Duration.ofSeconds(3), START.wall().plus(Duration.ofMinutes(59)));
        var again = Custody.load(store, Worlds.quota(1_000), later);
        assertThat(again.count()).isEqualTo(custody.count()).isEqualTo(40);
        assertThat(again.deletions()).isEqualTo(1);
        assertThat(again.bytes()).isEqualTo(custody.bytes());
        assertThat(again.elements(Position.ZERO, Position.ZERO))
                .isEqualTo(custody.elements(Position.ZERO, Position.ZERO));
        var end = new Now(later.uptime().plusMinutes(1), later.wall());
        assertThat(again.expire(end)).isEqualTo(custody.expire(at(Duration.ofHours(1))));
        assertThat(again.elements(Position.ZERO, Position.ZERO))
                .isEqualTo(custody.elements(Position.ZERO, Position.ZERO));
    }

    @Test
    void aFullerStoreAsksStrangersForMore() {
        var small = Custody.load(store, Worlds.quota(20), START);
        assertThat(small.bitsAsked(false, neighbour(1))).isEqualTo(Worlds.BITS);
        for (int number = 0; number < 10; number++) {
            small.offer(chainItem(chain, number, WEEK, random), new Giver.Own(), START);
        }
        assertThat(small.fillPercent()).isEqualTo(50);
        assertThat(small.bitsAsked(false, neighbour(1))).isEqualTo(Worlds.BITS + 4);
        assertThat(small.bitsAsked(true, neighbour(1))).isEqualTo(Worlds.BITS + 12);
        assertThat(small.bitsAsked(false, new Giver.Own())).isEqualTo(Worlds.BITS);
        assertThat(small.offer(chainItem(chain, 50, WEEK, random), neighbour(1), START))
                .isEqualTo(new Verdict.StampTooSmall(Worlds.BITS + 4));
    }

    @Test
    void whatIsHiddenIsForNeighboursAsIfItWereNotHere() {
        Cases.forAll(40, seeded -> {
            var all = Custody.load(new MemoryStore(), Worlds.quota(1_000), START);
            var shown = Custody.load(new MemoryStore(), Worlds.quota(1_000), START);
            var secret = Worlds.chain(seeded);
            var hidden = new ArrayList<ElementId>();
            for (int number = seeded.nextInt(200); number > 0; number--) {
                var item = chainItem(secret, number, WEEK, seeded);
                if (seeded.oneIn(3)) {
                    hidden.add(item.element());
                    assertThat(all.offerHidden(item, new Giver.Carrier(), START))
                            .isInstanceOf(Verdict.Stored.class);
                    assertThat(all.offerHidden(item, new Giver.Carrier(), START))
                            .isInstanceOf(Verdict.HadIt.class);
                } else {
                    all.offer(item, neighbour(1), START);
                    shown.offer(item, neighbour(1), START);
                }
            }
            assertSame(all, shown, seeded);
            assertThat(hidden).noneMatch(all::has);
            assertThat(all.count()).isEqualTo(shown.count() + hidden.size());
            for (var element : hidden) {
                var item = all.reveal(element).orElseThrow();
                assertThat(all.reveal(element)).isEmpty();
                shown.offer(item, neighbour(1), START);
                assertSame(all, shown, seeded);
            }
        });
    }

    private static void assertSame(Custody one, Custody other, Case random) {
        var from = random.nextBoolean() ? Position.ZERO : Position.of(random.bytes(Position.BYTES));
        var end = random.nextBoolean() ? Position.ZERO : Position.of(random.bytes(Position.BYTES));
        if (from.isBefore(end)) {
            assertThat(one.count(from, end)).isEqualTo(other.count(from, end));
            assertThat(one.elements(from, end)).isEqualTo(other.elements(from, end));
            for (int index = 0; index < other.count(from, end); index++) {
                assertThat(one.place(from, index)).isEqualTo(other.place(from, index));
            }
        }
    }

    @Test
    void whoeverGivesWhatIsHiddenIsAnsweredAsIfItWereNew() throws PeerFault {
        var item = chainItem(chain, 1, WEEK, random);
        custody.offerHidden(item, new Giver.Carrier(), START);
        assertThat(offer(Worlds.with(item, 60, 1), START)).isEqualTo(Status.REFUSED);
        assertThat(custody.has(item.element())).isFalse();
        assertThat(offer(item, START)).isEqualTo(Status.STORED);
        assertThat(custody.has(item.element())).isTrue();
        assertThat(offer(item, START)).isEqualTo(Status.HAD_IT);
        var another = chainItem(chain, 2, WEEK, random);
        custody.offerHidden(another, new Giver.Carrier(), START);
        assertThat(custody.delete(deletion(2), START)).isTrue();
        assertThat(custody.reveal(another.element())).isEmpty();
        assertThat(custody.count(Position.ZERO, Position.ZERO)).isOne();
    }

    @Test
    void whatWasShownIsNotHiddenByWhoBringsItAgain() {
        var box = random.bytes(Item.BOX_BYTES);
        var item = chainItem(chain, 1, Term.from(Bucket.DAY, START), box, random);
        offer(item, START);
        var longer = chainItem(chain, 1, WEEK, box, random);
        assertThat(custody.offerHidden(longer, new Giver.Carrier(), START)).isInstanceOf(Verdict.Stored.class);
        assertThat(custody.has(item.element())).isTrue();
        assertThat(custody.wasCarried(item.element())).isFalse();
    }

    @Test
    void whatIsKeptForCarriersStaysHiddenUntilANeighbourGivesIt() {
        var kept = chainItem(chain, 1, WEEK, random);
        var other = chainItem(chain, 2, WEEK, random);
        custody.offerHidden(kept, new Giver.Kept(), START);
        custody.offerHidden(other, new Giver.Kept(), START);
        store.commit();
        var again = Custody.load(store, Worlds.quota(1_000), START);
        assertThat(again.has(kept.element())).isFalse();
        assertThat(again.count(Position.ZERO, Position.ZERO)).isZero();
        assertThat(again.item(kept.element()).orElseThrow().encode()).isEqualTo(kept.encode());
        assertThat(again.forOthers(Duration.ZERO, START)).isEmpty();
        assertThat(again.offer(kept, neighbour(1), START)).isInstanceOf(Verdict.Stored.class);
        assertThat(again.offer(other, new Giver.Own(), START)).isInstanceOf(Verdict.Stored.class);
        store.commit();
        var later = Custody.load(store, Worlds.quota(1_000), START);
        assertThat(later.has(kept.element())).isTrue();
        assertThat(later.has(other.element())).isTrue();
        assertThat(later.forOthers(Duration.ZERO, START))
                .as("it is this node's still")
                .isEmpty();
    }

    @Test
    void whatIsHiddenGetsALongerEnvelopeInHiding() {
        var box = random.bytes(Item.BOX_BYTES);
        for (var giver : List.of(new Giver.Kept(), new Giver.Carrier())) {
            var secret = Worlds.chain(random);
            var day = chainItem(secret, 1, Term.from(Bucket.DAY, START), box, random);
            var week = chainItem(secret, 1, WEEK, box, random);
            custody.offerHidden(day, giver, START);
            assertThat(custody.offerHidden(day, giver, START)).isInstanceOf(Verdict.HadIt.class);
            assertThat(custody.offerHidden(week, giver, START)).isInstanceOf(Verdict.Stored.class);
            assertThat(custody.has(week.element())).isFalse();
            assertThat(custody.item(week.element()).orElseThrow().day()).isEqualTo(week.day());
            assertThat(custody.reveal(week.element()).orElseThrow().day()).isEqualTo(week.day());
            assertThat(custody.has(week.element())).isTrue();
        }
    }

    @Test
    void whatLiesHereForOthersIsListedTheFirstToEndFirst() {
        var hour = chainItem(chain, 1, Term.from(Bucket.HOUR, START), random);
        var week = chainItem(chain, 2, WEEK, random);
        var day = chainItem(chain, 3, Term.from(Bucket.DAY, START), random);
        custody.offerHidden(week, new Giver.Carrier(), START);
        for (var item : List.of(hour, day)) {
            offer(item, START);
        }
        custody.offer(chainItem(chain, 4, WEEK, random), new Giver.Own(), START);
        custody.offer(chainItem(chain, 5, WEEK, random), new Giver.Kept(), START);
        assertThat(custody.forOthers(Duration.ofMinutes(1), START))
                .containsExactly(hour.element(), day.element(), week.element());
        assertThat(custody.forOthers(Duration.ofHours(1).plusMillis(1), START))
                .containsExactly(day.element(), week.element());
        store.commit();
        var again = Custody.load(store, Worlds.quota(1_000), START);
        assertThat(again.wasCarried(week.element())).isTrue();
        assertThat(again.wasCarried(day.element())).isFalse();
        assertThat(again.has(week.element())).as("a second life hides nothing").isTrue();
    }

    private Status offer(Item item, Now now) {
        return custody.offer(item, neighbour(1), now).status();
    }

    private Item item(SlotKey key, long tag) {
        return Worlds.stamped(
                key.envelope(tag, WEEK, random.bytes(Item.BOX_BYTES), Worlds.entropy(random)), Worlds.BITS);
    }

    private Item stampedWith(int bits) {
        try (var key = ChainSlot.key(chain, 0, 0)) {
            var envelope = key.envelope(5, WEEK, random.bytes(Item.BOX_BYTES), Worlds.entropy(random));
            return Worlds.stamped(envelope, bits);
        }
    }

    private Deletion deletion(long number) {
        try (var key = ChainSlot.key(chain, ChainSlot.block(number), 0)) {
            return key.delete(ChainSlot.tag(chain, number), Worlds.entropy(random));
        }
    }

    private static int bits(Item item) {
        return Stamp.bits(Stamp.prefix(item), item.stamp());
    }
}
