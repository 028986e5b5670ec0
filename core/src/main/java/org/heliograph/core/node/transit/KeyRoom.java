package org.heliograph.core.node.transit;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.heliograph.core.Now;
import org.heliograph.core.PeerFault;
import org.heliograph.core.Store;
import org.heliograph.core.Store.Table;
import org.heliograph.core.onion.MixKeys;
import org.heliograph.core.onion.Sphinx;
import org.heliograph.crypto.Entropy;

/// This node's mix keys and what they opened, from one run of the program to the next.
///
/// What was opened is written down by a clean stop alone. After any other nobody knows which packets must not be opened
/// again, and all keys are new ones (invariant I11).
final class KeyRoom implements AutoCloseable {
    private static final byte[] KEYS_ROW = "mix keys".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NO_GROUP = {};

    private final Store store;
    private final Entropy entropy;
    private final MixKeys keys;
    private long day;
    private boolean stopped;

    KeyRoom(Store store, Entropy entropy, Now now) {
        this.store = store;
        this.entropy = entropy;
        this.day = MixKeys.epochOf(now);
        this.keys = load();
    }

    private MixKeys load() {
        var tags = takeTags();
        var row = store.value(Table.MIX_KEY, KEYS_ROW);
        var loaded = row.flatMap(this::decode);
        if (loaded.isEmpty()) {
            return saved(MixKeys.generate(day, entropy));
        }
        if (!loaded.get().restoreTags(tags)) {
            loaded.get().replace(day);
            return saved(loaded.get());
        }
        return loaded.get().advance(day) ? saved(loaded.get()) : loaded.get();
    }

    /// The rows are gone for good before the first packet is opened: that commit comes first.
    private List<byte[]> takeTags() {
        var names = new ArrayList<byte[]>();
        var tags = new ArrayList<byte[]>();
        store.scanAll(Table.MIX_TAG, (name, row) -> {
            names.add(name);
            tags.add(row);
            return true;
        });
        names.forEach(name -> store.delete(Table.MIX_TAG, name));
        return tags;
    }

    private Optional<MixKeys> decode(byte[] row) {
        try {
            return Optional.of(MixKeys.decode(row, entropy));
        } catch (PeerFault ofAnotherVersion) {
            return Optional.empty(); // nothing depends on the old ones but packets under way
        }
    }

    private MixKeys saved(MixKeys changed) {
        var row = changed.encode();
        store.put(Table.MIX_KEY, KEYS_ROW, NO_GROUP, row);
        Arrays.fill(row, (byte) 0);
        return changed;
    }

    /// Today's epoch.
    long day() {
        return day;
    }

    long firstEpoch() {
        return keys.firstEpoch();
    }

    List<byte[]> publicKeys() {
        return keys.publicKeys();
    }

    /// The public key of an epoch that is in the record.
    byte[] publicKey(long epoch) {
        return keys.publicKeys().get((int) (epoch - keys.firstEpoch()));
    }

    /// Takes a layer off a packet.
    Sphinx.Opened open(byte[] packet, int keyEpoch) throws PeerFault {
        if (stopped) {
            throw new PeerFault(PeerFault.Kind.OUT_OF_TURN, "a packet after the last one");
        }
        return keys.open(packet, keyEpoch);
    }

    /// Moves on to the day that it is; true if the keys are others now.
    boolean renew(Now now) {
        day = MixKeys.epochOf(now);
        boolean isFull = keys.isFull();
        if (isFull) {
            keys.replace(day);
        }
        boolean changed = keys.advance(day) || isFull;
        if (changed) {
            saved(keys);
        }
        return changed;
    }

    /// A clean stop: what was opened is saved, so that the keys can be used again. Nothing is opened after this.
    void stop() {
        stopped = true;
        int number = 0;
        for (var row : keys.tagRows()) {
            store.put(Table.MIX_TAG, new byte[] {(byte) (number >>> 8), (byte) number}, NO_GROUP, row);
            number++;
        }
    }

    @Override
    public void close() {
        keys.close();
    }
}
