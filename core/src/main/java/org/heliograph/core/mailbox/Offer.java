package org.heliograph.core.mailbox;

import java.util.Optional;
import org.heliograph.core.wire.ElementId;
import org.heliograph.core.wire.Item;
import org.heliograph.core.wire.Position;
import org.heliograph.crypto.Sha256;
import org.heliograph.crypto.SigningKey;

/// An item on offer and what follows from its bytes by hashing alone: everything but its signature.
record Offer(Item item, Term term, byte[] signedBytes, ElementId element, Position address, int stampBits) {
    /// Empty for an item of a form that nobody may send.
    static Optional<Offer> of(Item item) {
        var bucket = Bucket.of(item.bucket());
        if (bucket.isEmpty()
                || item.v() >= ChainSlot.POSITIONS
                || (bucket.get() == Bucket.SIX_WEEKS && !item.isDrop())) {
            return Optional.empty();
        }
        var boxHash = Sha256.hash(item.box());
        if (item.isDrop() && item.tag() != SlotKey.dropTag(boxHash)) {
            return Optional.empty();
        }
        var signed = Item.signedBytes(item.flags(), item.tag(), item.bucket(), item.day(), boxHash);
        return Optional.of(new Offer(
                item,
                new Term(bucket.get(), item.day()),
                signed,
                Item.element(item.slot(), item.tag(), boxHash),
                item.slot().address(),
                Stamp.bits(Stamp.prefix(item.slot(), signed), item.stamp())));
    }

    boolean isSigned() {
        return SigningKey.verify(SlotKey.SIGNATURES, item.slot().toBytes(), signedBytes, item.signature());
    }
}
