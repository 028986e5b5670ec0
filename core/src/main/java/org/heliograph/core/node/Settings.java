package org.heliograph.core.node;

import java.util.Optional;
import org.heliograph.core.mesh.route.Cover;
import org.heliograph.core.mesh.route.Placement.Mode;

/// What may differ between networks and machines; everything else is the protocol's.
///
/// @param stampBits zero bits that a deposit's stamp must show; drops need 8 more
/// @param storeQuotaBytes what this node keeps for others and itself
/// @param outboxQuotaBytes what may wait to be sent before `send` is refused
/// @param custody which items this node holds, if a person decided that; else it follows from the network's size
/// @param cover how much goes out to nobody, so that nobody sees when something goes out to somebody
public record Settings(
        int stampBits, long storeQuotaBytes, long outboxQuotaBytes, Optional<Mode> custody, Cover.Traffic cover) {
    private static final int DEFAULT_STAMP_BITS = 12;
    private static final long DEFAULT_STORE_QUOTA = 1L << 30;
    private static final long DEFAULT_OUTBOX_QUOTA = 256L << 20;

    public static Settings defaults() {
        return new Settings(
                DEFAULT_STAMP_BITS,
                DEFAULT_STORE_QUOTA,
                DEFAULT_OUTBOX_QUOTA,
                Optional.empty(),
                new Cover.Traffic.Trickle(Cover.Traffic.Trickle.DEFAULT));
    }

    public Settings with(Cover.Traffic other) {
        return new Settings(stampBits, storeQuotaBytes, outboxQuotaBytes, custody, other);
    }

    public Settings with(Optional<Mode> other) {
        return new Settings(stampBits, storeQuotaBytes, outboxQuotaBytes, other, cover);
    }
}
