package org.heliograph.net.link;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.heliograph.core.PeerFault;
import org.heliograph.core.wire.Reader;
import org.heliograph.core.wire.Writer;

/// What a node says on its local network: "HGL1" || name[8] || u16 port. The name is drawn anew at each start.
record LanBeacon(byte[] name, int port) {
    static final int NAME_BYTES = 8;

    static final int BYTES = 14;

    private static final byte[] MAGIC = "HGL1".getBytes(StandardCharsets.US_ASCII);

    byte[] encode() {
        return new Writer(BYTES).bytes(MAGIC).bytes(name).u16(port).toBytes();
    }

    /// Empty for anything else.
    static Optional<LanBeacon> decode(byte[] packet) {
        var in = new Reader(packet);
        try {
            boolean isOurs = Arrays.equals(in.bytes(MAGIC.length), MAGIC);
            var beacon = new LanBeacon(in.bytes(NAME_BYTES), in.u16());
            in.end();
            return isOurs && beacon.port > 0 ? Optional.of(beacon) : Optional.empty();
        } catch (PeerFault other) {
            return Optional.empty();
        }
    }
}
