package org.heliograph.core.mailbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.heliograph.core.mailbox.Worlds.at;
import static org.heliograph.core.mailbox.Worlds.neighbour;

import java.time.Duration;
import java.util.ArrayList;
import org.heliograph.core.MemoryStore;
import org.heliograph.core.NodeId;
import org.heliograph.core.Now;
import org.heliograph.core.PeerFault;
import org.heliograph.core.Store.Table;
import org.heliograph.core.wire.ElementId;
import org.heliograph.core.wire.Item;
import org.heliograph.core.wire.Position;
import org.heliograph.core.wire.Status;
import org.heliograph.crypto.Secret;
import org.heliograph.testkit.Case;
import org.heliograph.testkit.Cases;
import org.junit.jupiter.api.Test;

class QuotaTest {
    private static final Term TERM = new Term(Bucket.MONTH, 100);

    @Test
    void theQuotaIsNeverExceededWhoeverOffersWhat() {
        Cases.forAll(15, random -> {
            int quota = random.nextInt(4, 60);
            var settings = new CustodySettings((long) quota * ItemRow.BYTES + random.nextInt(999), 0);
            var store = new MemoryStore();
            var custody = Custody.load(store, settings, Worlds.START);
            var chain = Worlds.chain(random);
            var time = Duration.ZERO;
            for (int number = 0; number < 100; number++) {
                time = time.plusMinutes(random.nextInt(30));
                var now = at(time);
                var giver = random.oneIn(4)
                        ? random.pick(new Giver.Own(), new Giver.Kept(), new Giver.Carrier())
                        : neighbour(random.nextInt(1, 5));
                custody.offer(item(chain, number, giver, custody, now, random), giver, now);
                check(custody, store, quota);
                if (random.oneIn(10)) {
                    custody.expire(now);
                    check(custody, store, quota);
                }
                if (random.oneIn(20)) {
                    custody = Custody.load(store, settings, now);
                    check(custody, store, quota);
                }
            }
        });
    }

    private static Item item(Secret chain, int number, Giver giver, Custody custody, Now now, Case random) {
        var term = Term.from(random.pick(Bucket.HOUR, Bucket.SIX_HOURS, Bucket.WEEK), now);
        try (var key = ChainSlot.key(chain, ChainSlot.block(number), 0)) {
            var envelope = key.envelope(number, term, random.bytes(Item.BOX_BYTES), Worlds.entropy(random));
            return envelope.stamped(Stamp.search(envelope.stampPrefix(), custody.bitsAsked(false, giver), 0));
        }
    }

    private static void check(Custody custody, MemoryStore store, int quota) throws PeerFault {
        assertThat(custody.count()).isLessThanOrEqualTo(quota);
        assertThat(custody.bytes()).isLessThanOrEqualTo((long) quota * ItemRow.BYTES);
        assertThat(store.count(Table.ITEM)).isEqualTo(custody.count());
        var strangers = new ArrayList<Giver>();
        store.scanAll(Table.ITEM, (key, row) -> {
            var giver = ItemRow.decode(row).giver();
            return giver.isReserved() || strangers.add(giver);
        });
        assertThat(strangers.size()).isLessThanOrEqualTo(quota - quota / 4);
    }

    @Test
    void allThatIsCarriedHereHasTheShareOfOneNeighbour() {
        var accounts = new Accounts(40L * ItemRow.BYTES);
        for (int i = 0; i < 30; i++) {
            accounts.add(held(new Giver.Carrier(), i, 12));
        }
        assertThat(accounts.room(new Giver.Carrier(), 12)).isInstanceOf(Accounts.Room.Dearer.class);
        for (int i = 0; i < 15; i++) {
            var leaving = ((Accounts.Room.InPlaceOf) accounts.room(neighbour(1), 12)).held();
            assertThat(leaving.giver()).isEqualTo(new Giver.Carrier());
            accounts.remove(leaving);
            accounts.add(held(neighbour(1), 100 + i, 12));
        }
        assertThat(accounts.room(neighbour(1), 12)).isInstanceOf(Accounts.Room.Dearer.class);
        assertThat(accounts.room(new Giver.Carrier(), 12)).isInstanceOf(Accounts.Room.Dearer.class);
        for (int i = 0; i < Accounts.MAX_NEIGHBOURS; i++) {
            accounts.add(held(neighbour(200 + i), 1_000 + i, 12));
        }
        assertThat(accounts.account(neighbour(9_999))).isNotEqualTo(neighbour(9_999));
        assertThat(accounts.account(new Giver.Carrier())).isEqualTo(new Giver.Carrier());
    }

    @Test
    void aNeighbourWithLessThanItsShareDisplacesTheOneWithMost() {
        var accounts = new Accounts(40L * ItemRow.BYTES);
        for (int i = 0; i < 30; i++) {
            assertThat(accounts.room(neighbour(1), 12)).isInstanceOf(Accounts.Room.Free.class);
            accounts.add(held(neighbour(1), i, i + 10));
        }
        assertThat(accounts.room(neighbour(1), 10)).isInstanceOf(Accounts.Room.Dearer.class);
        for (int i = 0; i < 15; i++) {
            var room = accounts.room(neighbour(2), 12);
            assertThat(room).isInstanceOf(Accounts.Room.InPlaceOf.class);
            var leaving = ((Accounts.Room.InPlaceOf) room).held();
            assertThat(leaving.giver()).isEqualTo(neighbour(1));
            assertThat(leaving.stampBits()).isEqualTo(i + 10);
            accounts.remove(leaving);
            accounts.add(held(neighbour(2), 100 + i, 20));
        }
        assertThat(accounts.room(neighbour(2), 12)).isInstanceOf(Accounts.Room.Dearer.class);
        assertThat(accounts.items()).isEqualTo(30);
    }

    @Test
    void whoHasItsShareDisplacesItsOwnWeakestByAGreaterStamp() {
        var accounts = new Accounts(40L * ItemRow.BYTES);
        for (int i = 0; i < 30; i++) {
            accounts.add(held(neighbour(i % 2), i, 12 + i / 2));
        }
        assertThat(accounts.room(neighbour(1), 12)).isEqualTo(new Accounts.Room.Dearer(13));
        var room = accounts.room(neighbour(1), 13);
        assertThat(room)
                .isInstanceOfSatisfying(
                        Accounts.Room.InPlaceOf.class,
                        it -> assertThat(it.held()).isEqualTo(held(neighbour(1), 1, 12)));
    }

    @Test
    void aQuarterIsKeptForOwnItems() {
        var accounts = new Accounts(40L * ItemRow.BYTES);
        for (int i = 0; i < 30; i++) {
            accounts.add(held(neighbour(i), i, 12));
        }
        assertThat(accounts.room(neighbour(99), 12)).isInstanceOf(Accounts.Room.None.class);
        for (int i = 0; i < 10; i++) {
            assertThat(accounts.room(i % 2 == 0 ? new Giver.Own() : new Giver.Kept(), 12))
                    .isInstanceOf(Accounts.Room.Free.class);
            accounts.add(held(new Giver.Own(), 100 + i, 12));
        }
        assertThat(accounts.room(new Giver.Own(), 12)).isInstanceOf(Accounts.Room.None.class);
        assertThat(accounts.fillPercent()).isEqualTo(100);
    }

    @Test
    void ownItemsInADropDoNotMakeRoomForStrangersBeyondTheirPart() {
        var accounts = new Accounts(40L * ItemRow.BYTES);
        for (int i = 0; i < 30; i++) {
            accounts.add(held(neighbour(1), i, 12));
        }
        var own = held(new Giver.Own(), 100, 12);
        accounts.add(own);
        assertThat(accounts.room(neighbour(1), 12, own)).isInstanceOf(Accounts.Room.Dearer.class);
        assertThat(accounts.room(neighbour(1), 12, held(neighbour(1), 3, 12))).isInstanceOf(Accounts.Room.Free.class);
    }

    @Test
    void aSmallerQuotaLetsTheWeakestGo() throws PeerFault {
        var random = new Case(5);
        var store = new MemoryStore();
        var custody = Custody.load(store, Worlds.quota(40), Worlds.START);
        var chain = Worlds.chain(random);
        for (int number = 0; number < 25; number++) {
            var giver = number < 5 ? new Giver.Own() : neighbour(number % 2);
            custody.offer(item(chain, number, giver, custody, Worlds.START, random), giver, Worlds.START);
        }
        assertThat(custody.count()).isEqualTo(25);
        check(Custody.load(store, Worlds.quota(8), Worlds.START), store, 8);
        assertThat(store.count(Table.ITEM)).isEqualTo(8);
        assertThat(Custody.load(store, Worlds.quota(3), Worlds.START).count()).isEqualTo(3);
        assertThat(Custody.load(store, Worlds.quota(0), Worlds.START).count()).isZero();
    }

    @Test
    void namesMadeUpForThePurposeShareOneAccount() {
        var accounts = new Accounts(1L << 40);
        for (int i = 0; i < Accounts.MAX_NEIGHBOURS; i++) {
            accounts.add(held(accounts.account(neighbour(i)), i, 12));
        }
        var crowd = accounts.account(neighbour(5_000));
        assertThat(crowd).isNotEqualTo(neighbour(5_000)).isEqualTo(accounts.account(neighbour(6_000)));
        assertThat(crowd).isEqualTo(new Giver.Neighbour(NodeId.ZERO));
        assertThat(accounts.account(neighbour(7))).isEqualTo(neighbour(7));
    }

    @Test
    void aFloodFromOneLinkLeavesRoomForAnother() {
        var random = new Case(1);
        var custody = Custody.load(new MemoryStore(), Worlds.quota(16), Worlds.START);
        var flood = Worlds.chain(random);
        for (int number = 0; number < 40; number++) {
            var item = item(flood, number, neighbour(1), custody, Worlds.START, random);
            custody.offer(item, neighbour(1), Worlds.START);
        }
        var honest = Worlds.chain(random);
        var statuses = new ArrayList<Status>();
        for (int number = 0; number < 6; number++) {
            var item = item(honest, number, neighbour(2), custody, Worlds.START, random);
            statuses.add(custody.offer(item, neighbour(2), Worlds.START).status());
        }
        assertThat(statuses).containsOnly(Status.STORED);
        assertThat(custody.count()).isEqualTo(12);
        assertThat(custody.in(ChainSlot.id(honest, 0, 0))).hasSize(6);
    }

    private static Held held(Giver giver, int number, int bits) {
        return new Held(Position.ZERO, new ElementId(number, 0), number, false, bits, TERM, giver, 0);
    }
}
