package org.heliograph.core.mailbox;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import org.heliograph.core.NodeId;
import org.heliograph.core.Now;
import org.heliograph.core.wire.Item;
import org.heliograph.crypto.Entropy;
import org.heliograph.crypto.Secret;
import org.heliograph.testkit.Case;

/// What the tests of this package are made of: times, neighbours, slots and items with valid stamps.
final class Worlds {
    static final Instant EPOCH = Instant.parse("2026-03-01T10:00:00Z");
    static final Now START = at(Duration.ZERO);

    /// Small stamps, so that tests do not spend their time on them.
    static final int BITS = 3;

    private Worlds() {}

    /// Both clocks so far on, the uptime from somewhere in the middle of a run.
    static Now at(Duration later) {
        return new Now(Duration.ofHours(5).plus(later), EPOCH.plus(later));
    }

    static CustodySettings quota(int items) {
        return new CustodySettings((long) items * ItemRow.BYTES, BITS);
    }

    static Giver neighbour(int number) {
        return new Giver.Neighbour(new NodeId(number, 0, 0, 1));
    }

    static Entropy entropy(Case random) {
        return out -> {
            var bytes = random.bytes(out.length);
            System.arraycopy(bytes, 0, out, 0, out.length);
        };
    }

    static Secret chain(Case random) {
        return Secret.taking(random.bytes(32));
    }

    static Item chainItem(Secret boxKey, long number, Term term, Case random) {
        return chainItem(boxKey, number, term, random.bytes(Item.BOX_BYTES), random);
    }

    static Item chainItem(Secret boxKey, long number, Term term, byte[] box, Case random) {
        try (var key = ChainSlot.key(boxKey, ChainSlot.block(number), 0)) {
            var envelope = key.envelope(ChainSlot.tag(boxKey, number), term, box, entropy(random));
            return stamped(envelope, BITS);
        }
    }

    static Drop drop(Case random) {
        return Drop.of(random.bytes(32), new byte[0], Drop.Kind.INBOX, 2_900, 0);
    }

    static Item dropItem(Drop drop, int bits, Case random) {
        var term = Term.from(Bucket.SIX_WEEKS, START);
        return stamped(drop.envelope(term, random.bytes(Item.BOX_BYTES), entropy(random)), bits);
    }

    /// Stamped with exactly this many bits.
    static Item stamped(Envelope envelope, int bits) {
        var prefix = envelope.stampPrefix();
        long stamp = Stamp.search(prefix, bits, 0);
        while (Stamp.holds(prefix, stamp, bits + 1)) {
            stamp = Stamp.search(prefix, bits, stamp + 1);
        }
        return envelope.stamped(stamp);
    }

    static Item with(Item item, int at, int xor) {
        var bytes = item.encode();
        bytes[at] ^= (byte) xor;
        try {
            return Item.decode(bytes);
        } catch (org.heliograph.core.PeerFault fault) {
            throw new AssertionError("byte " + at + " of " + Arrays.toString(bytes), fault);
        }
    }
}
