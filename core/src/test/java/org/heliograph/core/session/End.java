package org.heliograph.core.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.heliograph.core.PeerFault;
import org.heliograph.crypto.Entropy;

/// One end of a session with the store behind it: every step is written as a node would write it.
final class End implements AutoCloseable {
    private static final long NOW = 1_000;

    private final Map<String, byte[]> skippedRows = new TreeMap<>();
    private Session session;
    private byte[] row;

    End(Session session) {
        this.session = session;
        row = save();
    }

    Session session() {
        return session;
    }

    Session.Sealed seal(byte[] frame, Entropy entropy) {
        var sealed = session.seal(frame, entropy);
        row = save();
        return sealed;
    }

    Session.Opened open(byte[] message) throws PeerFault {
        var opened = session.open(message);
        row = save();
        return opened;
    }

    /// The message must be refused, and nothing may change.
    PeerFault.Kind refuse(byte[] message) {
        try {
            session.open(message);
        } catch (PeerFault refused) {
            assertThat(session.takeSkippedChanges(NOW)).isEmpty();
            assertThat(session.encode()).isEqualTo(row);
            return refused.kind();
        }
        return fail("opened");
    }

    /// Forgets all but what the store has.
    void restart() {
        session.close();
        session = restored();
        assertThat(session.encode()).isEqualTo(row);
    }

    /// Another session with the same secrets: what a thief of the store would have.
    Session restored() {
        var copy = Session.decode(row.clone());
        skippedRows.forEach((key, value) -> copy.restoreSkipped(HexFormat.of().parseHex(key), value.clone()));
        return copy;
    }

    int storedKeys() {
        return skippedRows.size();
    }

    private byte[] save() {
        for (var change : session.takeSkippedChanges(NOW)) {
            var key = HexFormat.of().formatHex(change.key());
            change.value().ifPresentOrElse(value -> skippedRows.put(key, value), () -> skippedRows.remove(key));
        }
        return session.encode();
    }

    @Override
    public void close() {
        session.close();
    }
}
