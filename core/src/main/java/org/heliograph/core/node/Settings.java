package org.heliograph.core.node;

/// What may differ between networks and machines; everything else is the protocol's.
///
/// @param stampBits zero bits that a deposit's stamp must show; drops need 8 more
/// @param storeQuotaBytes what this node keeps for others and itself
/// @param outboxQuotaBytes what may wait to be sent before `send` is refused
public record Settings(int stampBits, long storeQuotaBytes, long outboxQuotaBytes) {
    private static final int DEFAULT_STAMP_BITS = 12;
    private static final long DEFAULT_STORE_QUOTA = 1L << 30;
    private static final long DEFAULT_OUTBOX_QUOTA = 256L << 20;

    public static Settings defaults() {
        return new Settings(DEFAULT_STAMP_BITS, DEFAULT_STORE_QUOTA, DEFAULT_OUTBOX_QUOTA);
    }
}
