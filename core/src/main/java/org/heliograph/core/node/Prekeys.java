package org.heliograph.core.node;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.heliograph.core.ContactId;
import org.heliograph.core.Now;
import org.heliograph.core.PeerFault;
import org.heliograph.core.Store;
import org.heliograph.core.Store.Table;
import org.heliograph.core.identity.Prekey;
import org.heliograph.core.mailbox.Drop;
import org.heliograph.core.wire.Reader;
import org.heliograph.core.wire.Writer;
import org.heliograph.crypto.Entropy;

/// The prekeys of this device: made every week, laid out for six, destroyed when they are over.
final class Prekeys implements AutoCloseable {
    /// Initiations remembered per prekey so that none works twice; then the prekey accepts no more
    /// (`docs/protocol/session.md`, bounds).
    private static final int MAX_INITIATIONS = 10_000;

    private static final byte[] LAID_OUT_ROW = "laid out".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NO_GROUP = {};

    /// One drop in which the newest prekey must lie.
    record Layout(Self.Door door, long week, long prekeyId) implements Comparable<Layout> {
        @Override
        public int compareTo(Layout other) {
            int order = Long.compare(week, other.week);
            order = order != 0 ? order : door.compareTo(other.door);
            return order != 0 ? order : Long.compare(prekeyId, other.prekeyId);
        }
    }

    /// An accepted initiation: who sent it, and the tag of the chain that it began.
    record Spent(ContactId sender, long firstChain) {}

    private final Store store;
    private final Self self;
    private final Entropy entropy;
    private final TreeMap<Long, Prekey> byId = new TreeMap<>();
    private final TreeMap<Long, Integer> initiations = new TreeMap<>();
    private final TreeSet<Layout> laidOut = new TreeSet<>();

    Prekeys(Store store, Self self, Entropy entropy) {
        this.store = store;
        this.self = self;
        this.entropy = entropy;
        store.scanAll(Table.PREKEY, (_, row) -> {
            var prekey = Prekey.decode(row, self.identity().key());
            Arrays.fill(row, (byte) 0);
            byId.put(prekey.id(), prekey);
            return true;
        });
        byId.keySet().forEach(this::countInitiations);
        store.value(Table.SELF, LAID_OUT_ROW).ifPresent(row -> Rows.read(() -> decodeLaidOut(row)));
    }

    Optional<Prekey> find(long id) {
        return Optional.ofNullable(byId.get(id));
    }

    /// Makes this week's prekey if it is missing.
    void renew(Now now) {
        boolean isDue = byId.values().stream().allMatch(prekey -> prekey.isDue(now.wallSeconds()));
        if (isDue) {
            var prekey = Prekey.create(self.suite(), self.device(), now.wallSeconds(), entropy);
            byId.put(prekey.id(), prekey);
            initiations.put(prekey.id(), 0);
            byte[] row = prekey.encode();
            store.put(Table.PREKEY, id(prekey.id()), NO_GROUP, row);
            Arrays.fill(row, (byte) 0);
        }
    }

    /// Destroys the secrets that are over. To be called after the own drops were read: what waited there may need them.
    void destroyOver(Now now) {
        for (var prekey : List.copyOf(byId.values())) {
            if (prekey.isOver(now.wallSeconds())) {
                byId.remove(prekey.id());
                initiations.remove(prekey.id());
                store.delete(Table.PREKEY, id(prekey.id()));
                var used = new ArrayList<byte[]>();
                store.scan(Table.REPLAY, id(prekey.id()), (key, _) -> used.add(key));
                used.forEach(key -> store.delete(Table.REPLAY, key));
                prekey.close();
            }
        }
    }

    /// Whose initiation with this tag was accepted before, if one was.
    Optional<Spent> spent(byte[] tag) {
        return store.value(Table.REPLAY, tag)
                .map(row -> Rows.read(() -> {
                    var in = new Reader(row);
                    return new Spent(ContactId.of(in.bytes(ContactId.BYTES)), in.u64());
                }));
    }

    boolean isExhausted(long prekeyId) {
        return initiations.getOrDefault(prekeyId, 0) >= MAX_INITIATIONS;
    }

    /// Remembers an accepted initiation, in the same commit as its session.
    void spend(long prekeyId, byte[] tag, Spent spent) {
        byte[] row = new Writer(ContactId.BYTES + 8)
                .bytes(spent.sender.toBytes())
                .u64(spent.firstChain)
                .toBytes();
        store.put(Table.REPLAY, tag, id(prekeyId), row);
        initiations.merge(prekeyId, 1, Integer::sum);
    }

    /// The next drop to fill, this week's first.
    Optional<Layout> nextLayout(Now now) {
        return layouts(now).stream().filter(layout -> !laidOut.contains(layout)).findFirst();
    }

    /// Every drop in which the newest prekey must lie, this week's first.
    List<Layout> layouts(Now now) {
        var layouts = new ArrayList<Layout>();
        var newest = byId.values().stream().max((one, other) -> Long.compare(from(one), from(other)));
        newest.ifPresent(prekey -> {
            for (long week : Drop.weeksToPublish(now)) {
                for (var door : self.doors()) {
                    layouts.add(new Layout(door, week, prekey.id()));
                }
            }
        });
        return layouts;
    }

    boolean isLaidOut(Layout layout) {
        return laidOut.contains(layout);
    }

    /// The record to seal into the drop of a layout.
    byte[] record(Layout layout) {
        return find(layout.prekeyId()).orElseThrow().bundle().bytes();
    }

    void markLaidOut(Layout layout, Now now) {
        laidOut.add(layout);
        laidOut.removeIf(old -> old.week() < Drop.week(now) || !byId.containsKey(old.prekeyId()));
        var out = new Writer(2 + laidOut.size() * 9).u16(laidOut.size());
        for (var done : laidOut) {
            out.u8(done.door() == Self.Door.PUBLIC ? 1 : 0).u32(done.week()).u32(done.prekeyId());
        }
        store.put(Table.SELF, LAID_OUT_ROW, NO_GROUP, out.toBytes());
    }

    @Override
    public void close() {
        byId.values().forEach(Prekey::close);
    }

    private Boolean decodeLaidOut(byte[] row) throws PeerFault {
        var in = new Reader(row);
        for (int left = in.u16(); left > 0; left--) {
            laidOut.add(new Layout(in.u8() == 1 ? Self.Door.PUBLIC : Self.Door.CARD, in.u32(), in.u32()));
        }
        return true;
    }

    private void countInitiations(long prekeyId) {
        int[] count = {0};
        store.scan(Table.REPLAY, id(prekeyId), (_, _) -> {
            count[0]++;
            return true;
        });
        initiations.put(prekeyId, count[0]);
    }

    private static long from(Prekey prekey) {
        return prekey.bundle().fromSeconds();
    }

    private static byte[] id(long prekeyId) {
        return new Writer(4).u32(prekeyId).toBytes();
    }
}
