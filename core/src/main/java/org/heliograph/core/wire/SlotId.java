package org.heliograph.core.wire;

import java.nio.charset.StandardCharsets;
import org.heliograph.core.PeerFault;
import org.heliograph.crypto.Sha256;

/// The name of a slot: the public key its items are signed with. Only the two ends can link it to a person.
///
/// 32 bytes as four longs: equal by value, and no array to copy or alias.
public record SlotId(long a, long b, long c, long d) {
    public static final int BYTES = 32;

    private static final byte[] ADDRESS = "HG1/addr".getBytes(StandardCharsets.US_ASCII);

    /// Takes exactly [#BYTES] bytes.
    public static SlotId of(byte[] key) {
        if (key.length != BYTES) {
            throw new IllegalArgumentException("expected " + BYTES + " bytes, got " + key.length);
        }
        var place = Position.of(key);
        return new SlotId(place.a(), place.b(), place.c(), place.d());
    }

    static SlotId read(Reader in) throws PeerFault {
        return new SlotId(in.u64(), in.u64(), in.u64(), in.u64());
    }

    public byte[] toBytes() {
        return new Position(a, b, c, d).toBytes();
    }

    /// Where the items of this slot belong.
    public Position address() {
        return Position.of(Sha256.hash(ADDRESS, toBytes()));
    }
}
