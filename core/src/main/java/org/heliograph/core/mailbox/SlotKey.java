package org.heliograph.core.mailbox;

import java.nio.ByteBuffer;
import org.heliograph.core.wire.Deletion;
import org.heliograph.core.wire.Item;
import org.heliograph.core.wire.SlotId;
import org.heliograph.crypto.Entropy;
import org.heliograph.crypto.Secret;
import org.heliograph.crypto.Sha256;
import org.heliograph.crypto.SigningKey;
import org.heliograph.crypto.Suite;

/// The right to write to one slot. Its two ends derive it; nobody else can.
public final class SlotKey implements AutoCloseable {
    /// Slots are named and signed with Ed25519, whatever suite the two ends speak.
    static final Suite SIGNATURES = Suite.X25519;

    private final SigningKey key;
    private final SlotId id;
    private final int v;

    /// Takes over the seed. `v` numbers the slots that carry the same boxes.
    SlotKey(Secret seed, int v) {
        try (seed) {
            this.key = SigningKey.restore(SIGNATURES, seed.reveal());
        }
        this.id = SlotId.of(key.publicKey());
        this.v = v;
    }

    public SlotId id() {
        return id;
    }

    /// An envelope for a box of a chain, with the tag of that box.
    public Envelope envelope(long tag, Term term, byte[] box, Entropy entropy) {
        return envelope(0, tag, term, box, entropy);
    }

    /// An envelope for a drop record, whose tag says nothing.
    Envelope dropEnvelope(Term term, byte[] box, Entropy entropy) {
        return envelope(Item.DROP, dropTag(Sha256.hash(box)), term, box, entropy);
    }

    /// The order to forget the box with this tag.
    public Deletion delete(long tag, Entropy entropy) {
        return new Deletion(id, tag, key.sign(Deletion.signedBytes(tag), entropy));
    }

    static long dropTag(byte[] boxHash) {
        return ByteBuffer.wrap(boxHash).getLong();
    }

    private Envelope envelope(int flags, long tag, Term term, byte[] box, Entropy entropy) {
        if (box.length != Item.BOX_BYTES) {
            throw new IllegalArgumentException("box of " + box.length + " bytes");
        }
        int bucket = term.bucket().code();
        var signature = key.sign(Item.signedBytes(flags, tag, bucket, term.day(), Sha256.hash(box)), entropy);
        return new Envelope(new Item(flags, bucket, v, id, tag, signature, 0, term.day(), box));
    }

    @Override
    public void close() {
        key.close();
    }
}
