package org.heliograph.core.onion;

import java.util.List;
import org.heliograph.core.PeerFault;
import org.heliograph.core.onion.Sphinx.ReplyBlock;
import org.heliograph.core.onion.Sphinx.Token;
import org.heliograph.core.wire.Deletion;
import org.heliograph.core.wire.Item;
import org.heliograph.core.wire.SlotId;
import org.heliograph.core.wire.Status;

/// What a packet carries to its last hop, or an answer to its reader; at most [Sphinx#BODY_BYTES].
public sealed interface Body {
    /// Reply blocks with one question.
    int MAX_BLOCKS = 4;

    /// Tags of items that a reader says it has: four slots' worth.
    int MAX_KNOWN = 64;

    /// What an answer put in by a third node can hold.
    int INJECTED_BYTES = Sphinx.BODY_BYTES - 1 - ReplyBlock.BYTES;

    /// Please hold this, or give it to whom it belongs with; say by `receipt` how many hold it.
    record Deposit(Item item, ReplyBlock receipt) implements Body {}

    /// Please answer each block with an item of this slot whose tag is not among the `known`.
    record Fetch(SlotId slot, List<ReplyBlock> blocks, List<Long> known) implements Body {
        public Fetch {
            blocks = List.copyOf(blocks);
            known = List.copyOf(known);
            atMost(blocks, MAX_BLOCKS);
            atMost(known, MAX_KNOWN);
        }
    }

    /// Please answer as soon as there is such an item; replaces an earlier one for this slot.
    record Arm(SlotId slot, ReplyBlock block, List<Long> known) implements Body {
        public Arm {
            known = List.copyOf(known);
            atMost(known, MAX_KNOWN);
        }
    }

    /// Please forget this item.
    record Delete(Deletion deletion) implements Body {}

    /// Please answer by this block of somebody else's with `content`, a body of at most [#INJECTED_BYTES]. So the
    /// answerer's own node is not the one that is seen to answer.
    record Inject(ReplyBlock block, byte[] content) implements Body {
        public Inject {
            if (content.length > INJECTED_BYTES) {
                throw new IllegalArgumentException("content of " + content.length + " bytes");
            }
        }
    }

    /// Cover: a packet to its own maker.
    record Loop(Token id) implements Body {}

    /// An item for a contact's node, by one hop.
    record Box(Item item) implements Body {}

    /// An answer: this item, and how many are left.
    record Push(int left, Item item) implements Body {}

    /// An answer: there is nothing.
    record None() implements Body {}

    /// An answer: what became of the item with this tag, how many copies are known, and the stamp bits now asked for.
    record Receipt(Status status, int copies, int bits, long tag) implements Body {}

    private static void atMost(List<?> list, int limit) {
        if (list.size() > limit) {
            throw new IllegalArgumentException(list.size() + " entries, at most " + limit);
        }
    }

    /// The body without its padding.
    default byte[] encode() {
        return BodyCodec.encode(this);
    }

    /// Takes exactly [Sphinx#BODY_BYTES] bytes; padding is not looked at.
    static Body decode(byte[] body) throws PeerFault {
        return BodyCodec.decode(body);
    }
}
