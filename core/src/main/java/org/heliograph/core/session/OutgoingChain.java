package org.heliograph.core.session;

import java.nio.ByteBuffer;
import org.heliograph.crypto.Entropy;
import org.heliograph.crypto.Secret;

/// The chain that this end's messages are sealed with until the other end answers: each message steps its key.
final class OutgoingChain implements AutoCloseable {
    private final HeaderKey header;
    private final byte[] ratchetKey;
    private final int previous;
    private Secret chainKey;
    private int next;

    /// `previous` is how many messages the chain before this one carried.
    OutgoingChain(HeaderKey header, byte[] ratchetKey, int previous, Secret chainKey) {
        this.header = header;
        this.ratchetKey = ratchetKey;
        this.previous = previous;
        this.chainKey = chainKey;
    }

    HeaderKey header() {
        return header;
    }

    /// How many messages it has carried.
    int length() {
        return next;
    }

    Session.Sealed seal(MessageLayout layout, byte[] frame, Entropy entropy) {
        var counts = new MessageLayout.Header(ratchetKey, previous, next);
        try (var messageKey = KeySchedule.messageKey(chainKey);
                var bodyKey = KeySchedule.bodyKey(messageKey)) {
            var message = layout.seal(header.encryption(), bodyKey, counts, frame, entropy);
            var after = KeySchedule.nextChainKey(chainKey);
            chainKey.close();
            chainKey = after;
            return new Session.Sealed(header.tag(), next++, message);
        }
    }

    void write(ByteBuffer row) {
        header.write(row);
        Rows.put(row, chainKey);
        row.putInt(previous).putInt(next);
    }

    static OutgoingChain read(ByteBuffer row, byte[] ratchetKey) {
        var header = HeaderKey.read(row);
        var chainKey = Rows.key(row);
        var chain = new OutgoingChain(header, ratchetKey, row.getInt(), chainKey);
        chain.next = row.getInt();
        return chain;
    }

    @Override
    public void close() {
        header.close();
        chainKey.close();
    }
}
