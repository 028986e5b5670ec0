package org.heliograph.core.node.recall;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.heliograph.core.ContactId;
import org.heliograph.core.Now;
import org.heliograph.core.PeerFault;
import org.heliograph.core.Store;
import org.heliograph.core.Store.Table;
import org.heliograph.core.StoreFailure;
import org.heliograph.core.history.Catchup.Lost;
import org.heliograph.core.wire.Reader;
import org.heliograph.core.wire.Writer;

/// What is remembered of one conversation beside its chronicle.
///
/// Messages sent before `sinceMillis` are of an earlier acquaintance, which this person ended. `traces` were taken from
/// the contact. `lost` is what this device may have lost of its own person's words, as its owner said; `kept` is, until
/// then, from when the newest own words were when it first lacked some.
record Memory(long sinceMillis, int traces, Optional<Lost> lost, Optional<Instant> kept) {
    /// What the contact has not returned by then does not come back.
    static final Duration LOSS_HEALS_IN = Duration.ofDays(60);

    private static final int VERSION = 1;
    private static final int ROW_BYTES = 40;
    private static final int LOST_BYTES = 16;

    static Optional<Memory> load(Store store, ContactId contact) {
        return store.value(Table.MESSAGE, key(contact)).map(Memory::decode);
    }

    void save(Store store, ContactId contact) {
        store.put(Table.MESSAGE, key(contact), key(contact), encode());
    }

    static void erase(Store store, ContactId contact) {
        store.delete(Table.MESSAGE, key(contact));
    }

    private static byte[] key(ContactId contact) {
        return new Writer(ContactId.BYTES + 1).bytes(contact.toBytes()).u8('r').toBytes();
    }

    Memory withOneTraceMore() {
        return new Memory(sinceMillis, traces + 1, lost, kept);
    }

    /// The contact returned own words that this device lacks; its newest are from `newestOwn`.
    Memory lacking(Instant newestOwn) {
        return new Memory(sinceMillis, traces, lost, kept.or(() -> Optional.of(newestOwn)));
    }

    /// The owner says that the device was put back before `now`, to a copy whose newest own words are from `newestOwn`.
    /// What an earlier word of the owner opened stays open.
    Memory losing(Instant newestOwn, Now now) {
        var after = Stream.of(lost.map(Lost::after), kept, Optional.of(newestOwn))
                .flatMap(Optional::stream)
                .min(Instant::compareTo)
                .orElseThrow();
        return new Memory(sinceMillis, traces, Optional.of(new Lost(after, now.wall())), Optional.empty());
    }

    Memory losingNothing() {
        return new Memory(sinceMillis, traces, Optional.empty(), Optional.empty());
    }

    boolean isHealed(Now now) {
        return lost.filter(it -> it.until().plus(LOSS_HEALS_IN).isBefore(now.wall()))
                .isPresent();
    }

    private byte[] encode() {
        var row = new Writer(ROW_BYTES).u8(VERSION).u64(sinceMillis).u32(traces);
        lost.ifPresent(it -> row.u64(it.after().toEpochMilli()).u64(it.until().toEpochMilli()));
        kept.ifPresent(it -> row.u64(it.toEpochMilli()));
        return row.toBytes();
    }

    private static Memory decode(byte[] row) {
        try {
            var in = new Reader(row);
            boolean isOurs = in.u8() == VERSION;
            long since = in.u64();
            int traces = (int) in.u32();
            var lost = in.remaining() < LOST_BYTES
                    ? Optional.<Lost>empty()
                    : Optional.of(new Lost(Instant.ofEpochMilli(in.u64()), Instant.ofEpochMilli(in.u64())));
            var kept = in.remaining() == 0 ? Optional.<Instant>empty() : Optional.of(Instant.ofEpochMilli(in.u64()));
            in.end();
            if (!isOurs) {
                throw damaged();
            }
            return new Memory(since, traces, lost, kept);
        } catch (PeerFault cut) {
            throw damaged();
        }
    }

    private static StoreFailure damaged() {
        return new StoreFailure(
                StoreFailure.Kind.DAMAGED,
                "What is remembered of a conversation cannot be read. The store was altered or written by a newer"
                        + " version.");
    }
}
