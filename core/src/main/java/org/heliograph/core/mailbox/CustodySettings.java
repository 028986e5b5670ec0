package org.heliograph.core.mailbox;

/// What this node is ready to hold, and what it asks for it.
public record CustodySettings(long quotaBytes, int stampBits) {
    public static final CustodySettings DEFAULT = new CustodySettings(1L << 30, Stamp.BASE_BITS);
}
