package org.heliograph.core.node.transit;

import java.util.List;
import org.heliograph.core.LinkId;
import org.heliograph.core.mailbox.Verdict;
import org.heliograph.core.wire.Deletion;
import org.heliograph.core.wire.Item;
import org.heliograph.core.wire.SlotId;

/// What this node holds for others and for itself.
public interface Shelf {
    /// Offers an item that a packet brought, which came over `from`. If it is news, it goes on to other nodes.
    Verdict take(Item item, LinkId from, Out out);

    /// Offers an item of this node's own, under its own name: neighbours see it come from here.
    void give(Item item, Out out);

    /// Forgets an item on the order of its slot's key. If it is news, the order goes on to other nodes.
    void forget(Deletion deletion, LinkId from, Out out);

    /// Orders, under this node's own name, that an item be forgotten.
    void withdraw(Deletion deletion, Out out);

    List<Item> in(SlotId slot);
}
