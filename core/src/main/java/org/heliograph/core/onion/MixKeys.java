package org.heliograph.core.onion;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.heliograph.core.Now;
import org.heliograph.core.PeerFault;
import org.heliograph.core.wire.Reader;
import org.heliograph.core.wire.Writer;
import org.heliograph.crypto.Entropy;

/// The keys with which this node opens packets: one for each day, the *epoch*, from yesterday's to that in six days.
///
/// Packets are opened for yesterday, today and tomorrow, since clocks differ and packets wait; the other keys are made
/// ahead, so that somebody who hears of this node once can reach it for a week. At the end of the day after its own a
/// key
/// is wiped, and no packet of that day can be opened any more, by whoever takes the device.
///
/// The caller keeps [#encode] in a table whose old rows become unreadable, before others see the public keys, and calls
/// [#advance] when a day begins and at the start. After a stop that saved no [#tagRows] it calls [#replace].
public final class MixKeys implements AutoCloseable {
    /// The public keys in a node's record.
    public static final int PUBLISHED = 8;

    private static final int VERSION = 1;
    private static final long EPOCH_SECONDS = 86_400;
    private static final int DAYS_AHEAD = PUBLISHED - 2;

    private final Entropy entropy;
    private final List<MixKey> chain; // of successive days
    private long today;

    private MixKeys(long today, List<MixKey> chain, Entropy entropy) {
        this.today = today;
        this.chain = chain;
        this.entropy = entropy;
    }

    /// The day that mix keys are counted in: unix seconds / 86,400. At least 1, whatever the clock says: a machine
    /// without a battery may begin in 1970.
    public static long epochOf(Now now) {
        return Math.max(1, Math.floorDiv(now.wallSeconds(), EPOCH_SECONDS));
    }

    /// A chain of its own. `today` is at least 1.
    public static MixKeys generate(long today, Entropy entropy) {
        var keys = new MixKeys(today, new ArrayList<>(), entropy);
        keys.fill();
        return keys;
    }

    /// Reads what [#encode] wrote and wipes it. To be advanced to the day that it is.
    public static MixKeys decode(byte[] row, Entropy entropy) throws PeerFault {
        var chain = new ArrayList<MixKey>();
        try {
            var in = new Reader(row);
            if (in.u8() != VERSION || row.length != 9 + PUBLISHED * MixKey.BYTES) {
                throw new PeerFault(PeerFault.Kind.MALFORMED, "mix keys of another version");
            }
            long today = in.u32();
            long first = in.u32();
            for (int i = 0; i < PUBLISHED; i++) {
                chain.add(MixKey.restore(first + i, in.bytes(MixKey.BYTES)));
            }
            return new MixKeys(today, chain, entropy);
        } finally {
            Arrays.fill(row, (byte) 0);
        }
    }

    /// The private keys, without tags: version || u32 today || u32 first epoch || 8 keys[32]. The caller wipes them.
    public byte[] encode() {
        var row =
                new Writer(9 + PUBLISHED * MixKey.BYTES).u8(VERSION).u32(today).u32(firstEpoch());
        for (var key : chain) {
            var bytes = key.reveal();
            row.bytes(bytes);
            Arrays.fill(bytes, (byte) 0);
        }
        return row.drain();
    }

    /// The epoch of the first of [#publicKeys].
    public long firstEpoch() {
        return chain.getFirst().epoch();
    }

    /// What the node's record shows: [#PUBLISHED] keys of successive epochs.
    public List<byte[]> publicKeys() {
        return chain.stream().map(MixKey::publicKey).toList();
    }

    /// Moves on to `day`: wipes the keys that are past their time and makes new ones. True if the keys are other ones
    /// now: then the row is to be written again, and the record with it.
    ///
    /// A clock that went back by a day changes nothing. One that went back further shows keys that nobody would find in
    /// the record of today, so the chain is replaced.
    public boolean advance(long day) {
        if (day < firstEpoch()) {
            replace(day);
            return true;
        }
        today = day;
        boolean changed = false;
        while (!chain.isEmpty() && chain.getFirst().epoch() < day - 1) {
            chain.removeFirst().close();
            changed = true;
        }
        fill();
        return changed;
    }

    /// Wipes every key and makes a whole new chain: after a stop that lost the tags of what was opened, when there
    /// [#isFull] no room for more of them, or when somebody may have seen the keys. Packets on their way to this node,
    /// and all reply blocks that lead through it, are lost.
    public void replace(long day) {
        close();
        chain.clear();
        today = day;
        fill();
    }

    private void fill() {
        long next = chain.isEmpty() ? today - 1 : chain.getLast().epoch() + 1;
        for (; next <= today + DAYS_AHEAD; next++) {
            chain.add(MixKey.generate(next, entropy));
        }
    }

    /// Takes a layer off a packet that arrived for the key of an epoch with this low byte. The array is taken over: a
    /// forwarded packet lies in it.
    ///
    /// A fault if there is no such key now, if the packet is not whole, not for it or was opened before, if it asks for
    /// a
    /// longer delay than [Sphinx#MAX_DELAY], or if the key [#isFull].
    public Sphinx.Opened open(byte[] packet, int keyEpoch) throws PeerFault {
        for (var key : chain) {
            if (isLive(key) && ((int) key.epoch() & 0xff) == keyEpoch) {
                return key.open(packet);
            }
        }
        throw new PeerFault(PeerFault.Kind.OUT_OF_TURN, "no mix key of this day");
    }

    private boolean isLive(MixKey key) {
        return Math.abs(key.epoch() - today) <= 1;
    }

    /// Whether a key has opened so many packets that it takes no more: the chain is to be replaced.
    public boolean isFull() {
        return chain.stream().anyMatch(MixKey::isFull);
    }

    /// The tags of all that was opened with the keys of this chain, in rows of at most half a MiB and at least one a
    /// key:
    /// what a clean stop saves, after which this node opens nothing.
    public List<byte[]> tagRows() {
        return chain.stream().flatMap(key -> key.tagRows().stream()).toList();
    }

    /// Takes back what [#tagRows] gave, in any order. The caller has deleted the rows for good before it opens a
    /// packet,
    /// so that they are not there after a stop that was not clean.
    ///
    /// False when they are not all the tags of all the keys: then the chain is to be replaced.
    public boolean restoreTags(List<byte[]> rows) {
        var expected = new long[PUBLISHED];
        Arrays.fill(expected, -1);
        try {
            for (var bytes : rows) {
                var row = MixKey.TagRow.read(bytes);
                for (int i = 0; i < chain.size(); i++) {
                    if (Arrays.equals(chain.get(i).publicKey(), row.publicKey())) {
                        chain.get(i).restore(row);
                        expected[i] = row.all();
                    }
                }
            }
        } catch (PeerFault damaged) {
            return false;
        }
        for (int i = 0; i < chain.size(); i++) {
            if (chain.get(i).tagCount() != expected[i]) {
                return false;
            }
        }
        return true;
    }

    /// Wipes the keys.
    @Override
    public void close() {
        chain.forEach(MixKey::close);
    }
}
