package org.heliograph.core.mailbox;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.heliograph.core.Now;
import org.heliograph.core.wire.Item;
import org.heliograph.core.wire.SlotId;
import org.heliograph.core.wire.Writer;
import org.heliograph.crypto.Aead;
import org.heliograph.crypto.Entropy;
import org.heliograph.crypto.Hkdf;
import org.heliograph.crypto.Secret;

/// A place of first contact that moves every week: whoever has somebody's card can find it, write to it and read it.
///
/// Storers see neither whose it is nor which weeks belong together. What lies in it proves itself by its own
/// signatures.
public final class Drop implements AutoCloseable {
    /// Drops of one kind, week and card.
    public static final int SLOTS = 2;

    /// Items in one drop.
    public static final int ITEMS = 64;

    /// What fits into a drop record.
    public static final int RECORD_BYTES = Item.BOX_BYTES - Aead.XCHACHA20_POLY1305.nonceBytes() - Aead.TAG_BYTES;

    private static final byte[] SALT = "HG1/intro".getBytes(StandardCharsets.US_ASCII);
    private static final int SEED_BYTES = 32;
    private static final long WEEK_SECONDS = 604_800;
    private static final int WEEKS_LAID_OUT = 6;
    private static final int INBOX_WEEKS_BACK = 6;
    private static final byte[] NO_AD = {};

    /// What lies in a drop.
    public enum Kind {
        /// Prekey bundles of the card's owner.
        PREKEYS(1),
        /// Initiations to the card's owner.
        INBOX(2),
        /// Revocations by the card's owner.
        REVOCATION(3);

        private final int code;

        Kind(int code) {
            this.code = code;
        }

        /// The weeks in which a reader looks now, the likeliest first.
        public List<Long> weeksToRead(Now now) {
            long week = week(now);
            var weeks = new ArrayList<>(List.of(week, week - 1, week + 1));
            if (this == INBOX) {
                for (int back = 2; back <= INBOX_WEEKS_BACK; back++) {
                    weeks.add(week - back);
                }
            }
            weeks.removeIf(it -> it < 0);
            return weeks;
        }
    }

    private final SlotKey key;
    private final Secret recordKey;

    private Drop(SlotKey key, Secret recordKey) {
        this.key = key;
        this.recordKey = recordKey;
    }

    /// The drop of the card with this identity key and QR secret (empty if the card has none).
    public static Drop of(byte[] identityKey, byte[] qrSecret, Kind kind, long week, int slot) {
        var both = Arrays.copyOf(identityKey, identityKey.length + qrSecret.length);
        System.arraycopy(qrSecret, 0, both, identityKey.length, qrSecret.length);
        var info = new Writer(6).u8(kind.code).u32(week).u8(slot).toBytes();
        try (var ikm = Secret.taking(both)) {
            var keys = Hkdf.derive(SALT, ikm, info, SEED_BYTES, Aead.KEY_BYTES);
            return new Drop(new SlotKey(keys[0], slot), keys[1]);
        }
    }

    /// The week it is now.
    public static long week(Now now) {
        return Math.max(0, Math.floorDiv(now.wallSeconds(), WEEK_SECONDS));
    }

    /// The weeks for which an owner lays out now.
    public static List<Long> weeksToPublish(Now now) {
        var weeks = new ArrayList<Long>();
        for (long week = week(now); weeks.size() < WEEKS_LAID_OUT; week++) {
            weeks.add(week);
        }
        return weeks;
    }

    public SlotId id() {
        return key.id();
    }

    /// A box with this record, zero-padded.
    public byte[] seal(byte[] record, Entropy entropy) {
        if (record.length > RECORD_BYTES) {
            throw new IllegalArgumentException("record of " + record.length + " bytes");
        }
        var nonce = entropy.bytes(Aead.XCHACHA20_POLY1305.nonceBytes());
        var sealed = Aead.XCHACHA20_POLY1305.seal(recordKey, nonce, NO_AD, Arrays.copyOf(record, RECORD_BYTES));
        return new Writer(Item.BOX_BYTES).bytes(nonce).bytes(sealed).toBytes();
    }

    /// The record in the box with its padding; empty if it was not sealed for this drop.
    public Optional<byte[]> open(byte[] box) {
        if (box.length != Item.BOX_BYTES) {
            return Optional.empty();
        }
        int cut = Aead.XCHACHA20_POLY1305.nonceBytes();
        var nonce = Arrays.copyOf(box, cut);
        return Aead.XCHACHA20_POLY1305.open(recordKey, nonce, NO_AD, Arrays.copyOfRange(box, cut, box.length));
    }

    /// An envelope around a box of this drop.
    public Envelope envelope(Term term, byte[] box, Entropy entropy) {
        return key.dropEnvelope(term, box, entropy);
    }

    Secret recordKey() {
        return recordKey;
    }

    @Override
    public void close() {
        key.close();
        recordKey.close();
    }
}
