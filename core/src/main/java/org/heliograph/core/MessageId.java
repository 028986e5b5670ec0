package org.heliograph.core;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Optional;

/// The random name of one message, the same at both ends: 16 bytes as two longs.
public record MessageId(long high, long low) implements Comparable<MessageId> {
    public static final int BYTES = 16;

    /// What frames without a message of their own carry.
    public static final MessageId NONE = new MessageId(0, 0);

    /// Takes exactly [#BYTES] bytes.
    public static MessageId of(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("expected " + BYTES + " bytes, got " + bytes.length);
        }
        var in = ByteBuffer.wrap(bytes);
        return new MessageId(in.getLong(), in.getLong());
    }

    /// Reads what [#toHex] wrote; empty for anything else.
    public static Optional<MessageId> parse(String hex) {
        try {
            return hex.length() == 2 * BYTES ? Optional.of(of(HexFormat.of().parseHex(hex))) : Optional.empty();
        } catch (IllegalArgumentException notHex) {
            return Optional.empty();
        }
    }

    public byte[] toBytes() {
        return ByteBuffer.allocate(BYTES).putLong(high).putLong(low).array();
    }

    /// 32 lower-case hexadecimal digits.
    public String toHex() {
        return HexFormat.of().formatHex(toBytes());
    }

    @Override
    public int compareTo(MessageId other) {
        int order = Long.compareUnsigned(high, other.high);
        return order != 0 ? order : Long.compareUnsigned(low, other.low);
    }
}
