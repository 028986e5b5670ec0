package org.heliograph.bench;

import java.util.Optional;
import org.heliograph.core.PeerFault;
import org.heliograph.core.identity.Device;
import org.heliograph.core.identity.DeviceCertificate;
import org.heliograph.core.identity.Identity;
import org.heliograph.core.identity.Prekey;
import org.heliograph.core.identity.PrekeyBundle;
import org.heliograph.core.session.Handshake;
import org.heliograph.core.session.Session;
import org.heliograph.crypto.Entropy;
import org.heliograph.crypto.Suite;

/// Two devices of ours and the session between them.
final class OurPair {
    private static final long NOW_SECONDS = 1_000_000;

    private final Suite suite;
    private final Entropy entropy = Entropy.system();
    private final Identity readerIdentity;
    private final Device writer;
    private final Device reader;
    private final Prekey prekey;
    private final byte[] published;

    private record Ends(Session writer, Session reader) {}

    OurPair(Suite suite) {
        this.suite = suite;
        var writerIdentity = Identity.generate(suite, entropy);
        readerIdentity = Identity.generate(suite, entropy);
        writer = Device.create(writerIdentity, NOW_SECONDS, entropy);
        reader = Device.create(readerIdentity, NOW_SECONDS, entropy);
        prekey = Prekey.create(suite, reader, NOW_SECONDS, entropy);
        published = prekey.bundle().bytes();
    }

    /// From the published bytes to the first message read: what both ends do. The reader has read the writer's prekeys
    /// before, as contacts have, or never heard of the writer.
    void setUp(byte[] frame, boolean ofStranger) throws PeerFault {
        var ends = meet(frame, ofStranger ? Optional.empty() : Optional.of(writer.certificate()));
        ends.writer.close();
        ends.reader.close();
    }

    private Ends meet(byte[] frame, Optional<DeviceCertificate> known) throws PeerFault {
        var bundle = PrekeyBundle.verify(published, readerIdentity.key());
        var started = Handshake.start(suite, writer, bundle, entropy);
        var init = started.initiation().seal(frame, entropy).message();
        var accepted = Handshake.accept(init, id -> Optional.of(prekey), reader, tag -> false, identity -> known);
        return new Ends(started.session(), accepted.session());
    }

    /// A stream one way. Each message is sealed, and opened from its bytes.
    Rounds.Work stream(byte[] frame, boolean withRows) throws PeerFault {
        var ends = answered();
        return times -> {
            for (int i = 0; i < times; i++) {
                if (!ends.writer.canSend()) {
                    answer(ends);
                }
                ends.reader.open(ends.writer.seal(frame, entropy).message());
                if (withRows) {
                    ends.writer.encode();
                    ends.reader.encode();
                }
            }
        };
    }

    /// Each message answers the one before.
    Rounds.Work pingPong(byte[] frame) throws PeerFault {
        var ends = answered();
        return times -> {
            for (int i = 0; i < times; i += 2) {
                ends.reader.open(ends.writer.seal(frame, entropy).message());
                ends.writer.open(ends.reader.seal(frame, entropy).message());
            }
        };
    }

    /// Opens messages that were sealed before, the last one first if `reversed`.
    Rounds.Work opening(byte[] frame, int count, boolean reversed) throws PeerFault {
        var ends = answered();
        return new Rounds.Work() {
            private final byte[][] messages = new byte[count][];

            @Override
            public int times() {
                return count;
            }

            @Override
            public void prepare(int times) throws PeerFault {
                answer(ends);
                for (int i = 0; i < count; i++) {
                    messages[reversed ? count - 1 - i : i] =
                            ends.writer.seal(frame, entropy).message();
                }
            }

            @Override
            public void run(int times) throws PeerFault {
                for (var message : messages) {
                    ends.reader.open(message);
                }
            }
        };
    }

    private Ends answered() throws PeerFault {
        var ends = meet(new byte[64], Optional.empty());
        answer(ends);
        return ends;
    }

    /// Lets the writer begin a new chain, which the reader knows.
    private void answer(Ends ends) throws PeerFault {
        ends.writer.open(ends.reader.seal(new byte[16], entropy).message());
        ends.reader.open(ends.writer.seal(new byte[16], entropy).message());
    }
}
