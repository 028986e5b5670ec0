package org.heliograph.core.session;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.heliograph.crypto.AgreementKey;
import org.heliograph.crypto.Secret;
import org.heliograph.crypto.Suite;

/// Whose turn it is to step the ratchet. The two ends alternate, each with a fresh key.
sealed interface Turn extends AutoCloseable {
    /// They answered with a new key. My next message begins a chain: its header key is agreed, its other keys are made
    /// only then. My old ratchet key is gone: it has done its work.
    record Mine(byte[] theirKey, HeaderKey header, int previous) implements Turn {
        @Override
        public void close() {
            header.close();
        }
    }

    /// I have shown them my key; their answer steps the ratchet. Whoever accepts a session has no chain before that:
    /// its
    /// key is the prekey, which is only lent.
    record Theirs(AgreementKey myKey, Secret nextHeader, Optional<OutgoingChain> chain) implements Turn {
        /// How many messages the chain has carried.
        int carried() {
            return chain.map(OutgoingChain::length).orElse(0);
        }

        @Override
        public void close() {
            nextHeader.close();
            chain.ifPresent(outgoing -> {
                outgoing.close();
                myKey.close();
            });
        }
    }

    /// Room for either.
    int ROW_BYTES = 512;

    byte MINE = 1;
    byte THEIRS = 2;

    @Override
    void close();

    /// A session that has not opened its first message is never stored.
    default void write(ByteBuffer row) {
        switch (this) {
            case Mine mine -> {
                row.put(MINE).put(mine.theirKey);
                mine.header.write(row);
                row.putInt(mine.previous);
            }
            case Theirs theirs -> {
                var key = theirs.myKey.reveal();
                row.put(THEIRS).putShort((short) key.length);
                Rows.put(row, key);
                Rows.put(row, theirs.nextHeader);
                theirs.chain.orElseThrow().write(row);
            }
        }
    }

    static Turn read(ByteBuffer row, Suite suite) {
        if (row.get() == MINE) {
            return new Mine(Rows.bytes(row, suite.agreementKeyBytes()), HeaderKey.read(row), row.getInt());
        }
        var myKey = AgreementKey.restore(suite, Rows.bytes(row, row.getShort()));
        var nextHeader = Rows.key(row);
        return new Theirs(myKey, nextHeader, Optional.of(OutgoingChain.read(row, myKey.publicKey())));
    }
}
