package org.heliograph.core.node;

import org.heliograph.crypto.Suite;

/// What people call the suites.
final class Suites {
    private Suites() {}

    /// `x25519`, `p256` or `x448`; `-classic` is appended where ML-KEM is left out.
    public static String name(Suite suite) {
        String family = switch (suite.family()) {
            case X25519 -> "x25519";
            case P256 -> "p256";
            case X448 -> "x448";
            case X25519_MLKEM768, P256_MLKEM768, X448_MLKEM1024 -> throw new IllegalStateException("a family");
        };
        return suite.hybrid() ? family : family + "-classic";
    }
}
