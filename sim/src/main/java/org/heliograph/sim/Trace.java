package org.heliograph.sim;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.heliograph.crypto.Sha256;

/// The log of a run, folded into one hash: equal hashes mean equal runs.
final class Trace {
    private byte[] hash = new byte[32];
    private long events;

    void add(String event, byte[] detail) {
        hash = Sha256.hash(hash, event.getBytes(StandardCharsets.UTF_8), detail);
        events++;
    }

    byte[] hash() {
        return hash.clone();
    }

    String hex() {
        return HexFormat.of().formatHex(hash);
    }

    long events() {
        return events;
    }
}
