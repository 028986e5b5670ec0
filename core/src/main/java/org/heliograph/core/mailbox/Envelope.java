package org.heliograph.core.mailbox;

import org.heliograph.core.wire.ElementId;
import org.heliograph.core.wire.Item;
import org.heliograph.crypto.Sha256;

/// A signed envelope around a box, ready to be given away once a stamp is found for it.
public final class Envelope {
    private final Item unstamped;

    Envelope(Item unstamped) {
        this.unstamped = unstamped;
    }

    /// The envelope of an item, for another stamp.
    public static Envelope of(Item item) {
        return new Envelope(item);
    }

    /// What the search for a stamp needs to know.
    public byte[] stampPrefix() {
        return Stamp.prefix(unstamped);
    }

    /// The name of the item this becomes.
    public ElementId element() {
        return unstamped.element();
    }

    public boolean isDrop() {
        return unstamped.isDrop();
    }

    public Item stamped(long stamp) {
        return new Item(
                unstamped.flags(),
                unstamped.bucket(),
                unstamped.v(),
                unstamped.slot(),
                unstamped.tag(),
                unstamped.signature(),
                stamp,
                unstamped.day(),
                unstamped.box());
    }

    /// What the signature of an item is over.
    static byte[] signedBytes(Item item) {
        return Item.signedBytes(item.flags(), item.tag(), item.bucket(), item.day(), Sha256.hash(item.box()));
    }
}
